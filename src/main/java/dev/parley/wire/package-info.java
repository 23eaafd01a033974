/**
 * The vocabulary that all parts share: ids, positions, entries, messages between nodes, error and close codes, addresses.
 *
 * <h2>Purpose</h2>
 *
 * One place for what two packages, or two nodes, must understand in the same way. It imports nothing of ours. {@link dev.parley.wire.NodeBus} carries
 * {@link dev.parley.wire.NodeMessage} over the event bus, {@link dev.parley.wire.NodeCodec} encodes it, {@link dev.parley.wire.Addresses} names every
 * address there is. {@link dev.parley.wire.HzGrid} is the grid of one membership, for the two packages that keep something there. {@link dev.parley.wire.PureCore} and {@link dev.parley.wire.Outside} are the two marks that the build checks.
 *
 * <h2>Threads</h2>
 *
 * No owner: everything here is immutable and may be used on any thread, but for the two byte helpers. A receiver of {@code NodeBus} is called on
 * the context that consumes.
 *
 * <h2>Invariants</h2>
 *
 * An {@link dev.parley.wire.Entry} has one encoding, made once; it is what grid, archives and sockets hold. Names, forms and the number of
 * shards ({@link dev.parley.wire.LogId#SHARDS}) decide who leads what and what is on the disks: they do not change.
 *
 * <h2>Failure</h2>
 *
 * What has not its form throws {@link java.lang.IllegalArgumentException}. A message between nodes that cannot be read is dropped with a line in the
 * log, as if the bus had lost it; every receiver can do without any single message.
 */
@NullMarked
package dev.parley.wire;

import org.jspecify.annotations.NullMarked;
