package dev.parley.wire;

/** The two clocks of a node, read by verticles only; cores are told the time. Any thread. */
@Outside
public final class Clocks {

    private Clocks() {}

    /** Milliseconds that only go forward; for deadlines and durations. The zero point means nothing. */
    public static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /** The same in nanoseconds; for what takes less than a millisecond. */
    public static long monotonicNanos() {
        return System.nanoTime();
    }

    /** Milliseconds since 1970; for people. May jump either way. */
    public static long wallMillis() {
        return System.currentTimeMillis();
    }
}
