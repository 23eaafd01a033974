package dev.parley.room;

/**
 * Limits and times of a {@link Sequencer}.
 *
 * @param ackCopies disks that must have an entry before it is acknowledged; all that count, if they are fewer
 * @param quorum archives that must take part however few nodes are there: must have answered before a log is opened, and must have an entry
 *     before it is acknowledged; 1: whoever is there will do
 * @param batchEntries entries in one commit at the most
 * @param unsettledEntries entries that may be committed and not acknowledged; not more than the grid keeps, because until enough disks have
 *     them the grid may be the only one
 * @param unsettledBytes bytes of JSON of these entries, likewise; one entry may be in any case
 * @param waiting commands that may wait or be unacknowledged at the most
 * @param retryMillis pause before a failed step is tried again
 * @param positionsMillis how long to wait for an archive that does not answer before going on without it
 * @param releaseMillis how long a release waits for acknowledgements
 */
record SequencerConfig(
        int ackCopies,
        int quorum,
        int batchEntries,
        int unsettledEntries,
        int unsettledBytes,
        int waiting,
        long retryMillis,
        long positionsMillis,
        long releaseMillis) {}
