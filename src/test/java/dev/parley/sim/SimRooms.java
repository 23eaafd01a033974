package dev.parley.sim;

import dev.parley.log.TailCommand;
import dev.parley.room.SimOutstanding;
import dev.parley.room.SimRoom;
import dev.parley.room.SimRouter;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Archived;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the room verticle does: routes the commands of this node's clients, and runs a sequencer for each log that the node leads. */
final class SimRooms {

    private static final long ANNOUNCE_MILLIS = 1_000;
    private static final long IDLE_MILLIS = 3_000;

    private final SimCluster cluster;
    private final SimNode node;
    private final SimRouter router;
    private final SimHedge hedge;
    private final Map<Long, Consumer<Outcome>> promises = new HashMap<>();
    private final Map<LogId, SimRoom> rooms = new TreeMap<>();
    private final Map<Integer, Long> terms = new HashMap<>();
    private final Map<Integer, Runnable> releases = new HashMap<>();
    private final SimOutstanding outstanding = new SimOutstanding();
    private SimRoom.Around around = new SimRoom.Around(Set.of(), Set.of());
    private long announcedMillis;

    SimRooms(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
        hedge = new SimHedge(cluster, node);
        router = new SimRouter(new SimRouter.Owner() {
            @Override
            public void send(NodeId to, long number, Command command) {
                cluster.judge().sent(command);
                cluster.network().send(node.id(), to, there -> there.rooms().commanded(node.id(), number, command));
            }

            @Override
            public void complete(long number, Outcome outcome) {
                promises.remove(number).accept(outcome);
            }
        });
    }

    // The clients' side.

    /** Has a command sequenced; the outcome comes before the router's deadline, or a tick later. */
    void submit(Command command, Consumer<Outcome> done) {
        promises.put(router.nextNumber(), done);
        router.submit(command, node.now());
    }

    /** Commands whose outcome is not known yet. */
    int underWay() {
        return promises.size();
    }

    void leaderChanged(int shard, @Nullable NodeId leader) {
        router.leaderChanged(shard, leader, node.now());
    }

    // The leader's side.

    void lead(int shard, long term) {
        terms.put(shard, term);
        node.logs().active().stream().filter(log -> log.shard() == shard).forEach(log -> room(log, term));
    }

    void release(int shard, Runnable released) {
        terms.remove(shard);
        releases.put(shard, released);
        ofShard(shard).forEach(log -> rooms.get(log).release(node.now()));
        completeRelease(shard);
    }

    void depose(int shard) {
        terms.remove(shard);
        ofShard(shard).forEach(log -> rooms.get(log).depose());
        completeRelease(shard);
    }

    private List<LogId> ofShard(int shard) {
        return rooms.keySet().stream().filter(log -> log.shard() == shard).toList();
    }

    private void completeRelease(int shard) {
        if (ofShard(shard).isEmpty()) {
            Runnable released = releases.remove(shard);
            if (released != null) {
                released.run();
            }
        }
    }

    private void commanded(NodeId from, long number, Command command) {
        Long term = terms.get(command.log().shard());
        if (term == null) {
            NodeId leader = node.leaders().leaderOf(command.log());
            answer(from, number, new Outcome.NotLeader(node.id().equals(leader) ? null : leader));
        } else {
            room(command.log(), term).submit(command, from, number, node.now());
        }
    }

    private void answer(NodeId to, long number, Outcome outcome) {
        cluster.network()
                .send(node.id(), to, there -> there.rooms().router.answered(node.id(), number, outcome, there.now()));
    }

    void archived(NodeId from, Archived message) {
        new TreeMap<>(message.upTo()).forEach((log, end) -> {
            outstanding.confirmed(from, log, end.seq());
            SimRoom room = rooms.get(log);
            if (room != null) {
                room.archived(from, end);
            }
        });
    }

    /** A node that joins has more of a log than its leader. */
    void offered(NodeId from, LogId log, Position base) {
        Long term = terms.get(log.shard());
        if (term != null) {
            cluster.trace().note(node.id(), () -> "IS OFFERED " + log + " after " + base + " by " + from);
            room(log, term).offer(from, base);
        }
    }

    void refreshMembers() {
        // Without a quorum to go by, those who serve have the history; who joins has to follow it.
        List<NodeId> asked = cluster.profile().quorum() > 1 ? node.present() : node.ready();
        SimRoom.Around now = new SimRoom.Around(new TreeSet<>(asked), new TreeSet<>(node.ready()));
        if (!now.equals(around)) {
            around = now;
            outstanding.members(now.ready());
            hedge.membersChanged();
            List.copyOf(rooms.values()).forEach(room -> room.members(now));
        }
    }

    /** A node knows of a newer leader of a log than this one. */
    void outdated(LogId log, long newest) {
        SimRoom room = rooms.get(log);
        if (room != null && room.term() < newest) {
            outdated(log, room, newest);
        }
    }

    private void outdated(LogId log, SimRoom room, long newest) {
        cluster.trace().note(node.id(), () -> "IS OUTDATED " + log + " by term " + newest);
        node.leaders().outdated(log.shard(), newest);
        room.depose();
    }

    void tick() {
        router.readOnly(node.isReadOnly());
        router.tick(node.now());
        hedge.tick();
        List.copyOf(rooms.values()).forEach(room -> room.tick(node.now()));
        if (node.now() - announcedMillis >= ANNOUNCE_MILLIS) {
            announcedMillis = node.now();
            announce();
        }
    }

    private void announce() {
        Map<LogId, LogEnd> heads = new TreeMap<>();
        for (LogId log : List.copyOf(rooms.keySet())) {
            SimRoom room = rooms.get(log);
            room.furtherDisks().forEach((peer, end) -> node.logs().known(peer, log, end));
            if (room.isWorthAnnouncing(node.now())) {
                heads.put(log, room.head());
            } else if (room.isIdle(node.now(), IDLE_MILLIS)) {
                Long term = terms.get(log.shard());
                if (term != null) {
                    cluster.calls()
                            .tail(
                                    node.id(),
                                    log,
                                    SimRoom.shrink(term, room.head().at()),
                                    reply -> {});
                }
                rooms.remove(log);
                outstanding.forget(log);
            }
        }
        sendHeads(heads);
    }

    private void sendHeads(Map<LogId, LogEnd> heads) {
        for (NodeId peer : node.ready()) {
            if (!peer.equals(node.id())) {
                cluster.network()
                        .send(
                                node.id(),
                                peer,
                                there -> heads.forEach(
                                        (log, head) -> there.logs().announced(node.id(), log, head)));
            }
        }
    }

    private SimRoom room(LogId log, long term) {
        SimRoom known = rooms.get(log);
        if (known != null) {
            return known;
        }
        SimProfile profile = cluster.profile();
        SimRoom.Promise promise = new SimRoom.Promise(profile.ackCopies(), profile.quorum(), profile.tailEntries());
        Effects effects = new Effects(log, term);
        SimRoom room = new SimRoom(log, node.id(), term, around, promise, effects);
        effects.room = room;
        rooms.put(log, room);
        room.start();
        return room;
    }

    long outstandingBytes() {
        return cluster.nodes().stream()
                .mapToLong(peer -> outstanding.bytes(peer.id()))
                .sum();
    }

    @Override
    public String toString() {
        return "underWay=" + promises.size() + " " + rooms.values();
    }

    /** Carries out what one sequencer decides. */
    private final class Effects implements SimRoom.Owner {
        private static final long ASK_TIMEOUT_MILLIS = 1_000;
        private static final long ASK_AGAIN_MICROS = 200_000;

        private final LogId log;
        private final long term;

        @Nullable
        SimRoom room;

        Effects(LogId log, long term) {
            this.log = log;
            this.term = term;
        }

        private SimRoom room() {
            return Objects.requireNonNull(room);
        }

        @Override
        public void grid(TailCommand command) {
            cluster.trace().note(node.id(), () -> "GRID " + log + " " + SimJudge.brief(command));
            hedge.apply(log, command, reply -> {
                cluster.trace().note(node.id(), () -> "GRID SAYS " + log + " " + reply.status() + " " + reply.head());
                room().replied(reply, node.now());
            });
        }

        @Override
        public void askPositions(List<NodeId> nodes) {
            nodes.forEach(this::askPosition);
        }

        private void askPosition(NodeId peer) {
            cluster.requests()
                    .<SimLogs.Promised>askLater(
                            node,
                            peer,
                            ASK_TIMEOUT_MILLIS,
                            (there, reply) -> there.logs().promise(log, term, reply),
                            promised -> {
                                if (promised.newest() > term) {
                                    outdated(promised.newest());
                                } else {
                                    room().position(peer, promised.end());
                                }
                            },
                            () -> node.after(ASK_AGAIN_MICROS, () -> {
                                if (rooms.get(log) == room && room().isAsking(peer)) {
                                    askPosition(peer);
                                }
                            }));
        }

        @Override
        public void catchUp(LogEnd end, List<Entry> recent, Map<NodeId, Position> ends) {
            cluster.trace().note(node.id(), () -> "CATCHES UP " + log + " to " + end + " " + ends);
            node.logs()
                    .catchUp(
                            log,
                            new SimLogs.Recovered(end, recent, ends),
                            there -> room().caughtUp(there, node.logs().directory()),
                            () -> room().archiveFailed(node.now()));
        }

        @Override
        public void readEnd(Position end) {
            List<Entry> all = node.logs().readable(log);
            int from = Math.max(0, all.size() - cluster.profile().tailEntries());
            List<Entry> newest = List.copyOf(all.subList(from, all.size()));
            node.after(cluster.random().between(20, 2_000), () -> room().read(newest));
        }

        @Override
        public void find(long number, List<EntryId> ids) {
            if (cluster.random().chance(cluster.profile().diskTrouble())) {
                node.after(1_000, () -> room().archiveFailed(node.now()));
                return;
            }
            Map<EntryId, Entry> early = node.disk().find(log, ids);
            boolean isEarly = cluster.random().chance(0.5);
            node.after(
                    cluster.random().between(20, 3_000),
                    () -> room().found(number, isEarly ? early : node.disk().find(log, ids), node.wall()));
        }

        @Override
        public void broadcast(long leaderTerm, Position previous, List<Entry> entries) {
            Entries message = new Entries(log, leaderTerm, previous, entries);
            cluster.trace().note(node.id(), () -> "BROADCASTS " + log + " up to " + message.end());
            long bytes =
                    entries.stream().mapToLong(entry -> entry.json().size()).sum();
            for (NodeId peer : node.ready()) {
                if (peer.equals(node.id())
                        || outstanding.offer(peer, log, message.end().seq(), bytes)) {
                    cluster.network()
                            .send(node.id(), peer, there -> there.logs().received(node.id(), message));
                }
            }
        }

        @Override
        public void announce(LogEnd head) {
            sendHeads(Map.of(log, head));
        }

        @Override
        public void answer(NodeId to, long number, Outcome outcome) {
            SimRooms.this.answer(to, number, outcome);
        }

        @Override
        public void outdated(long newest) {
            SimRooms.this.outdated(log, room(), newest);
        }

        @Override
        public void contradicted() {
            cluster.trace().note(node.id(), () -> "IS CONTRADICTED " + log);
            node.contradicted();
        }

        @Override
        public void alarm(String what) {
            cluster.trace().note(node.id(), () -> "ALARM " + what);
        }

        @Override
        public void closed(String reason) {
            cluster.trace().note(node.id(), () -> "CLOSES " + log + ": " + reason);
            rooms.remove(log, room);
            outstanding.forget(log);
            completeRelease(log.shard());
        }
    }
}
