package dev.parley.leader;

import dev.parley.cluster.Member;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The cluster as the shards of one node see it: who is there, and who should lead what. Immutable. */
@PureCore
final class View {

    /** How long a node that became ready listens to the others at most, before it campaigns. */
    private static final long LISTEN_MILLIS = 2000;

    private final NodeId self;
    private final Map<NodeId, Member.State> present;
    private final List<List<NodeId>> orders;
    private final Set<NodeId> spoken;
    /** Since when each node that is ready is, on this node's clock that never goes back. */
    private final Map<NodeId, Long> readySince;

    private View(
            NodeId self,
            Map<NodeId, Member.State> present,
            List<List<NodeId>> orders,
            Set<NodeId> spoken,
            Map<NodeId, Long> readySince) {
        this.self = self;
        this.present = present;
        this.orders = orders;
        this.spoken = spoken;
        this.readySince = readySince;
    }

    static View empty(NodeId self) {
        return new View(self, Map.of(), orders(List.of()), Set.of(self), Map.of());
    }

    /** The view after the list of nodes became this. */
    View next(Map<NodeId, Member.State> nodes, Now now) {
        List<NodeId> ready = ready(nodes);
        List<List<NodeId>> nextOrders = ready.equals(ready(present)) ? orders : orders(ready);
        Map<NodeId, Long> since = new HashMap<>();
        ready.forEach(node -> since.put(node, readySince.getOrDefault(node, now.tickMillis())));
        Set<NodeId> still = new HashSet<>(spoken);
        still.removeIf(node -> !node.equals(self) && !nodes.containsKey(node));
        return new View(self, Map.copyOf(nodes), nextOrders, still, since);
    }

    /** The view after this node has said what it leads. */
    View heard(NodeId node) {
        if (spoken.contains(node)) {
            return this;
        }
        Set<NodeId> more = new HashSet<>(spoken);
        more.add(node);
        return new View(self, present, orders, more, readySince);
    }

    private static List<NodeId> ready(Map<NodeId, Member.State> nodes) {
        return nodes.keySet().stream()
                .filter(node -> nodes.get(node) == Member.State.READY)
                .sorted()
                .toList();
    }

    private static List<List<NodeId>> orders(List<NodeId> ready) {
        return IntStream.range(0, LogId.SHARDS)
                .mapToObj(shard -> Placement.order(shard, ready))
                .toList();
    }

    NodeId self() {
        return self;
    }

    /** Whether this node may lead. */
    boolean isReady() {
        return present.get(self) == Member.State.READY;
    }

    /** Since when it may, on the clock that never goes back; 0 if it may not. */
    long readySinceMillis() {
        return readySince.getOrDefault(self, 0L);
    }

    /** Whether a ready node has been so for long enough to take shards over from nodes that lead them well. */
    boolean isSettled(NodeId node, Now now) {
        return now.tickMillis() >= readySince.getOrDefault(node, Long.MAX_VALUE / 2) + ShardTimes.SETTLE_MILLIS;
    }

    /** Whether it knows enough to call a shard leaderless: all have spoken, or those that have not had their time. */
    boolean isInformed(Now now) {
        return spoken.containsAll(present.keySet()) || now.tickMillis() >= readySinceMillis() + LISTEN_MILLIS;
    }

    boolean isPresent(NodeId node) {
        return present.containsKey(node);
    }

    /** Whether the node is there and has said, in this membership, that it serves: only then it can lead something. */
    boolean mayLead(NodeId node) {
        Member.State state = present.get(node);
        return state != null && state != Member.State.JOINING;
    }

    /** Whether the node has said that it goes. */
    boolean isLeaving(NodeId node) {
        return present.get(node) == Member.State.LEAVING;
    }

    /** Place of this node in the order of the shard, 0 for the first; only when it is ready. */
    int rank(int shard) {
        return orders.get(shard).indexOf(self);
    }

    /** Who should lead the shard; null: nobody may. */
    @Nullable
    NodeId preferred(int shard) {
        List<NodeId> order = orders.get(shard);
        return order.isEmpty() ? null : order.get(0);
    }
}
