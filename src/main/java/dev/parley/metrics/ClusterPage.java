package dev.parley.metrics;

import dev.parley.cluster.GridCounts;
import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.leader.LeaderCounts;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Nodes, leaders, grid and bus, as one node sees them. */
final class ClusterPage {

    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

    private ClusterPage() {}

    static void write(Page page, Roster roster, int needed) {
        List<Member> members = roster.members();
        Map<Member.State, Long> states = new EnumMap<>(Member.State.class);
        for (Member.State state : Member.State.values()) {
            states.put(state, members.stream().filter(m -> m.state() == state).count());
        }
        page.gauges("nodes", "Nodes that this node sees, itself included, by state.", Page.by("state", states));
        page.gauge(
                "nodes_needed",
                "Nodes that must be there for writing: a majority under policy majority, otherwise 1.",
                needed);
        page.gauge(
                "read_only",
                "1 while too few nodes are there for writing, under policy majority.",
                Page.truth(roster.mode() == Roster.Mode.READ_ONLY));
        page.gauge(
                "beat_age_seconds",
                "Age of the oldest last sign of life among the other nodes.",
                members.stream().mapToLong(Member::beatAgeMillis).max().orElse(0) / MILLIS);
    }

    static void write(Page page, LeaderCounts counts) {
        page.gauge("shards", "Shards that there are; all nodes together lead so many.", LogId.SHARDS);
        page.gauge("shards_led", "Shards that this node leads.", counts.led());
        page.gauge("shards_leaderless", "Shards of which this node knows no leader.", counts.leaderlessNow());
        page.counter("shards_lost", "Shards that were taken from this node, or that it had to give up.", counts.lost());
        page.gauge("term_highest", "Highest term of all shards; grows with every election.", counts.highestTerm());
        page.counters("elections", "Elections that this node won, by reason.", Page.by("reason", counts.won()));
        page.durations(
                "leaderless_seconds",
                "How long a shard had no leader before this node won it, by reason. For reason crash: from when the node was missed.",
                Page.by("reason", counts.leaderless()));
        page.gauge(
                "failover_last_seconds",
                "The longest that a shard was without a leader in the last crash after which this node took over; 0: none yet.",
                counts.lastFailoverMillis() / MILLIS);
        page.gauge(
                "failover_last_timestamp_seconds",
                "When that was, in seconds since 1970; 0: never.",
                counts.lastFailoverAtMillis() / MILLIS);
        page.counter(
                "leadership_delays",
                "Questions to the grid about locks and terms that failed and were asked again.",
                counts.delays());
    }

    static void write(Page page, GridCounts counts) {
        page.gauge(
                "grid_member",
                "1 while this node is a member of the grid; 0 while it merges.",
                Page.truth(counts.isMember()));
        page.gauge("grid_members", "Members of the grid that this node belongs to.", counts.members());
        page.gauge("grid_partitions", "Partitions of the grid.", counts.partitions());
        page.gauge("grid_partitions_owned", "Partitions of which this node has the first copy.", counts.owned());
        page.gauge(
                "grid_partitions_without_backup",
                "Partitions with fewer copies than there could be with so many members.",
                counts.withoutBackup());
        page.gauge("grid_migrating", "1 while copies are being moved.", Page.truth(counts.migrating()));
        page.gauge(
                "grid_safe",
                "1 when every partition has all copies and none is being moved: another node may be stopped now.",
                Page.truth(counts.isMember() && !counts.migrating() && counts.withoutBackup() == 0));
        page.counter("grid_migrations", "Copies of partitions that were moved.", counts.migrations());
        page.counter(
                "grid_migrations_failed", "Copies of partitions that could not be moved.", counts.failedMigrations());
        page.counter(
                "grid_partitions_lost",
                "Partitions whose last copy was lost. Logs are made whole again from the disks.",
                counts.lost());
        page.gauge(
                "grid_operations_pending",
                "Operations that this node asked of the grid and that have no answer.",
                counts.pending());
        page.gauge("grid_operations_queued", "Operations that wait for a thread of this node.", counts.queued());
    }

    static void write(Page page, NodeBus.Counts counts) {
        page.counter("bus_sent_messages", "Messages to nodes, this one included, answers too.", counts.sent());
        page.counter("bus_sent_bytes", "Bytes of those messages.", counts.sentBytes());
        page.counter(
                "bus_received_messages", "Messages from nodes, this one included; without answers.", counts.received());
        page.counter("bus_received_bytes", "Bytes of those messages.", counts.receivedBytes());
        page.counter("bus_questions", "Messages that want an answer.", counts.asked());
        page.counter(
                "bus_questions_unanswered",
                "Those without an answer in time, or whose node could not be reached.",
                counts.unanswered());
        page.counter(
                "bus_unreadable_messages",
                "Messages that could not be read: other releases, or damage.",
                counts.unreadable());
    }
}
