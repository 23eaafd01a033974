package dev.parley.room;

import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.Set;

/** The real account of bytes under way, for the simulation. */
public final class SimOutstanding {

    private final Outstanding outstanding = new Outstanding(8_000);

    public boolean offer(NodeId node, LogId log, long endSeq, long bytes) {
        return outstanding.offer(node, log, endSeq, bytes);
    }

    public void confirmed(NodeId node, LogId log, long seq) {
        outstanding.confirmed(node, log, seq);
    }

    public void forget(LogId log) {
        outstanding.forget(log);
    }

    public void members(Set<NodeId> nodes) {
        outstanding.members(nodes);
    }

    public long bytes(NodeId node) {
        return outstanding.bytes(node);
    }
}
