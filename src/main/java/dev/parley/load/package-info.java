/** The load generator and the checker of what it saw; it speaks only the client protocol. */
@NullMarked
package dev.parley.load;

import org.jspecify.annotations.NullMarked;
