package dev.parley.sim;

import dev.parley.log.Directory;
import dev.parley.log.Intake;
import dev.parley.log.Intake.Effect;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Archived;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The logs of one node: an intake for each, the real one, and what the log verticle does for them. */
final class SimLogs {

    private static final Intake.Limits LIMITS = new Intake.Limits(40, 6_000, 200);
    private static final long FETCH_TIMEOUT_MILLIS = 2_000;
    private static final int FETCH_BYTES = 1_500;
    private static final long CATCH_UP_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 4_000;

    private record Wait(Position end, Consumer<Position> done, Runnable failed) {}

    private static final class Kept {
        final Intake intake;
        long touchedMillis;
        final List<Wait> waits = new ArrayList<>();

        Kept(Intake intake) {
            this.intake = intake;
        }
    }

    private final SimCluster cluster;
    private final SimNode node;
    private final Map<LogId, Kept> logs = new TreeMap<>();
    private final Map<LogId, List<Entry>> readable = new HashMap<>();
    private Directory directory = Directory.EMPTY;

    SimLogs(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
        for (Entry entry : node.disk().all(LogId.DIRECTORY)) {
            directory = directory.after(entry);
        }
    }

    Directory directory() {
        return directory;
    }

    boolean isBehind() {
        return logs.values().stream().anyMatch(kept -> kept.intake.isBehind());
    }

    /** Whether the disk has all these logs so far, but for those whose history is another one. */
    boolean holds(Map<LogId, Position> ends) {
        return ends.entrySet().stream().allMatch(end -> {
            Intake intake = kept(end.getKey()).intake;
            return intake.isDiverged() || !end.getValue().isAfter(intake.archived());
        });
    }

    /** Logs that had news here within a minute. */
    List<LogId> active() {
        return List.copyOf(logs.keySet());
    }

    private Kept kept(LogId log) {
        Kept kept = logs.computeIfAbsent(
                log, id -> new Kept(new Intake(id, node.disk().position(id), LIMITS)));
        kept.touchedMillis = node.now();
        return kept;
    }

    /** Up to where a log can be read here. */
    Position head(LogId log) {
        return kept(log).intake.accepted();
    }

    /** Everything that can be read of a log here; the list grows as the log does. */
    List<Entry> readable(LogId log) {
        return readable.computeIfAbsent(log, id -> {
            List<Entry> all = new ArrayList<>(node.disk().all(id));
            for (Entry entry : kept(id).intake.pending()) {
                if (entry.seq() == all.size() + 1) {
                    all.add(entry);
                }
            }
            return all;
        });
    }

    /** How a reader's position relates to what is here. */
    Relation relation(LogId log, Position position) {
        List<Entry> all = readable(log);
        if (position.seq() == 0) {
            return Relation.PREFIX;
        } else if (position.seq() > all.size()) {
            return Relation.AHEAD;
        }
        Digest mine = all.get((int) position.seq() - 1).digest();
        return mine.equals(position.digest()) ? Relation.PREFIX : Relation.DIVERGED;
    }

    // Events.

    void received(@Nullable NodeId from, LogId log, List<Entry> entries) {
        Kept kept = kept(log);
        NodeId source = node.id().equals(from) ? null : from;
        perform(log, kept, kept.intake.received(source, entries, node.now()));
    }

    void announced(NodeId from, LogId log, Position end) {
        if (!from.equals(node.id())) {
            Kept kept = kept(log);
            perform(log, kept, kept.intake.announced(from, end, node.now()));
        }
    }

    void tick() {
        for (LogId log : List.copyOf(logs.keySet())) {
            Kept kept = logs.get(log);
            perform(log, kept, kept.intake.tick(node.now()));
            boolean isSettled = !kept.intake.isBehind() && !kept.intake.isDiverged() && kept.waits.isEmpty();
            if (isSettled && node.now() - kept.touchedMillis > IDLE_MILLIS) {
                logs.remove(log);
            }
        }
    }

    /** Brings the disk up to an end; exactly one of the two happens. */
    void catchUp(LogId log, Recovered recovered, Consumer<Position> done, Runnable failed) {
        Wait wait = new Wait(recovered.end(), done, failed);
        kept(log).waits.add(wait);
        received(null, log, recovered.recent());
        recovered.ends().forEach((peer, there) -> announced(peer, log, there));
        progressed(kept(log));
        node.after(CATCH_UP_MILLIS * 1000, () -> {
            if (kept(log).waits.remove(wait)) {
                failed.run();
            }
        });
    }

    /**
     * What a new leader found out about a log.
     *
     * @param end where it ends
     * @param recent the newest entries in the grid
     * @param ends which disk has how much
     */
    record Recovered(Position end, List<Entry> recent, Map<NodeId, Position> ends) {}

    private static void progressed(Kept kept) {
        for (Wait wait : List.copyOf(kept.waits)) {
            Position archived = kept.intake.archived();
            if (archived.seq() >= wait.end().seq() || kept.intake.isDiverged()) {
                kept.waits.remove(wait);
                if (archived.equals(wait.end())) {
                    wait.done().accept(wait.end());
                } else {
                    wait.failed().run();
                }
            }
        }
    }

    // Effects.

    private void perform(LogId log, Kept kept, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Deliver deliver) {
                deliver(log, deliver.entries());
            } else if (effect instanceof Effect.Append append) {
                node.disk()
                        .append(
                                node,
                                log,
                                append.entries(),
                                end -> perform(log, kept, kept.intake.archived(end)),
                                () -> kept.intake.appendFailed(node.now()));
            } else if (effect instanceof Effect.Fetch fetch) {
                fetch(log, fetch);
            } else if (effect instanceof Effect.Confirm confirm) {
                confirm(log, confirm.archived());
            } else if (effect instanceof Effect.Diverged found) {
                cluster.trace().note(node.id(), () -> "DIVERGED " + log + " " + found);
                cluster.judge().diverged(node, log, found);
            }
        }
        if (!effects.isEmpty()) {
            progressed(kept);
        }
    }

    private void deliver(LogId log, List<Entry> entries) {
        List<Entry> all = readable(log);
        for (Entry entry : entries) {
            if (entry.seq() == all.size() + 1) {
                all.add(entry);
            }
            cluster.judge()
                    .require(
                            all.get((int) entry.seq() - 1).digest().equals(entry.digest()),
                            () -> node.id() + " delivered another " + entry.position() + " of " + log);
            if (log.equals(LogId.DIRECTORY)) {
                directory = directory.after(entry);
            }
        }
        cluster.trace()
                .note(
                        node.id(),
                        () -> "DELIVERS " + log + " up to "
                                + entries.get(entries.size() - 1).position());
        node.sessions().forEach(session -> session.pump(log));
    }

    private void fetch(LogId log, Effect.Fetch fetch) {
        cluster.trace().note(node.id(), () -> "FETCHES " + log + " after " + fetch.after() + " from " + fetch.from());
        cluster.requests()
                .ask(
                        node,
                        fetch.from(),
                        FETCH_TIMEOUT_MILLIS,
                        there -> there.logs().answer(log, fetch.after()),
                        answer -> {
                            Kept kept = kept(log);
                            perform(
                                    log,
                                    kept,
                                    kept.intake.fetched(
                                            fetch.from(),
                                            answer.relation(),
                                            answer.head(),
                                            answer.entries(),
                                            node.now()));
                        },
                        () -> {
                            Kept kept = kept(log);
                            perform(log, kept, kept.intake.fetchFailed(fetch.from(), node.now()));
                        });
    }

    private Fetched answer(LogId log, Position after) {
        Relation relation = relation(log, after);
        List<Entry> page = new ArrayList<>();
        if (relation == Relation.PREFIX) {
            List<Entry> all = readable(log);
            int bytes = 0;
            for (int i = (int) after.seq(); i < all.size() && (page.isEmpty() || bytes < FETCH_BYTES); i++) {
                page.add(all.get(i));
                bytes += all.get(i).json().size();
            }
        }
        return new Fetched(relation, head(log), page);
    }

    private void confirm(LogId log, Position archived) {
        NodeId leader = node.leaders().leaderOf(log);
        if (leader != null) {
            Archived message = new Archived(Map.of(log, archived));
            cluster.network().send(node.id(), leader, there -> there.rooms().archived(node.id(), message));
        }
    }

    @Override
    public String toString() {
        return logs.values().stream()
                .map(kept -> kept.intake.toString())
                .toList()
                .toString();
    }
}
