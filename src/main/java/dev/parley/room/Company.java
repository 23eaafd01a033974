package dev.parley.room;

import dev.parley.wire.NodeId;
import java.util.HashSet;
import java.util.Set;

/**
 * The nodes around a sequencer.
 *
 * @param present all nodes of the cluster, whether they serve or not: each has an archive that may hold what no other has
 * @param counted those of them whose disks count for an acknowledgement
 */
record Company(Set<NodeId> present, Set<NodeId> counted) {
    Company {
        present = Set.copyOf(present);
        counted = Set.copyOf(counted);
    }

    /** How many of them were there before. */
    int stayed(Company before) {
        Set<NodeId> stayed = new HashSet<>(present);
        stayed.retainAll(before.present);
        return stayed.size();
    }

    /** These and one more, who is there and counts. */
    Company with(NodeId node) {
        Set<NodeId> morePresent = new HashSet<>(present);
        Set<NodeId> moreCounted = new HashSet<>(counted);
        morePresent.add(node);
        moreCounted.add(node);
        return new Company(morePresent, moreCounted);
    }
}
