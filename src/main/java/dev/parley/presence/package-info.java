/** Who is where at this moment, and who is typing. */
@NullMarked
package dev.parley.presence;

import org.jspecify.annotations.NullMarked;
