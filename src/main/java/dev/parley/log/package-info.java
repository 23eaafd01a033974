/** The ordered, gap-free logs: their tail in the grid and their archive on disk. */
@NullMarked
package dev.parley.log;

import org.jspecify.annotations.NullMarked;
