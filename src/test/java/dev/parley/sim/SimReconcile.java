package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.log.SimTail;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
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

    /** What a node has that is not the cluster's it gives up before it serves, as long as it may; whether there was any. */
    boolean isGivenUp(SimNode node) {
        boolean isOther = false;
        SimGrid grid = cluster.gridOf(node.id());
        for (LogId log : cluster.logs()) {
            List<Position> mine =
                    node.disk().all(log).stream().map(Entry::position).toList();
            int common = SimJudge.common(mine, reference(node, grid, log, mine));
            if (common < mine.size() && cluster.judge().mayGiveUp(log, mine.subList(common, mine.size()))) {
                node.disk().giveUp(log, common);
                isOther = true;
            }
        }
        return isOther;
    }

    /** The log as a node that serves has it, with everything that the grid knows; what the node itself has if there is none. */
    private List<Position> reference(SimNode node, SimGrid grid, LogId log, List<Position> mine) {
        SimTail tail = (SimTail) grid.value("tail/" + log);
        if (tail != null) {
            for (NodeId member : grid.members()) {
                SimNode other = cluster.life(member);
                boolean isServing = other != null && other != node && other.state() == Member.State.READY;
                if (isServing && SimJudge.holds(other, log, tail.head())) {
                    return SimJudge.positions(other, log);
                }
            }
        }
        return mine;
    }
}
