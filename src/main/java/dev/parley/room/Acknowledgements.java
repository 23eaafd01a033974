package dev.parley.room;

import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Up to where a log is on enough disks, and up to where enough disks also know that it is this term's.
 *
 * <p>Counts only nodes that are alive, because a disk that went away may not come back; and never goes back, because what was acknowledged
 * once stays so. Not thread safe.
 */
@PureCore
final class Acknowledgements {

    private final int copies;
    private final int quorum;
    private final Map<NodeId, Long> disks = new HashMap<>();
    private final Map<NodeId, Long> stores = new HashMap<>();
    private Set<NodeId> live;
    private long acknowledged;
    private long stored;

    /**
     * @param copies how many disks are wanted; all live nodes if they are fewer
     * @param quorum how many are wanted however few nodes are alive
     * @param live the nodes that are alive, at least one
     */
    Acknowledgements(int copies, int quorum, Set<NodeId> live) {
        this.copies = copies;
        this.quorum = quorum;
        this.live = Set.copyOf(live);
    }

    /** A node's disk has everything up to a number, and knows the term. */
    void archived(NodeId node, long seq) {
        disks.merge(node, seq, Math::max);
        stored(node, seq);
    }

    /** A node's disk has everything up to a number, in whatever term. It counts for {@link #stored()} alone. */
    void stored(NodeId node, long seq) {
        stores.merge(node, seq, Math::max);
        count();
    }

    /** These nodes are alive now. */
    void members(Set<NodeId> nodes) {
        live = Set.copyOf(nodes);
        disks.keySet().retainAll(live);
        stores.keySet().retainAll(live);
        count();
    }

    /** The last number that is on enough disks. */
    long acknowledged() {
        return acknowledged;
    }

    /** The last number that enough disks have, so that the grid need not keep it for them; never below {@link #acknowledged}. */
    long stored() {
        return stored;
    }

    /** Whether some live node's disk is not known to have everything up to a number. */
    boolean someLack(long seq) {
        return live.stream().anyMatch(node -> disks.getOrDefault(node, 0L) < seq);
    }

    private void count() {
        int needed = Math.max(quorum, Math.min(copies, live.size()));
        if (live.size() < needed || live.isEmpty()) {
            return;
        }
        acknowledged = Math.max(acknowledged, reached(disks, needed));
        stored = Math.max(stored, reached(stores, needed));
    }

    /** What the best so many of the live nodes have. */
    private long reached(Map<NodeId, Long> by, int needed) {
        List<Long> seqs = new ArrayList<>();
        live.forEach(node -> seqs.add(by.getOrDefault(node, 0L)));
        seqs.sort(Collections.reverseOrder());
        return seqs.get(needed - 1);
    }
}
