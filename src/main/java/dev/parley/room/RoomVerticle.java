package dev.parley.room;

import dev.parley.leader.Leadership;
import dev.parley.log.LogPeers;
import dev.parley.wire.Addresses;
import dev.parley.wire.Clocks;
import dev.parley.wire.Command;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.NodeMessage.Archived;
import dev.parley.wire.NodeMessage.Commands;
import dev.parley.wire.NodeMessage.Offer;
import dev.parley.wire.NodeMessage.Outcomes;
import dev.parley.wire.NodeMessage.Outdated;
import dev.parley.wire.Outcome;
import dev.parley.wire.Trace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Owns the sequencers of this node and the routing of its commands, on one event loop; moves messages in and effects out. */
final class RoomVerticle extends VerticleBase {

    private static final long ROUTER_MILLIS = 25;
    private static final long SEQUENCER_MILLIS = 100;
    private static final long ANNOUNCE_MILLIS = 1000;

    private final Leadership leadership;
    private final NodeBus bus;
    private final LogPeers peers;

    // Owned by the verticle's context.
    private final CommandRouter router;
    private final Sequencers sequencers;
    private final Map<Long, Promise<Outcome>> promises = new HashMap<>();
    private Map<NodeId, Map<Long, Command>> commandsDue = new HashMap<>();
    private Map<NodeId, Map<Long, Outcome>> outcomesDue = new HashMap<>();
    private boolean isFlushDue;
    private final RoomCounter counter = new RoomCounter(SEQUENCER_MILLIS);

    RoomVerticle(Sequencers.Surroundings surroundings, RoomConfig config) {
        this.leadership = surroundings.leadership();
        this.bus = surroundings.bus();
        this.peers = surroundings.peers();
        this.router = new CommandRouter(config.router());
        this.sequencers = new Sequencers(surroundings, config, this::answer);
    }

    @Override
    public Future<?> start() {
        sequencers.refreshMembers();
        // First this: a change while we copy comes after the copy, by our own loop, and is not lost.
        leadership.listen(new LeadershipEvents());
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            leaderChanged(shard, leadership.leaderOf(shard));
        }
        vertx.setPeriodic(ROUTER_MILLIS, timer -> {
            lookAtMode();
            perform(router.tick(Clocks.monotonicMillis()));
            sequencers.tickGrid();
        });
        vertx.setPeriodic(SEQUENCER_MILLIS, timer -> {
            sequencers.tick();
            counter.tick(promises.size(), sequencers.size(), sequencers.recovering());
        });
        vertx.setPeriodic(ANNOUNCE_MILLIS, timer -> sequencers.announce());
        return bus.consume(Addresses.room(bus.self()), this::receive);
    }

    /** The context that owns this; other threads come in through it. */
    Context owner() {
        return context;
    }

    /** What was counted. Any thread. */
    RoomCounts counts() {
        return counter.counts(sequencers.grid());
    }

    /** Orphans have become entries. Any thread. */
    void orphansReturned(int entries) {
        counter.returned(entries);
    }

    void submit(Command command, Promise<Outcome> promise) {
        counter.submitted();
        lookAtMode();
        promises.put(router.nextNumber(), promise);
        perform(router.submit(command, Clocks.monotonicMillis()));
    }

    void refreshMembers() {
        sequencers.refreshMembers();
        lookAtMode();
    }

    private void lookAtMode() {
        if (peers.isReadOnly()) {
            perform(router.readOnly());
        } else {
            router.writable();
        }
    }

    private @Nullable Future<? extends NodeMessage> receive(NodeId from, NodeMessage message) {
        if (message instanceof Commands commands) {
            commands.commands().forEach((number, command) -> sequencers.submit(command, new Asker(from, number)));
        } else if (message instanceof Outcomes outcomes) {
            outcomes.outcomes()
                    .forEach((number, outcome) ->
                            perform(router.answered(from, number, outcome, Clocks.monotonicMillis())));
        } else if (message instanceof Archived archived) {
            sequencers.archived(from, archived.upTo());
        } else if (message instanceof Outdated outdated) {
            sequencers.outdated(outdated.log(), outdated.term());
        } else if (message instanceof Offer offer) {
            sequencers.offer(from, offer.log(), offer.base());
        } else {
            throw new IllegalStateException("not a message about rooms: " + message + " from " + from);
        }
        return null;
    }

    private void perform(List<CommandRouter.Effect> effects) {
        for (CommandRouter.Effect effect : effects) {
            if (effect instanceof CommandRouter.Effect.Send send) {
                counter.sent();
                if (Trace.isOn()) {
                    Trace.hop(
                            Trace.Hop.ROUTED,
                            send.command().log(),
                            send.command().id(),
                            "to=" + send.to());
                }
                commandsDue.computeIfAbsent(send.to(), node -> new HashMap<>()).put(send.number(), send.command());
                flushSoon();
            } else if (effect instanceof CommandRouter.Effect.Complete complete) {
                Promise<Outcome> promise = promises.remove(complete.number());
                if (promise != null) {
                    promise.complete(complete.outcome());
                }
            }
        }
    }

    private void answer(Asker asker, Outcome outcome) {
        outcomesDue.computeIfAbsent(asker.node(), node -> new HashMap<>()).put(asker.number(), outcome);
        flushSoon();
    }

    /** What became due within one turn of the loop goes to each node in one message. */
    private void flushSoon() {
        if (isFlushDue) {
            return;
        }
        isFlushDue = true;
        context.runOnContext(turn -> {
            isFlushDue = false;
            Map<NodeId, Map<Long, Command>> commands = commandsDue;
            Map<NodeId, Map<Long, Outcome>> outcomes = outcomesDue;
            commandsDue = new HashMap<>();
            outcomesDue = new HashMap<>();
            commands.forEach((node, due) -> bus.send(Addresses.room(node), new Commands(due)));
            outcomes.forEach((node, due) -> bus.send(Addresses.room(node), new Outcomes(due)));
        });
    }

    private void leaderChanged(int shard, Leadership.@Nullable Led leader) {
        perform(router.leaderChanged(shard, leader == null ? null : leader.node(), Clocks.monotonicMillis()));
    }

    /** Leadership speaks on its own loop; everything moves over to ours. */
    private final class LeadershipEvents implements Leadership.Listener {

        @Override
        public void leads(int shard, long term) {
            context.runOnContext(turn -> sequencers.lead(shard, term));
        }

        @Override
        public Future<Void> release(int shard, long term) {
            Promise<Void> released = Promise.promise();
            context.runOnContext(turn -> sequencers.release(shard).onComplete(released));
            return released.future();
        }

        @Override
        public void deposed(int shard, long term) {
            context.runOnContext(turn -> sequencers.depose(shard));
        }

        @Override
        public void leaderChanged(int shard, Leadership.@Nullable Led leader) {
            context.runOnContext(turn -> RoomVerticle.this.leaderChanged(shard, leader));
        }
    }
}
