package dev.parley.metrics;

import dev.parley.log.ArchiveCounts;
import dev.parley.log.HedgedTails;
import dev.parley.log.LogCounts;
import dev.parley.room.RoomCounts;
import java.util.concurrent.TimeUnit;

/** Commands, commits, logs and the archive of one node. */
final class LogPage {

    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

    private LogPage() {}

    static void write(Page page, RoomCounts counts) {
        page.counter(
                "commands_submitted", "Commands of this node's clients that went to a leader.", counts.submitted());
        page.counter(
                "commands_sent",
                "Times that a command was sent to a leader; the excess over the submitted ones was sent again.",
                counts.sent());
        page.gauge("commands_under_way", "Commands of this node's clients that have no outcome.", counts.underWay());
        page.gauge("logs_led", "Logs that this node leads and has in memory.", counts.leading());
        page.gauge(
                "logs_recovering",
                "Those of them whose end a new leader is finding out; commands wait meanwhile.",
                counts.recovering());
        page.counter(
                "orphans_returned",
                "Entries that had been taken out of this node's logs and are entries again.",
                counts.orphans());
        HedgedTails.Counts grid = counts.grid();
        page.counter("commits", "Batches that this node, as leader, committed.", grid.appends());
        page.counter("committed_entries", "Entries in those batches.", grid.entries());
        page.durations(
                "commit_seconds",
                "From when a leader first sent a batch to the grid until it was committed there, with its copies.",
                grid.commit());
        page.counters(
                "grid_commands",
                "Commands of leaders to the grid, by what became of them. Fenced: there was a newer leader.",
                Page.by("outcome", grid.answers()));
        page.counter(
                "grid_retries",
                "Times that a command to the grid was sent again because no answer came.",
                grid.again());
        page.gauge("grid_commands_open", "Commands to the grid without an answer.", grid.open());
    }

    static void write(Page page, LogCounts counts) {
        page.counter("batches_received", "Batches of entries that came from leaders.", counts.batches());
        page.counter(
                "entries_accepted",
                "Entries that became whole here: in order, without a hole, checked.",
                counts.delivered());
        page.counter(
                "fetches",
                "Questions to other nodes for entries that are missing here: gaps that are being repaired.",
                counts.fetches());
        page.counter(
                "fetches_failed", "Those without a useful answer; another node is asked then.", counts.failedFetches());
        page.counter("entries_fetched", "Entries that came from other nodes in answers to that.", counts.fetched());
        page.gauge("logs_in_memory", "Logs that had news lately.", counts.inMemory());
        page.gauge(
                "logs_behind",
                "Logs of which others are known to have more than this node's disk.",
                counts.behindLogs());
        page.gauge(
                "entries_behind", "Entries that this node's disk lacks, as far as is known.", counts.behindEntries());
        page.gauge(
                "logs_diverged",
                "Logs whose history here is another than elsewhere; they take in nothing.",
                counts.diverged());
        page.counter("orphans_cut", "Entries that were taken out of this node's logs, to be said again.", counts.cut());
        page.gauge(
                "orphans_waiting",
                "Entries that were taken out and are not yet entries again; -1: not counted yet.",
                counts.orphans());
        reconcile(page, counts.reconcile());
    }

    private static void reconcile(Page page, LogCounts.Reconciling standing) {
        page.gauge(
                "reconciled",
                "1 when this node's archive agrees with the cluster's history.",
                Page.truth(standing.step() == LogCounts.Step.LEVEL));
        page.gauge(
                "reconcile_logs", "Logs that were compared with other nodes when this node joined.", standing.logs());
        page.gauge("reconcile_logs_different", "Those of them that differed.", standing.different());
        page.gauge("reconcile_logs_done", "Those of them that agree by now.", standing.done());
        page.gauge(
                "reconcile_rounds",
                "How often everything was compared; it begins anew when a step fails.",
                standing.rounds());
        page.gauge("reconcile_entries_fetched", "Entries that came from other nodes meanwhile.", standing.fetched());
        page.gauge(
                "reconcile_seconds",
                "How long it has taken; stands still when it is done.",
                standing.millis() / MILLIS);
    }

    static void write(Page page, ArchiveCounts counts) {
        page.gauge(
                "archive_writable",
                "0 when the last attempt to write to the archive failed.",
                Page.truth(!counts.isFailing()));
        page.gauge(
                "archive_troubled",
                "1 when the archive cannot be relied on any more and this node is about to leave.",
                Page.truth(counts.isTroubled()));
        page.gauge(
                "archive_queue_entries", "Entries and other requests that wait for the disk.", counts.waitingEntries());
        page.gauge("archive_queue_bytes", "Bytes of the entries that wait for the disk.", counts.waitingBytes());
        page.gauge(
                "archive_queue_entries_limit", "Above so many waiting entries more are refused.", counts.maxEntries());
        page.gauge("archive_queue_bytes_limit", "Above so many waiting bytes more are refused.", counts.maxBytes());
        page.gauge("archive_reads_waiting", "Reads that wait for the archive.", counts.waitingReads());
        page.counter(
                "archive_transactions", "Transactions that were committed, each with a sync.", counts.transactions());
        page.counter("archive_appended_entries", "Entries that came to the disk.", counts.appended());
        page.counter("archive_appended_bytes", "Bytes of those entries.", counts.appendedBytes());
        page.counters(
                "archive_failures",
                "Requests to the archive that were refused or failed, by reason.",
                Page.by("reason", counts.failures()));
        page.durations(
                "archive_sync_seconds", "One transaction of appends, with its sync to the disk.", counts.write());
        page.durations(
                "archive_checkpoint_seconds",
                "Moving the write-ahead log into the file; appends wait meanwhile.",
                counts.checkpoint());
        page.gauge(
                "archive_checkpoint_pages",
                "Pages in the write-ahead log that wait to be moved, by estimate; it begins at 2000.",
                counts.checkpointPages());
        page.counter(
                "archive_checked_entries",
                "Entries that the check in the background has read and found sound.",
                counts.checked());
        page.counter("archive_faults", "Damage that the check in the background has found.", counts.faults());
    }
}
