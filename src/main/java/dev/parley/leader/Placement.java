package dev.parley.leader;

import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which node should lead a shard: the same answer on every node that knows the same list, without a word between them.
 *
 * <p>Rendezvous hashing: each pair of shard and node has a score, and the order of the scores is the order of preference. A node that comes
 * takes from each of the others its share and moves nothing between those; a node that goes leaves its shards to the next in each
 * shard's own order, so they spread.
 */
@PureCore
final class Placement {

    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Placement() {}

    /** All these nodes, the one that should lead the shard first. */
    static List<NodeId> order(int shard, Collection<NodeId> nodes) {
        return nodes.stream()
                .sorted(Comparator.comparingLong((NodeId node) -> score(shard, node))
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static long score(int shard, NodeId node) {
        long hash = FNV_START;
        for (int i = 0; i < node.value().length(); i++) {
            hash = (hash ^ node.value().charAt(i)) * FNV_PRIME;
        }
        return mix(hash + GOLDEN * (shard + 1));
    }

    /** Spreads every bit over all; the end of SplitMix64. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
