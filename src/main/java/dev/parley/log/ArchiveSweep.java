package dev.parley.log;

import dev.parley.wire.LogId;
import dev.parley.wire.PureCore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A check of everything in an archive, and where it has come to: one log after the other in the order of their names, then the orphans. Immutable.
 *
 * @param stage what is being checked
 * @param lastLog the name of the log being checked, or of the last one that was; empty: none yet
 * @param walk along that log; null: it is done
 * @param lastOrphan the row of the last orphan that could be read
 * @param logs how many were checked to their end, or to their first fault
 * @param entries how many entries and orphans were found to be right
 * @param fault what the last step found to be wrong
 */
@PureCore
record ArchiveSweep(
        Stage stage,
        String lastLog,
        @Nullable ArchiveWalk walk,
        long lastOrphan,
        int logs,
        long entries,
        Optional<String> fault) {

    /** LOGS → ORPHANS → DONE. */
    enum Stage {
        LOGS,
        ORPHANS,
        DONE
    }

    /** Before the first log. */
    static ArchiveSweep begin() {
        return new ArchiveSweep(Stage.LOGS, "", null, 0, 0, 0, Optional.empty());
    }

    boolean isDone() {
        return stage == Stage.DONE;
    }

    /** Takes up the next log. */
    ArchiveSweep begin(LogId log) {
        return new ArchiveSweep(
                stage, log.value(), ArchiveWalk.begin(log), lastOrphan, logs, entries, Optional.empty());
    }

    /** Went on along the log. */
    ArchiveSweep walked(ArchiveWalk next) {
        long before = walk == null ? 0 : walk.reached().seq();
        // A log that was cut meanwhile is walked from its beginning.
        long more = Math.max(0, next.reached().seq() - before);
        return next.isUnderWay()
                ? new ArchiveSweep(stage, lastLog, next, lastOrphan, logs, entries + more, Optional.empty())
                : new ArchiveSweep(stage, lastLog, null, lastOrphan, logs + 1, entries + more, next.fault());
    }

    /** There is no further log. */
    ArchiveSweep toOrphans() {
        return new ArchiveSweep(Stage.ORPHANS, lastLog, null, lastOrphan, logs, entries, Optional.empty());
    }

    /** Read some orphans; fewer than asked for: there are no more. */
    ArchiveSweep sawOrphans(List<Orphan> orphans, int limit) {
        Stage next = orphans.size() < limit ? Stage.DONE : stage;
        long last =
                orphans.isEmpty() ? lastOrphan : orphans.get(orphans.size() - 1).row();
        return new ArchiveSweep(next, lastLog, null, last, logs, entries + orphans.size(), Optional.empty());
    }

    /** What came next could not be read; goes on after it. */
    ArchiveSweep unreadable(ArchiveException why) {
        return switch (stage) {
            case LOGS -> {
                // Without a walk it is the list of logs that cannot be read.
                Stage next = walk == null ? Stage.ORPHANS : stage;
                String what = walk == null ? "the list of logs: " : lastLog + ": ";
                yield new ArchiveSweep(
                        next, lastLog, null, lastOrphan, logs + 1, entries, Optional.of(what + why.getMessage()));
            }
            case ORPHANS, DONE ->
                new ArchiveSweep(
                        Stage.DONE,
                        lastLog,
                        null,
                        lastOrphan,
                        logs,
                        entries,
                        Optional.of("the orphans: " + why.getMessage()));
        };
    }
}
