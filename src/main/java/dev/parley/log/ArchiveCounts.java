package dev.parley.log;

import dev.parley.wire.Latency;
import java.util.Map;

/**
 * How the archive is doing, since it was opened.
 *
 * @param isFailing whether the last attempt to write failed
 * @param isTroubled whether it told that this node had better do without it
 * @param waitingEntries entries handed over and not yet on the disk
 * @param waitingBytes their JSON
 * @param maxEntries above which appends are refused
 * @param maxBytes above which appends are refused
 * @param waitingReads reads handed over and not yet answered
 * @param transactions that were committed
 * @param appended entries that came to the disk
 * @param appendedBytes their JSON
 * @param failures requests that failed, by reason
 * @param write one transaction of appends with its sync
 * @param checkpoints how often the write-ahead log was moved into the file
 * @param checkpoint how long that took
 * @param checkpointPages pages in the write-ahead log that wait for it, by estimate
 * @param checked entries that the check in the background went over
 * @param faults it found
 */
public record ArchiveCounts(
        boolean isFailing,
        boolean isTroubled,
        long waitingEntries,
        long waitingBytes,
        long maxEntries,
        long maxBytes,
        long waitingReads,
        long transactions,
        long appended,
        long appendedBytes,
        Map<ArchiveException.Reason, Long> failures,
        Latency.Snapshot write,
        long checkpoints,
        Latency.Snapshot checkpoint,
        long checkpointPages,
        long checked,
        long faults) {}
