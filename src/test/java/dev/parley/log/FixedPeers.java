package dev.parley.log;

import dev.parley.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes that are all there, write and serve, and know no leader; leaders are asked of the test. */
public record FixedPeers(List<NodeId> present) implements LogPeers {

    @Override
    public List<NodeId> serving() {
        return present;
    }

    @Override
    public List<NodeId> ready() {
        return present;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public @Nullable NodeId leaderOf(int shard) {
        return null;
    }
}
