package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.leader.SimShards;
import dev.parley.leader.SimShards.Taken;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Leadership of one node: the real table, with locks and terms in the simulated grid. */
final class SimLeaders implements SimShards.Owner {

    private static final long RELEASE_MILLIS = 2_000;

    private final SimCluster cluster;
    private final SimNode node;
    private final SimShards table;
    private final Map<Integer, NodeId> leaders = new HashMap<>();

    SimLeaders(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
        table = new SimShards(node.id(), cluster.shards(), node.now(), node.wall(), this);
    }

    /** Who leads the shard of a log, as far as this node knows. */
    @Nullable
    NodeId leaderOf(LogId log) {
        return leaders.get(log.shard());
    }

    void roster(Map<NodeId, Member.State> view) {
        table.roster(view, node.now(), node.wall());
    }

    void heard(NodeId from, SimShards.Saying saying) {
        table.heard(from, saying, node.now(), node.wall());
    }

    SimShards.Saying saying() {
        return table.saying(node.now(), node.wall());
    }

    void tick() {
        table.tick(node.now(), node.wall());
    }

    @Override
    public void tryLock(int shard) {
        cluster.calls()
                .lock(
                        node.id(),
                        shard,
                        taken -> table.locked(shard, taken ? Taken.YES : Taken.NO, node.now(), node.wall()),
                        () -> table.locked(shard, Taken.UNKNOWN, node.now(), node.wall()));
    }

    @Override
    public void unlock(int shard) {
        cluster.calls()
                .unlock(
                        node.id(),
                        shard,
                        () -> table.unlocked(shard, node.now(), node.wall()),
                        () -> table.unlockFailed(shard, node.now(), node.wall()));
    }

    @Override
    public void raiseTerm(int shard, long atLeast) {
        cluster.calls()
                .raise(
                        node.id(),
                        shard,
                        atLeast,
                        term -> table.raised(shard, term, node.now(), node.wall()),
                        () -> table.raiseFailed(shard, node.now(), node.wall()));
    }

    /** There has been a newer term than the one in which this node leads. */
    void outdated(int shard, long newest) {
        table.outdated(shard, newest, node.now(), node.wall());
    }

    /** Whether too few nodes are there for writing. */
    void readOnly(boolean isReadOnly) {
        table.readOnly(isReadOnly, node.now(), node.wall());
    }

    /** This node is to lead nothing any more. */
    void resign() {
        table.resign(node.now(), node.wall());
    }

    @Override
    public void lead(int shard, long term) {
        cluster.trace().note(node.id(), () -> "LEADS " + shard + " in term " + term);
        node.after(20, () -> node.rooms().lead(shard, term));
    }

    @Override
    public void release(int shard, long term) {
        cluster.trace().note(node.id(), () -> "RELEASES " + shard);
        boolean[] isDone = {false};
        Runnable released = () -> {
            if (!isDone[0]) {
                isDone[0] = true;
                table.released(shard, term, node.now(), node.wall());
            }
        };
        node.after(20, () -> node.rooms().release(shard, released));
        node.after(RELEASE_MILLIS * 1000, released);
    }

    @Override
    public void depose(int shard, long term) {
        cluster.trace().note(node.id(), () -> "IS DEPOSED of " + shard + " term " + term);
        node.after(20, () -> node.rooms().depose(shard));
    }

    @Override
    public void follow(int shard, @Nullable NodeId leader) {
        if (leader == null) {
            leaders.remove(shard);
        } else {
            leaders.put(shard, leader);
        }
        node.after(20, () -> node.rooms().leaderChanged(shard, leader));
    }

    @Override
    public void announce() {
        node.announce();
    }

    @Override
    public String toString() {
        return leaders + " " + table;
    }
}
