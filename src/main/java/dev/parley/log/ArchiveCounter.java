package dev.parley.log;

import dev.parley.wire.Latency;
import dev.parley.wire.Tallies;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link ArchiveCounts} tells. Any thread; counting takes no lock and no memory. */
final class ArchiveCounter {

    private final LongAdder transactions = new LongAdder();
    private final LongAdder appended = new LongAdder();
    private final LongAdder appendedBytes = new LongAdder();
    private final Tallies<ArchiveException.Reason> failures = new Tallies<>(ArchiveException.Reason.class);
    private final Latency write = new Latency();
    private final Latency checkpoint = new Latency();
    private final LongAdder checked = new LongAdder();
    private final LongAdder faults = new LongAdder();

    /** Written by the write thread. */
    private volatile long checkpointPages;

    /** A round of appends is on the disk; it began then. */
    void wrote(List<ArchiveRequest.Append> round, long sinceNanos) {
        write.recordSince(sinceNanos);
        for (ArchiveRequest.Append append : round) {
            appended.add(append.batch().size());
            appendedBytes.add(append.bytes());
        }
    }

    /** A transaction was committed. */
    void committed() {
        transactions.increment();
    }

    /** A request failed. */
    void failed(ArchiveException why) {
        failures.count(why.reason());
    }

    /** The write-ahead log has about so many pages. Write thread. */
    void logged(long pages) {
        checkpointPages = pages;
    }

    /** The write-ahead log was moved into the file; that began then. */
    void checkpointed(long sinceNanos) {
        checkpoint.recordSince(sinceNanos);
    }

    /** The check in the background went over so many entries more. */
    void checked(long entries) {
        checked.add(entries);
    }

    /** It found a fault. */
    void fault() {
        faults.increment();
    }

    ArchiveCounts counts(ArchiveHealth health, ArchiveQueue writes, long waitingReads, ArchiveLimits limits) {
        Latency.Snapshot checkpoints = checkpoint.snapshot();
        return new ArchiveCounts(
                health.isFailing(),
                health.isTroubled(),
                writes.entries(),
                writes.bytes(),
                limits.waitingEntries(),
                limits.waitingBytes(),
                waitingReads,
                transactions.sum(),
                appended.sum(),
                appendedBytes.sum(),
                failures.snapshot(),
                write.snapshot(),
                checkpoints.count(),
                checkpoints,
                checkpointPages,
                checked.sum(),
                faults.sum());
    }
}
