package dev.parley.sim;

import dev.parley.log.SimTail;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.List;

/**
 * Reconcile by hand, in place of the real one.
 *
 * <p>After the grid was lost, a disk that was away may hold entries, none of them acknowledged, whose places others have taken. Here they are
 * cut off; their authors still have them and send them again.
 */
final class SimReconcile {

    private final SimCluster cluster;

    SimReconcile(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** A node whose history is not the cluster's gives up what is its own, and comes back. The authors still have it. */
    void giveUp(SimNode node, LogId log, long seq) {
        cluster.clock().after(0, () -> {
            if (!node.isDead()) {
                rejoinNow(node);
                node.disk().giveUp(log, seq);
            }
        });
    }

    /** A node leaves and comes back. */
    void rejoin(SimNode node) {
        cluster.clock().after(0, () -> {
            if (!node.isDead()) {
                rejoinNow(node);
            }
        });
    }

    private void rejoinNow(SimNode node) {
        cluster.trace().note(node.id(), () -> "RECONCILES");
        node.die();
        node.machine().node(null);
        cluster.start(node.machine());
        cluster.clock().after(cluster.random().between(10_000, 100_000), () -> cluster.remove(node.id()));
    }

    /** What a node has beyond the end of the cluster's log is its own; as long as it may, it gives it up before it joins; whether there was any. */
    boolean isGivenUp(SimNode node) {
        boolean isOther = false;
        SimGrid grid = cluster.gridOf(node.id());
        for (LogId log : cluster.logs()) {
            SimTail tail = (SimTail) grid.value("tail/" + log);
            List<Position> mine =
                    node.disk().all(log).stream().map(Entry::position).toList();
            int end = tail == null
                    ? mine.size()
                    : (int) Math.min(mine.size(), tail.head().seq());
            boolean isMore = end < mine.size() && node.disk().holds(log, tail.head());
            if (isMore && cluster.judge().mayGiveUp(log, mine.subList(end, mine.size()))) {
                node.disk().giveUp(log, end);
                isOther = true;
            }
        }
        return isOther;
    }
}
