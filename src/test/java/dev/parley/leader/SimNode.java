package dev.parley.leader;

import dev.parley.cluster.Member.State;
import dev.parley.wire.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One node of a {@link ShardWorld}: does what its table says. */
final class SimNode {

    private static final long BEAT_MILLIS = 1000;
    private static final long TICK_MILLIS = 100;

    final NodeId id;
    final ShardTable table;
    final long skew;
    final long bornMillis;
    boolean alive = true;
    boolean leaving;
    long pausedUntil;

    private final ShardWorld world;
    private final Map<NodeId, State> roster = new HashMap<>();
    private final Map<NodeId, Long> numbers = new HashMap<>();
    private State state = State.JOINING;
    private long beats;

    SimNode(ShardWorld world, NodeId id) {
        this.world = world;
        this.id = id;
        bornMillis = world.now;
        skew = world.random.nextInt(world.skewMillis);
        table = new ShardTable(id, world.nowAt(this));
    }

    /** Something reaches the node: when it is awake, and if it lives. */
    void hand(Runnable task) {
        if (world.now < pausedUntil) {
            world.after(pausedUntil - world.now, () -> hand(task));
        } else if (alive) {
            task.run();
        }
    }

    void answer(Supplier<List<Effect>> step) {
        world.after(world.delay(5), () -> hand(() -> perform(step.get())));
    }

    void tickAlways() {
        hand(() -> perform(table.tick(world.nowAt(this))));
        if (alive) {
            world.after(TICK_MILLIS, this::tickAlways);
        }
    }

    void beatAlways() {
        hand(this::beat);
        if (alive) {
            world.after(BEAT_MILLIS, this::beatAlways);
        }
    }

    private void beat() {
        ShardWorld.Beat beat = new ShardWorld.Beat(id, ++beats, state, table.word(world.nowAt(this)));
        roster.keySet().stream()
                .filter(node -> !node.equals(id))
                .sorted()
                .forEach(node -> world.send(this, node, beat));
    }

    void declare(State declared) {
        if (alive && state != State.LEAVING) {
            state = declared;
            roster.put(id, declared);
            perform(table.roster(roster, world.nowAt(this)));
            beat();
        }
    }

    void see(List<NodeId> members) {
        roster.keySet().retainAll(members);
        members.forEach(member -> roster.putIfAbsent(member, member.equals(id) ? state : State.JOINING));
        perform(table.roster(roster, world.nowAt(this)));
    }

    void hear(ShardWorld.Beat beat) {
        if (!roster.containsKey(beat.node()) || beat.number() <= numbers.getOrDefault(beat.node(), 0L)) {
            return;
        }
        numbers.put(beat.node(), beat.number());
        if (roster.put(beat.node(), beat.state()) != beat.state()) {
            perform(table.roster(roster, world.nowAt(this)));
        }
        perform(table.heard(beat.node(), beat.word(), world.nowAt(this)));
    }

    void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.TryLock e) {
                world.tryLock(this, e.shard());
            } else if (effect instanceof Effect.Unlock e) {
                world.unlock(this, e.shard());
            } else if (effect instanceof Effect.RaiseTerm e) {
                world.raise(this, e.shard(), e.atLeast());
            } else if (effect instanceof Effect.Release e) {
                answer(() -> table.released(e.shard(), e.term(), world.nowAt(this)));
            } else if (effect instanceof Effect.Lead e) {
                world.led(this, e.shard(), e.term());
            } else if (effect instanceof Effect.Elect e && e.election().to().equals(id)) {
                world.elections.add(e.election());
            } else if (effect instanceof Effect.Announce) {
                world.after(0, () -> hand(this::beat));
            }
        }
        if (leaving && table.isIdle() && alive) {
            alive = false;
            world.remove(this);
        }
    }
}
