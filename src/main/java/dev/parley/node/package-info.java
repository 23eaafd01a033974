/** The front door: reads the settings, starts the parts in order and stops them in reverse. */
@NullMarked
package dev.parley.node;

import org.jspecify.annotations.NullMarked;
