package dev.parley.log;

import java.time.Duration;

/**
 * How much the archive lets wait, and for how long.
 *
 * @param waitingEntries entries handed over and not yet on disk, at the most
 * @param waitingBytes their JSON in bytes, at the most
 * @param waitingReads read requests not yet answered, at the most
 * @param roundBytes how much JSON goes into one transaction; a single append may exceed it
 * @param readers threads that read, each with a connection of its own, 1 to 8; what leaders ask has one more
 * @param deadline how long a request may wait in the queue before it fails
 */
public record ArchiveLimits(
        int waitingEntries, long waitingBytes, int waitingReads, int roundBytes, int readers, Duration deadline) {

    /** For a node: 50,000 entries or 16 MiB waiting, 4 MiB a transaction, two readers, 10 s. */
    public static final ArchiveLimits DEFAULT =
            new ArchiveLimits(50_000, 16 << 20, 4_096, 4 << 20, 2, Duration.ofSeconds(10));

    public ArchiveLimits {
        if (waitingEntries < 1 || waitingBytes < 1 || waitingReads < 1 || roundBytes < 1) {
            throw new IllegalArgumentException("limits of the archive must be positive: waitingEntries="
                    + waitingEntries + " waitingBytes=" + waitingBytes + " waitingReads=" + waitingReads
                    + " roundBytes=" + roundBytes);
        }
        if (readers < 1 || readers > 8) {
            throw new IllegalArgumentException("readers must be 1 to 8, not " + readers);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline must be positive, not " + deadline);
        }
    }
}
