package dev.parley.sim;

import dev.parley.log.Directory;
import dev.parley.log.Intake;
import dev.parley.log.Intake.Effect;
import dev.parley.log.IntakeLimits;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Archived;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The logs of one node: an intake for each, the real one, and what the log verticle does for them. */
final class SimLogs {

    private static final IntakeLimits LIMITS = new IntakeLimits(40, 6_000, 200);
    private static final long FETCH_TIMEOUT_MILLIS = 2_000;
    private static final int FETCH_BYTES = 1_500;
    private static final long CATCH_UP_MILLIS = 5_000;
    private static final long IDLE_MILLIS = 4_000;

    private record Wait(LogEnd end, Consumer<Position> done, Runnable failed) {}

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
        reloadDirectory();
    }

    /** Makes the directory anew from the disk. */
    void reloadDirectory() {
        directory = Directory.EMPTY;
        for (Entry entry : node.disk().all(LogId.DIRECTORY)) {
            directory = directory.after(entry);
        }
    }

    /** Lets go of what is in memory of a log; it is made anew from the disk. */
    void forget(LogId log) {
        Kept kept = logs.remove(log);
        readable.remove(log);
        if (kept != null) {
            kept.waits.forEach(wait -> wait.failed().run());
        }
    }

    Intake intake(LogId log) {
        return kept(log).intake;
    }

    Directory directory() {
        return directory;
    }

    boolean isBehind() {
        return logs.values().stream().anyMatch(kept -> kept.intake.isBehind());
    }

    /** Whether the disk has all these logs so far, but for those whose history is another one. */
    boolean holds(Map<LogId, LogEnd> ends) {
        return ends.entrySet().stream().allMatch(end -> {
            Intake intake = kept(end.getKey()).intake;
            return intake.isDiverged()
                    || !end.getValue().at().isAfter(intake.archived().at());
        });
    }

    /** Logs that had news here within a minute. */
    List<LogId> active() {
        return List.copyOf(logs.keySet());
    }

    private Kept kept(LogId log) {
        Kept kept = logs.computeIfAbsent(log, id -> {
            Intake intake = new Intake(id, node.disk().end(id), LIMITS);
            if (cluster.profile().quorum() > 1) {
                intake.promise(node.disk().promised());
            }
            return new Kept(intake);
        });
        kept.touchedMillis = node.now();
        return kept;
    }

    /** Up to where a log can be read here. */
    LogEnd head(LogId log) {
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

    void received(NodeId from, Entries batch) {
        if (!node.knows(from)) {
            // A leader that was expelled and does not know it, or died: others may have taken the places of what it
            // sends.
            return;
        }
        Kept kept = kept(batch.log());
        NodeId source = node.id().equals(from) ? null : from;
        perform(batch.log(), kept, kept.intake.received(source, batch, node.now()));
    }

    /** The leader says where a log ends; it may be this node. */
    void announced(NodeId from, LogId log, LogEnd end) {
        if (node.knows(from)) {
            Kept kept = kept(log);
            NodeId source = node.id().equals(from) ? null : from;
            perform(log, kept, kept.intake.announced(source, end, node.now()));
        }
    }

    /** A node has a log up to an end. */
    void known(NodeId from, LogId log, Position end) {
        if (!from.equals(node.id())) {
            Kept kept = kept(log);
            perform(log, kept, kept.intake.known(from, end, node.now()));
        }
    }

    /** A new leader asks how far this node is; it is told when the promise is on the disk, if it has to last. */
    void promise(LogId log, long term, Consumer<Promised> done) {
        long newest = kept(log).intake.promise(term);
        if (newest > term || cluster.profile().quorum() == 1) {
            done.accept(new Promised(newest, kept(log).intake.accepted()));
        } else {
            node.disk()
                    .promise(
                            node,
                            term,
                            () -> done.accept(new Promised(
                                    kept(log).intake.promise(term),
                                    kept(log).intake.accepted())));
        }
    }

    /**
     * What a new leader is told.
     *
     * @param newest the newest term that is known here
     * @param end where the log ends here
     */
    record Promised(long newest, LogEnd end) {}

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
        Kept kept = kept(log);
        kept.waits.add(wait);
        announced(node.id(), log, recovered.end());
        perform(log, kept, kept.intake.recalled(recovered.recent(), node.now()));
        recovered.ends().forEach((peer, there) -> known(peer, log, there));
        progressed(kept);
        node.after(CATCH_UP_MILLIS * 1000, () -> {
            if (kept.waits.remove(wait)) {
                failed.run();
            }
        });
    }

    /**
     * What a new leader found out about a log.
     *
     * @param end where it ends, in its term
     * @param recent the newest entries in the grid
     * @param ends which disk has how much
     */
    record Recovered(LogEnd end, List<Entry> recent, Map<NodeId, Position> ends) {}

    private static void progressed(Kept kept) {
        for (Wait wait : List.copyOf(kept.waits)) {
            LogEnd archived = kept.intake.archived();
            boolean isBeyond = archived.seq() > wait.end().seq();
            boolean isThere = archived.seq() == wait.end().seq()
                    && archived.term() >= wait.end().term();
            if (isThere || isBeyond || kept.intake.isDiverged()) {
                kept.waits.remove(wait);
                if (archived.equals(wait.end())) {
                    wait.done().accept(wait.end().at());
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
                                append,
                                end -> {
                                    if (logs.get(log) == kept) {
                                        perform(log, kept, kept.intake.archived(end));
                                    }
                                },
                                () -> kept.intake.appendFailed(node.now()));
            } else if (effect instanceof Effect.Fetch fetch) {
                fetch(log, kept, fetch);
            } else if (effect instanceof Effect.Confirm confirm) {
                confirm(log, confirm.archived());
            } else if (effect instanceof Effect.Outdated outdated) {
                cluster.network()
                        .send(
                                node.id(),
                                outdated.leader(),
                                there -> there.rooms().outdated(log, outdated.term()));
            } else if (effect instanceof Effect.Diverged found) {
                cluster.trace().note(node.id(), () -> "DIVERGED " + log + " " + found);
                node.contradicted();
            }
        }
        if (!effects.isEmpty()) {
            progressed(kept);
            node.join().reconcile().progressed(log, kept.intake);
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

    private void fetch(LogId log, Kept kept, Effect.Fetch fetch) {
        cluster.trace().note(node.id(), () -> "FETCHES " + log + " after " + fetch.after() + " from " + fetch.from());
        cluster.requests()
                .ask(
                        node,
                        fetch.from(),
                        FETCH_TIMEOUT_MILLIS,
                        there -> there.logs().answer(log, fetch.after(), FETCH_BYTES),
                        answer -> {
                            if (logs.get(log) == kept) {
                                perform(log, kept, kept.intake.fetched(fetch.from(), answer, node.now()));
                            }
                        },
                        () -> {
                            if (logs.get(log) == kept) {
                                perform(log, kept, kept.intake.fetchFailed(fetch.from(), node.now()));
                            }
                        });
    }

    /** What another node is told that asks for what follows a position; without bytes it is told the relation only. */
    Fetched answer(LogId log, Position after, int maxBytes) {
        Relation relation = relation(log, after);
        List<Entry> page = new ArrayList<>();
        if (relation == Relation.PREFIX && maxBytes > 0) {
            List<Entry> all = readable(log);
            int bytes = 0;
            for (int i = (int) after.seq(); i < all.size() && (page.isEmpty() || bytes < maxBytes); i++) {
                page.add(all.get(i));
                bytes += all.get(i).json().size();
            }
        }
        return new Fetched(relation, head(log), page);
    }

    private void confirm(LogId log, LogEnd archived) {
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
