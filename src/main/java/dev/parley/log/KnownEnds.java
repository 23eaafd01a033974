package dev.parley.log;

import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which nodes are known to have more of a log than this one, and how far. Not thread safe: one owner, an {@link Intake}. */
@PureCore
final class KnownEnds {

    private final Map<NodeId, Position> ends = new HashMap<>();

    /** A node has the log up to an end, and this one up to {@code accepted}. */
    void learn(NodeId node, Position end, Position accepted) {
        Position known = ends.get(node);
        if (end.isAfter(accepted) && (known == null || end.isAfter(known))) {
            ends.put(node, end);
        }
    }

    /** Whatever was known of a node is not so. */
    void forget(NodeId node) {
        ends.remove(node);
    }

    /** This node has the log up to here now. */
    void reached(Position accepted) {
        ends.values().removeIf(end -> !end.isAfter(accepted));
    }

    void clear() {
        ends.clear();
    }

    /** Who has most; null: nobody is known to have more than this node, which has it up to {@code accepted}. */
    @Nullable
    NodeId best(Position accepted) {
        NodeId best = null;
        Position furthest = accepted;
        for (Map.Entry<NodeId, Position> end : ends.entrySet()) {
            if (end.getValue().isAfter(furthest)) {
                furthest = end.getValue();
                best = end.getKey();
            }
        }
        return best;
    }

    /** The number up to which somebody is known to have the log; at least {@code accepted}, up to where this node has it. */
    long furthest(Position accepted) {
        long furthest = accepted.seq();
        for (Position end : ends.values()) {
            furthest = Math.max(furthest, end.seq());
        }
        return furthest;
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}
