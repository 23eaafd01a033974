package dev.parley.log;

import dev.parley.wire.Latency;

/**
 * How this node takes its logs in, since it joined.
 *
 * @param batches of entries from leaders
 * @param delivered entries that became whole here and were shown to readers
 * @param fetches questions to other nodes for entries that are missing here
 * @param failedFetches those without a useful answer
 * @param fetched entries that came in answers
 * @param inMemory logs that are in memory now
 * @param diverged logs whose history contradicts another node's and that take in nothing
 * @param behindLogs logs of which others are known to have more than this node's disk
 * @param behindEntries how many entries all those lack, as far as is known
 * @param orphans entries that were taken out of logs and are not settled, as of a look half a minute ago at the most; -1: not known yet
 * @param cut entries that were taken out of logs since this node joined
 * @param reconcile how far the comparison with the other nodes is
 * @param loopDelay how late the clock of the event loop came
 */
public record LogCounts(
        long batches,
        long delivered,
        long fetches,
        long failedFetches,
        long fetched,
        int inMemory,
        int diverged,
        int behindLogs,
        long behindEntries,
        long orphans,
        long cut,
        Reconciling reconcile,
        Latency.Snapshot loopDelay) {

    /**
     * How far the archive of a node that joins agrees with the cluster's history.
     *
     * @param step what is being done
     * @param sentence the same in words
     * @param present nodes that are there
     * @param needed how many of them must be there; 1: whoever is there will do
     * @param logs logs that were compared
     * @param different those of them that differed
     * @param done those of them that agree by now
     * @param rounds how often everything was compared
     * @param fetched entries that came from other nodes meanwhile
     * @param millis how long it has taken; it stands still when it is done
     */
    public record Reconciling(
            Step step,
            String sentence,
            int present,
            int needed,
            int logs,
            int different,
            int done,
            int rounds,
            long fetched,
            long millis) {

        static final Reconciling NOT_BEGUN =
                new Reconciling(Step.WAITING, "beginning to compare logs", 0, 1, 0, 0, 0, 0, 0, 0);
    }

    /** What a node that joins is doing. */
    public enum Step {
        /** Those whose history counts are not there. */
        WAITING,
        /** They are asked which logs they have. */
        ASKING,
        /** Logs that differ are brought into agreement. */
        WORKING,
        /** The archive agrees with the cluster's history. */
        LEVEL
    }
}
