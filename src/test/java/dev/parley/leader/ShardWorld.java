package dev.parley.leader;

import dev.parley.cluster.Member.State;
import dev.parley.leader.Leadership.Election;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A cluster in virtual time: several {@link ShardTable}s, a grid with locks and terms, a network that loses, delays and reorders, nodes that
 * crash, hang, join and leave. The same seed gives the same run.
 */
final class ShardWorld {

    private static final long WALL_START = 1_700_000_000_000L;
    private static final long DETECTION_MILLIS = 300;
    private static final long DEAD_AFTER_MILLIS = 5000;

    final Random random;
    final Map<NodeId, SimNode> members = new LinkedHashMap<>();
    final List<Election> elections = new ArrayList<>();
    final Map<Integer, NodeId> lockHolders = new HashMap<>();
    final Map<Integer, Long> terms = new HashMap<>();
    final Map<Integer, Long> lastLed = new HashMap<>();
    /** The newest term in which a log of the shard was claimed. */
    final Map<Integer, Long> claimed = new HashMap<>();
    /** The term in which a leader of the shard could write last. */
    final Map<Integer, Long> written = new HashMap<>();

    double loss = 0.1;
    double trouble = 0.02;
    boolean locksWereLost;
    long now;

    private final PriorityQueue<Event> queue =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long events;
    private int named;

    private record Event(long at, long number, Runnable action) {}

    ShardWorld(long seed) {
        random = new Random(seed);
    }

    /** How far the clocks of nodes are apart at the most. */
    int skewMillis = 1000;

    /** What the clock of a node shows. */
    Now nowAt(SimNode node) {
        return new Now(now, WALL_START + now + node.skew);
    }

    void after(long millis, Runnable action) {
        queue.add(new Event(now + millis, events++, action));
    }

    void run(long millis) {
        long end = now + millis;
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Event event = queue.remove();
            now = event.at();
            event.action().run();
        }
        now = end;
    }

    int delay(int upTo) {
        return 1 + random.nextInt(upTo);
    }

    // Nodes.

    SimNode join() {
        SimNode node = new SimNode(this, new NodeId("node-" + named++ + "-" + Long.toHexString(random.nextLong())));
        members.put(node.id, node);
        members.values().forEach(other -> tellMembership(other, delay(40)));
        after(delay(1000), node::beatAlways);
        after(delay(50), node::tickAlways);
        after(50 + random.nextInt(2000), () -> node.declare(State.READY));
        return node;
    }

    /** Each looks for itself, as the verticle does. */
    private void tellMembership(SimNode node, long millis) {
        after(millis, () -> node.hand(() -> node.see(List.copyOf(members.keySet()))));
    }

    void crash(SimNode node) {
        node.alive = false;
        after(DETECTION_MILLIS + delay(100), () -> remove(node));
    }

    /** Stops for a while. The others remove it when it takes too long; it wakes up thinking that it leads, and learns it a moment later. */
    void pause(SimNode node, long millis) {
        node.pausedUntil = now + millis;
        if (millis > DEAD_AFTER_MILLIS) {
            after(DEAD_AFTER_MILLIS, () -> remove(node));
            after(millis + 500, () -> {
                if (node.alive) {
                    node.perform(node.table.surrender(nowAt(node)));
                    node.alive = false;
                    join();
                }
            });
        }
    }

    void leave(SimNode node) {
        node.hand(() -> {
            node.declare(State.LEAVING);
            node.leaving = true;
            node.perform(node.table.resign(nowAt(node)));
        });
    }

    /** The grid frees the locks of a node that is no member any more, a moment before or after the others hear of it. */
    void remove(SimNode node) {
        if (members.remove(node.id) != null) {
            after(random.nextInt(80), () -> lockHolders.values().removeIf(node.id::equals));
            members.values().forEach(other -> tellMembership(other, random.nextInt(80)));
        }
    }

    /** The grid loses some locks with all their copies. Who has them does not notice. */
    void loseLocks() {
        locksWereLost = true;
        lockHolders.keySet().removeIf(shard -> random.nextInt(4) == 0);
    }

    /**
     * A log of the shard is claimed in a term that is far above all: by a node with a clock that was wrong, or on the other side of a split. It is
     * gone, and nobody claims that term.
     */
    void leaveStaleTerm(int shard) {
        claimed.merge(shard, terms.getOrDefault(shard, WALL_START) + random.nextInt(7_200_000), Math::max);
    }

    /** The leader claims the logs of the shard, and is told when it may not: what the tails do. */
    private void write(SimNode node, int shard, long term) {
        after(gridDelay(), () -> {
            if (members.containsKey(node.id)) {
                long found = claimed.getOrDefault(shard, 0L);
                if (term < found) {
                    node.answer(() -> node.table.outdated(shard, found, nowAt(node)));
                } else {
                    claimed.put(shard, term);
                    written.put(shard, term);
                }
            }
        });
    }

    /** Every leader writes something. */
    void writeAgain() {
        for (SimNode node : members.values()) {
            node.table.word(nowAt(node)).claims().forEach((shard, term) -> write(node, shard, term));
        }
    }

    // Messages.

    void send(SimNode from, NodeId to, Beat beat) {
        SimNode receiver = members.get(to);
        if (receiver != null && members.containsKey(from.id) && random.nextDouble() >= loss) {
            after(delay(random.nextInt(20) == 0 ? 300 : 15), () -> receiver.hand(() -> receiver.hear(beat)));
        }
    }

    /** What stands in a beat. */
    record Beat(NodeId node, long number, State state, Word word) {}

    // The grid.

    private long gridDelay() {
        return random.nextInt(200) == 0 ? delay(4000) : delay(8);
    }

    private boolean isTrouble() {
        return random.nextDouble() < trouble;
    }

    void tryLock(SimNode node, int shard) {
        after(gridDelay(), () -> {
            if (!members.containsKey(node.id)) {
                return;
            }
            boolean trouble = isTrouble();
            NodeId holder = lockHolders.get(shard);
            boolean taken = holder == null || holder.equals(node.id);
            if (taken && !(trouble && random.nextBoolean())) {
                lockHolders.put(shard, node.id);
            }
            LockAnswer answer = trouble ? LockAnswer.FAILED : taken ? LockAnswer.TAKEN : LockAnswer.REFUSED;
            node.answer(() -> node.table.locked(shard, answer, nowAt(node)));
        });
    }

    void unlock(SimNode node, int shard) {
        after(gridDelay(), () -> {
            if (members.containsKey(node.id)
                    && !(isTrouble() && fail(() -> node.answer(() -> node.table.unlockFailed(shard, nowAt(node)))))) {
                lockHolders.remove(shard, node.id);
                node.answer(() -> node.table.unlocked(shard, nowAt(node)));
            }
        });
    }

    void raise(SimNode node, int shard, long atLeast) {
        after(gridDelay(), () -> {
            if (members.containsKey(node.id)
                    && !(isTrouble() && fail(() -> node.answer(() -> node.table.raiseFailed(shard, nowAt(node)))))) {
                long term = Math.max(terms.getOrDefault(shard, 0L) + 1, atLeast);
                terms.put(shard, term);
                node.answer(() -> node.table.raised(shard, term, nowAt(node)));
            }
        });
    }

    private static boolean fail(Runnable answer) {
        answer.run();
        return true;
    }

    /** A node leads from now on. If it is a member, no other member does, and its term is above all before, as long as the grid keeps its locks. */
    void led(SimNode node, int shard, long term) {
        write(node, shard, term);
        Long before = lastLed.put(shard, term);
        if (locksWereLost || !members.containsKey(node.id)) {
            return;
        }
        if (before != null && before >= term) {
            throw new AssertionError("shard " + shard + " led in term " + term + " after term " + before);
        }
        for (SimNode other : members.values()) {
            // Who has offered it goes on until it hears of the next; what it writes then is refused by the term.
            Shard there = other.table.shard(shard);
            boolean isGoing = there.state() == ShardState.OFFERING || there.state() == ShardState.RELEASING;
            if (other != node && there.isClaimed() && !isGoing) {
                throw new AssertionError("shard " + shard + " led by " + node.id + " and " + other.id);
            }
        }
    }
}
