package dev.parley.room;

import dev.parley.leader.Leadership;
import dev.parley.log.HedgedTails;
import dev.parley.log.LogPeers;
import dev.parley.log.Logs;
import dev.parley.log.TailCommand;
import dev.parley.log.Tails;
import dev.parley.room.SequencerEffect.Alarm;
import dev.parley.room.SequencerEffect.Announce;
import dev.parley.room.SequencerEffect.Answer;
import dev.parley.room.SequencerEffect.AskPositions;
import dev.parley.room.SequencerEffect.Broadcast;
import dev.parley.room.SequencerEffect.CatchUp;
import dev.parley.room.SequencerEffect.Closed;
import dev.parley.room.SequencerEffect.Contradicted;
import dev.parley.room.SequencerEffect.Find;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.room.SequencerEffect.Outdated;
import dev.parley.room.SequencerEffect.ReadEnd;
import dev.parley.wire.Addresses;
import dev.parley.wire.Clocks;
import dev.parley.wire.Command;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeCodec;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.NodeMessage.AskEnd;
import dev.parley.wire.NodeMessage.Ends;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Heads;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.Trace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The logs that this node leads: runs a {@link Sequencer} for each, and carries out what it decides.
 *
 * <p>All methods are called on the context of the room verticle, which owns everything here.
 */
final class Sequencers {

    private static final Logger LOG = System.getLogger("dev.parley.room");
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(1);
    private static final long ASK_AGAIN_MILLIS = 200;
    private static final long ACTIVE_MILLIS = 10_000;

    private final Vertx vertx;
    private final NodeBus bus;
    private final Logs logs;
    private final HedgedTails tails;
    private final LogPeers peers;
    private final Leadership leadership;
    private final RoomConfig config;
    private final BiConsumer<Asker, Outcome> answers;

    // Owned by the context.
    private final Map<LogId, Sequencer> sequencers = new HashMap<>();
    private final Map<Integer, Long> terms = new HashMap<>();
    private final Map<Integer, Promise<Void>> releases = new HashMap<>();
    private final Outstanding outstanding;
    private Company company = new Company(Set.of(), Set.of());
    /** Nodes that have said that they leave, listen no more, and are members for a moment yet: nobody waits for their archives. */
    private final Set<NodeId> deaf = new HashSet<>();

    /** What sequencers work with. */
    record Surroundings(Vertx vertx, NodeBus bus, Logs logs, Tails tails, Leadership leadership, LogPeers peers) {}

    Sequencers(Surroundings surroundings, RoomConfig config, BiConsumer<Asker, Outcome> answers) {
        this.vertx = surroundings.vertx();
        this.bus = surroundings.bus();
        this.logs = surroundings.logs();
        this.tails = new HedgedTails(surroundings.tails(), Clocks::monotonicMillis);
        this.peers = surroundings.peers();
        this.leadership = surroundings.leadership();
        this.config = config;
        this.answers = answers;
        this.outstanding = new Outstanding(config.outstandingBytes());
    }

    /** This node leads a shard: logs that were active are recovered at once, the others when they are used. */
    void lead(int shard, long term) {
        terms.put(shard, term);
        logs.activeWithin(Duration.ofMinutes(1))
                .onSuccess(active -> active.stream()
                        .filter(log ->
                                log.shard() == shard && Long.valueOf(term).equals(terms.get(shard)))
                        .forEach(log -> sequencer(log, term)));
    }

    /** Completes when nothing is under way in the shard any more. */
    Future<Void> release(int shard) {
        terms.remove(shard);
        Promise<Void> released = releases.computeIfAbsent(shard, id -> Promise.promise());
        ofShard(shard).forEach(log -> perform(log, required(log), required(log).release(Clocks.monotonicMillis())));
        completeRelease(shard);
        return released.future();
    }

    /** Somebody else leads the shard. */
    void depose(int shard) {
        terms.remove(shard);
        ofShard(shard).forEach(log -> perform(log, required(log), required(log).depose()));
        completeRelease(shard);
    }

    /** A command for a log that this node is thought to lead. */
    void submit(Command command, Asker asker) {
        Long term = terms.get(command.log().shard());
        if (term == null) {
            NodeId leader = peers.leaderOf(command.log().shard());
            answers.accept(asker, new Outcome.NotLeader(bus.self().equals(leader) ? null : leader));
        } else {
            Sequencer sequencer = sequencer(command.log(), term);
            perform(command.log(), sequencer, sequencer.submit(command, asker, Clocks.monotonicMillis()));
        }
    }

    /** A node's disk has logs up to positions. */
    void archived(NodeId node, Map<LogId, LogEnd> upTo) {
        upTo.forEach((log, end) -> {
            outstanding.confirmed(node, log, end.seq());
            Sequencer sequencer = sequencers.get(log);
            if (sequencer != null) {
                perform(log, sequencer, sequencer.archived(node, end));
            }
        });
    }

    /** A node that joins has more of a log than its leader; without effect if this node does not lead it. */
    void offer(NodeId node, LogId log, Position base) {
        Long term = terms.get(log.shard());
        if (term != null) {
            Sequencer sequencer = sequencer(log, term);
            perform(log, sequencer, sequencer.offer(node, base));
        }
    }

    /** A node knows of a newer leader of a log than this one. */
    void outdated(LogId log, long term) {
        Sequencer sequencer = sequencers.get(log);
        if (sequencer != null && sequencer.term() < term) {
            perform(log, sequencer, List.of(new Outdated(term)));
        }
    }

    /** Looks who is there now. */
    void refreshMembers() {
        // Without a quorum to go by, those who serve have the history; who joins has to follow it.
        Set<NodeId> asked = new HashSet<>(config.quorum() > 1 ? peers.present() : peers.serving());
        deaf.retainAll(asked);
        asked.removeAll(deaf);
        Company now = new Company(asked, new HashSet<>(peers.ready()));
        if (!now.equals(company)) {
            company = now;
            outstanding.members(new HashSet<>(peers.serving()));
            tails.membersChanged();
            Map.copyOf(sequencers).forEach((log, sequencer) -> perform(log, sequencer, sequencer.members(company)));
        }
    }

    /** How many logs are led and in memory. */
    int size() {
        return sequencers.size();
    }

    /** How many of them are not yet open. */
    int recovering() {
        int recovering = 0;
        for (Sequencer sequencer : sequencers.values()) {
            recovering += sequencer.isOpen() ? 0 : 1;
        }
        return recovering;
    }

    /** What was asked of the grid. Any thread. */
    HedgedTails.Counts grid() {
        return tails.counts();
    }

    /** Time went by: the grid may owe an answer. Call it every few tens of milliseconds. */
    void tickGrid() {
        tails.tick();
    }

    /** Time went by. Call it a few times a second. */
    void tick() {
        refreshMembers();
        long now = Clocks.monotonicMillis();
        Map.copyOf(sequencers).forEach((log, sequencer) -> perform(log, sequencer, sequencer.tick(now)));
    }

    /** Once a second: tells everybody where logs end, and lets go of idle ones. */
    void announce() {
        long now = Clocks.monotonicMillis();
        Map<LogId, LogEnd> heads = new HashMap<>();
        Map<LogId, Position> idle = new HashMap<>();
        sequencers.forEach((log, sequencer) -> {
            // Nobody announces to the leader. What its own disk missed it hears of here.
            sequencer.furtherDisks().forEach((node, end) -> logs.hear(log, node, end));
            if (sequencer.isWorthAnnouncing(now, ACTIVE_MILLIS)) {
                heads.put(log, sequencer.head());
            } else if (sequencer.isIdle(now, config.idle().toMillis())) {
                idle.put(log, sequencer.head().at());
            }
        });
        if (!heads.isEmpty()) {
            sendToOthers(new Heads(heads));
        }
        idle.forEach((log, head) -> {
            Long term = terms.get(log.shard());
            if (term != null) {
                tails.apply(log, new TailCommand.Shrink(term, head));
            }
            sequencers.remove(log);
            outstanding.forget(log);
        });
    }

    private Sequencer sequencer(LogId log, long term) {
        Sequencer known = sequencers.get(log);
        if (known != null) {
            return known;
        }
        Sequencer sequencer = new Sequencer(log, bus.self(), term, company.with(bus.self()), config.sequencer());
        sequencers.put(log, sequencer);
        perform(log, sequencer, sequencer.start());
        return sequencer;
    }

    private void perform(LogId log, Sequencer sequencer, List<SequencerEffect> effects) {
        for (SequencerEffect effect : effects) {
            if (effect instanceof Grid grid) {
                if (Trace.isOn() && grid.command() instanceof TailCommand.Append append) {
                    Trace.hop(Trace.Hop.NUMBERED, log, append.entries(), "term=" + sequencer.term());
                }
                tails.apply(log, grid.command())
                        .onSuccess(
                                reply -> perform(log, sequencer, sequencer.replied(reply, Clocks.monotonicMillis())));
            } else if (effect instanceof Find find) {
                logs.find(log, find.ids())
                        .onSuccess(known ->
                                perform(log, sequencer, sequencer.found(find.number(), known, Clocks.wallMillis())))
                        .onFailure(cause -> archiveFailed(log, sequencer, cause));
            } else if (effect instanceof Broadcast broadcast) {
                broadcast(log, sequencer.term(), broadcast);
            } else if (effect instanceof Answer answer) {
                answers.accept(answer.asker(), answer.outcome());
            } else if (effect instanceof AskPositions ask) {
                ask.nodes().forEach(node -> askPosition(log, sequencer, node));
            } else if (effect instanceof CatchUp catchUp) {
                LogEnd end = new LogEnd(sequencer.term(), catchUp.end());
                logs.catchUp(log, end, catchUp.recent(), catchUp.ends())
                        .onSuccess(there -> perform(log, sequencer, sequencer.caughtUp(there, rules(log))))
                        .onFailure(cause -> archiveFailed(log, sequencer, cause));
            } else if (effect instanceof ReadEnd) {
                logs.newest(log, config.tailEntries())
                        .onSuccess(newest -> perform(log, sequencer, sequencer.read(newest)))
                        .onFailure(cause -> archiveFailed(log, sequencer, cause));
            } else if (effect instanceof Announce announce) {
                sendToOthers(new Heads(Map.of(log, new LogEnd(sequencer.term(), announce.head()))));
            } else if (effect instanceof Outdated outdated) {
                leadership.outdated(log.shard(), outdated.term());
                perform(log, sequencer, sequencer.depose());
            } else if (effect instanceof Contradicted) {
                logs.contradicted(log);
            } else if (effect instanceof Alarm alarm) {
                LOG.log(Level.WARNING, "event=log-alarm log={1} what=\"{0}\"", alarm.what(), log);
            } else if (effect instanceof Closed closed) {
                LOG.log(Level.DEBUG, "event=sequencer-ends log={0} reason={1}", log, closed.reason());
                sequencers.remove(log, sequencer);
                outstanding.forget(log);
                completeRelease(log.shard());
            }
        }
    }

    private void archiveFailed(LogId log, Sequencer sequencer, Throwable cause) {
        LOG.log(Level.WARNING, "event=archive-step-failed log={0} cause={1}", log, cause.getMessage());
        sequencer.archiveFailed(Clocks.monotonicMillis());
    }

    private void askPosition(LogId log, Sequencer sequencer, NodeId node) {
        Future<? extends NodeMessage> answer = node.equals(bus.self())
                ? logs.promise(log, sequencer.term())
                : bus.request(Addresses.log(node), new AskEnd(log, sequencer.term()), ASK_TIMEOUT);
        answer.onSuccess(reply -> {
                    if (reply instanceof NodeMessage.Outdated outdated) {
                        perform(log, sequencer, List.of(new Outdated(outdated.term())));
                    } else {
                        perform(log, sequencer, sequencer.position(node, endIn(reply, log)));
                    }
                })
                .onFailure(cause -> {
                    if (isGoing(node) && NodeBus.isNobodyThere(cause)) {
                        deaf.add(node);
                        refreshMembers();
                    } else {
                        vertx.setTimer(ASK_AGAIN_MILLIS, timer -> askAgain(log, sequencer, node));
                    }
                });
    }

    private void askAgain(LogId log, Sequencer sequencer, NodeId node) {
        if (sequencers.get(log) == sequencer && sequencer.isAsking(node)) {
            askPosition(log, sequencer, node);
        }
    }

    /** Whether a node has said that it will leave. */
    private boolean isGoing(NodeId node) {
        return peers.serving().contains(node) && !peers.ready().contains(node);
    }

    private static LogEnd endIn(NodeMessage reply, LogId log) {
        LogEnd end = reply instanceof Ends ends ? ends.upTo().get(log) : null;
        if (end == null) {
            throw new IllegalArgumentException("no end of " + log + " in " + reply);
        }
        return end;
    }

    private Rules rules(LogId log) {
        return log.equals(LogId.DIRECTORY) ? new DirectoryRules(logs.directory()) : Rules.NONE;
    }

    private void broadcast(LogId log, long term, Broadcast broadcast) {
        Entries message = new Entries(log, term, broadcast.previous(), broadcast.entries());
        Buffer encoded = Buffer.buffer(NodeCodec.encode(message));
        long end = message.end().seq();
        if (Trace.isOn()) {
            Trace.hop(Trace.Hop.COMMITTED, log, broadcast.entries(), "term=" + term);
        }
        int sent = 0;
        for (NodeId node : peers.serving()) {
            // This node always gets it: until somebody has it on a disk, nobody else could be asked for it.
            if (node.equals(bus.self()) || outstanding.offer(node, log, end, encoded.length())) {
                bus.send(Addresses.log(node), encoded);
                sent++;
            }
        }
        if (Trace.isOn()) {
            Trace.hop(Trace.Hop.SENT, log, broadcast.entries(), "nodes=" + sent);
        }
    }

    private void sendToOthers(Heads heads) {
        Buffer encoded = Buffer.buffer(NodeCodec.encode(heads));
        for (NodeId node : peers.serving()) {
            if (!node.equals(bus.self())) {
                bus.send(Addresses.log(node), encoded);
            }
        }
    }

    private List<LogId> ofShard(int shard) {
        return sequencers.keySet().stream().filter(log -> log.shard() == shard).toList();
    }

    private Sequencer required(LogId log) {
        Sequencer sequencer = sequencers.get(log);
        if (sequencer == null) {
            throw new IllegalStateException("no sequencer of " + log);
        }
        return sequencer;
    }

    private void completeRelease(int shard) {
        Promise<Void> released = releases.get(shard);
        if (released != null && ofShard(shard).isEmpty()) {
            releases.remove(shard);
            released.tryComplete();
        }
    }
}
