package dev.parley.room;

import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Bytes that were sent to each node and are not yet confirmed by its disk.
 *
 * <p>The event bus has no backpressure between nodes: what a slow node does not take piles up in the sender. So a node that is too far behind is
 * sent nothing more; it hears of the ends of the logs and fetches at its own pace. Not thread safe.
 */
@PureCore
final class Outstanding {

    private record Sent(long endSeq, long bytes) {}

    private static final class Peer {
        final Map<LogId, Deque<Sent>> sent = new HashMap<>();
        long bytes;
    }

    private final long limitBytes;
    private final Map<NodeId, Peer> peers = new HashMap<>();

    Outstanding(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Notes that a batch is to be sent; false: do not send, the node is too far behind. */
    boolean offer(NodeId node, LogId log, long endSeq, long bytes) {
        Peer peer = peers.computeIfAbsent(node, id -> new Peer());
        if (peer.bytes + bytes > limitBytes && peer.bytes > 0) {
            return false;
        }
        peer.bytes += bytes;
        peer.sent.computeIfAbsent(log, id -> new ArrayDeque<>()).add(new Sent(endSeq, bytes));
        return true;
    }

    /** The node's disk has the log up to a number. */
    void confirmed(NodeId node, LogId log, long seq) {
        Peer peer = peers.get(node);
        Deque<Sent> sent = peer == null ? null : peer.sent.get(log);
        if (peer == null || sent == null) {
            return;
        }
        while (!sent.isEmpty() && sent.element().endSeq() <= seq) {
            peer.bytes -= sent.remove().bytes();
        }
        if (sent.isEmpty()) {
            peer.sent.remove(log);
        }
    }

    /** The log is led from here no more: its confirmations go elsewhere, and would be missed for ever. */
    void forget(LogId log) {
        for (Peer peer : peers.values()) {
            Deque<Sent> sent = peer.sent.remove(log);
            if (sent != null) {
                peer.bytes -= sent.stream().mapToLong(Sent::bytes).sum();
            }
        }
    }

    /** Only these nodes are there now. */
    void members(Set<NodeId> nodes) {
        peers.keySet().retainAll(nodes);
    }

    long bytes(NodeId node) {
        Peer peer = peers.get(node);
        return peer == null ? 0 : peer.bytes;
    }
}
