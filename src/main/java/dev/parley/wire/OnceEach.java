package dev.parley.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was told already, so that the log has a line for each trouble and not for each message that has it. Remembers at most {@link #MOST};
 * what comes after is not told any more. Any thread.
 */
public final class OnceEach {

    /** How many are remembered. */
    public static final int MOST = 64;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Whether this is to be told: the first time it comes. */
    public boolean isNew(String what) {
        return told.size() < MOST && told.add(what);
    }
}
