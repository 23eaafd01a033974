/** The sequencer of a room's log and the rules of who may do what in it. */
@NullMarked
package dev.parley.room;

import org.jspecify.annotations.NullMarked;
