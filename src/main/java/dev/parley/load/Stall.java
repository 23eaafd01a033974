package dev.parley.load;

import dev.parley.wire.PureCore;

/** Measures the longest time in which something was waited for and nothing was answered. Times in nanoseconds of one clock. */
@PureCore
final class Stall {

    private int open;
    private long since;
    private long longest;

    void posted(long now) {
        if (open++ == 0) {
            since = now;
        }
    }

    void answered(long now) {
        longest = Math.max(longest, now - since);
        since = now;
        open--;
    }

    /** Including the wait that goes on now. */
    long longest(long now) {
        return open > 0 ? Math.max(longest, now - since) : longest;
    }
}
