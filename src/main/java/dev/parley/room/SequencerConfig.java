package dev.parley.room;

/**
 * Limits and times of a {@link Sequencer}.
 *
 * @param ackCopies disks that must have an entry before it is acknowledged
 * @param batchEntries entries in one commit at the most
 * @param waiting commands that may wait or be unacknowledged at the most
 * @param retryMillis pause before a failed step is tried again
 * @param positionsMillis how long to wait for an archive that does not answer before going on without it
 * @param releaseMillis how long a release waits for acknowledgements
 */
record SequencerConfig(
        int ackCopies, int batchEntries, int waiting, long retryMillis, long positionsMillis, long releaseMillis) {}
