package dev.parley.log;

import dev.parley.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What logs and rooms must know of the cluster; given to them by the node, because neither knows the cluster itself. Any thread. */
public interface LogPeers {

    /** All nodes of the cluster, whether they serve or not, this one included: each has an archive that may hold what no other has. */
    List<NodeId> present();

    /** The nodes that have archives and answer, this one included if it does. */
    List<NodeId> serving();

    /** The nodes whose disks count for an acknowledgement, this one included if its does: those that serve and are not about to go. */
    List<NodeId> ready();

    /** Whether too few nodes are there for writing, under the policy {@code majority}: then nothing can be said anywhere on this side. */
    boolean isReadOnly();

    /** Who leads a shard; null: nobody is known to. */
    @Nullable
    NodeId leaderOf(int shard);
}
