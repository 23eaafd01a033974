package dev.parley.node;

import java.util.concurrent.atomic.AtomicBoolean;

/** What an administrator said of this process and what outlives the membership, because a node that joins afresh is still the same machine. Any thread. */
final class Standing {

    private final AtomicBoolean isDrained = new AtomicBoolean();

    boolean isDrained() {
        return isDrained.get();
    }

    void drained(boolean is) {
        isDrained.set(is);
    }
}
