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
 * Up to where a log is on enough disks.
 *
 * <p>Counts only nodes that are alive, because a disk that went away may not come back; and never goes back, because what was acknowledged
 * once stays so. Not thread safe.
 */
@PureCore
final class Acknowledgements {

    private final int copies;
    private final int quorum;
    private final Map<NodeId, Long> disks = new HashMap<>();
    private Set<NodeId> live;
    private long acknowledged;

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

    /** A node's disk has everything up to a number. */
    void archived(NodeId node, long seq) {
        disks.merge(node, seq, Math::max);
        count();
    }

    /** These nodes are alive now. */
    void members(Set<NodeId> nodes) {
        live = Set.copyOf(nodes);
        disks.keySet().retainAll(live);
        count();
    }

    /** The last number that is on enough disks. */
    long acknowledged() {
        return acknowledged;
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
        List<Long> seqs = new ArrayList<>();
        live.forEach(node -> seqs.add(disks.getOrDefault(node, 0L)));
        seqs.sort(Collections.reverseOrder());
        acknowledged = Math.max(acknowledged, seqs.get(needed - 1));
    }
}
