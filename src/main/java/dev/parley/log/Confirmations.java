package dev.parley.log;

import dev.parley.wire.Addresses;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Archived;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.Map;

/** Tells leaders what this node's disk has; the confirmations of one turn of the loop go out together, one message for each leader. */
final class Confirmations {

    private final Context context;
    private final NodeBus bus;
    private final LogPeers peers;

    // Owned by the context.
    private final Map<NodeId, Map<LogId, LogEnd>> waiting = new HashMap<>();
    private boolean isFlushDue;

    Confirmations(Context context, NodeBus bus, LogPeers peers) {
        this.context = context;
        this.bus = bus;
        this.peers = peers;
    }

    /** The disk has a log up to here. Without a leader nobody is told: the next one asks. */
    void add(LogId log, LogEnd archived) {
        NodeId leader = peers.leaderOf(log.shard());
        if (leader == null) {
            return;
        }
        waiting.computeIfAbsent(leader, node -> new HashMap<>()).put(log, archived);
        if (!isFlushDue) {
            isFlushDue = true;
            context.runOnContext(turn -> {
                isFlushDue = false;
                waiting.forEach((node, upTo) -> bus.send(Addresses.room(node), new Archived(upTo)));
                waiting.clear();
            });
        }
    }
}
