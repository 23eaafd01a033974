package dev.parley.log;

import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;

/** What a {@link Reconcile} wants done, in order. */
public sealed interface ReconcileEffect {

    /** Ask a node, perhaps this one, which logs it has; answer with {@link Reconcile#inventory} or {@link Reconcile#inventoryFailed}. */
    record Inventory(NodeId of) implements ReconcileEffect {}

    /** Read the digest at a number from our own archive; answer with {@link Reconcile#digest}. */
    record Digest(LogId log, long seq) implements ReconcileEffect {}

    /** Ask a node how a position relates to its history; answer with {@link Reconcile#probed}. */
    record Probe(LogId log, NodeId of, Position at) implements ReconcileEffect {}

    /** Take all entries above a position, perhaps none, out of our log, keep them as orphans, and let the copy be of no term; answer with {@link Reconcile#cut}. */
    record Cut(LogId log, Position common) implements ReconcileEffect {}

    /** Offer the log's leader what our log has beyond the cluster's end. No answer. */
    record Offer(LogId log, Position base) implements ReconcileEffect {}

    /** Fetch what follows from a node that has it, up to an end; answer with {@link Reconcile#fetched}. */
    record Fetch(LogId log, NodeId from, Position upTo) implements ReconcileEffect {}
}
