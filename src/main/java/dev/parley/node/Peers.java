package dev.parley.node;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.leader.Leadership;
import dev.parley.log.LogPeers;
import dev.parley.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What logs and rooms must know of the cluster, out of the roster and the leadership. Any thread.
 *
 * @param roster who is there
 * @param leadership who leads what
 */
record Peers(Roster roster, Leadership leadership) implements LogPeers {

    @Override
    public List<NodeId> present() {
        return roster.members().stream().map(Member::id).toList();
    }

    @Override
    public List<NodeId> serving() {
        return roster.serving();
    }

    @Override
    public List<NodeId> ready() {
        return roster.ready();
    }

    @Override
    public boolean isReadOnly() {
        return roster.mode() == Roster.Mode.READ_ONLY;
    }

    @Override
    public @Nullable NodeId leaderOf(int shard) {
        Leadership.Led led = leadership.leaderOf(shard);
        return led == null ? null : led.node();
    }
}
