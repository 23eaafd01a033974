/**
 * The logs of a node: their recent ends in the grid ({@link dev.parley.log.Tails}), the whole of them on its own disk
 * ({@link dev.parley.log.Archive}), and the way in between that lets nothing through with a hole ({@link dev.parley.log.Intake}).
 *
 * <p>Door: {@link dev.parley.log.Logs}. Owner: the context of one verticle; the archive has threads of its own; the tails are changed on the
 * grid's partition threads. Before a node serves, {@link dev.parley.log.Reconcile} makes its archive agree with the cluster's history.
 *
 * <p>Invariants: an entry is delivered to readers once, in order, after all that precede it, with its digest checked; an archive row is never
 * overwritten; a tail is changed only from the newest term and only at its end.
 *
 * <p>Address: {@code parley.<node>.log} takes batches, announced ends, fetches and inventories.
 *
 * <p>Failure: a lost message is a hole and is fetched; a disk that does not take a batch is tried again and meanwhile nothing is confirmed; a
 * history that contradicts another node's stops that log on this node, and the node joins afresh.
 */
@NullMarked
package dev.parley.log;

import org.jspecify.annotations.NullMarked;
