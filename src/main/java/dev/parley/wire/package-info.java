/** The vocabulary that every part speaks: ids, entries, frames, addresses, error codes, codecs. */
@NullMarked
package dev.parley.wire;

import org.jspecify.annotations.NullMarked;
