package dev.parley.log;

import dev.parley.wire.LoopDelay;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link LogCounts} tells. Written by the context of the log verticle, read by any thread. */
final class LogCounter {

    private final LongAdder batches = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder fetches = new LongAdder();
    private final LongAdder failedFetches = new LongAdder();
    private final LongAdder fetched = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LoopDelay delay;
    private volatile Lag lag = new Lag(0, 0, 0, 0);
    private volatile long orphans = -1;

    /** How far behind the logs are at a moment; replaced as a whole. */
    record Lag(int inMemory, int diverged, int behindLogs, long behindEntries) {}

    LogCounter(long tickMillis) {
        delay = new LoopDelay(tickMillis);
    }

    /** A batch came from a leader. */
    void batch() {
        batches.increment();
    }

    /** Entries were shown to readers. */
    void delivered(int entries) {
        delivered.add(entries);
    }

    /** A node was asked for entries. */
    void fetching() {
        fetches.increment();
    }

    /** It answered with so many. */
    void fetched(int entries) {
        fetched.add(entries);
    }

    /** It did not. */
    void fetchFailed() {
        failedFetches.increment();
    }

    /** Entries that came in answers so far. */
    long fetched() {
        return fetched.sum();
    }

    /** Entries were taken out of a log. */
    void cut(long entries) {
        cut.add(entries);
    }

    /** The loop's clock has come; the logs are so far behind now. */
    void tick(Lag now) {
        delay.tick();
        lag = now;
    }

    /** So many orphans are in the archive. */
    void orphans(long count) {
        orphans = count;
    }

    LogCounts counts(LogCounts.Reconciling reconcile) {
        Lag seen = lag;
        return new LogCounts(
                batches.sum(),
                delivered.sum(),
                fetches.sum(),
                failedFetches.sum(),
                fetched.sum(),
                seen.inMemory(),
                seen.diverged(),
                seen.behindLogs(),
                seen.behindEntries(),
                orphans,
                cut.sum(),
                reconcile,
                delay.snapshot());
    }
}
