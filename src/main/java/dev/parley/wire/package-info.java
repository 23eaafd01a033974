/**
 * The vocabulary that all parts share: ids, positions, entries, messages between nodes, error and close codes, addresses.
 *
 * <p>Imports nothing of ours. Everything here is immutable and may be used on any thread, but for the two byte helpers.
 */
@NullMarked
package dev.parley.wire;

import org.jspecify.annotations.NullMarked;
