/**
 * Rooms: one order for everything that is said, decided by the leader of the room's shard.
 *
 * <p>Door: {@link dev.parley.room.Rooms}. Owner: the context of one verticle. Decisions are pure: {@code Sequencer} with {@code Recovery},
 * {@code Numbering}, {@code Waiters} and {@code Acknowledgements} for the logs that this node leads, {@code CommandRouter} for the
 * commands of its clients, {@code Outstanding} for what slow nodes have yet to take.
 *
 * <p>Invariants: one batch of a log is under way at a time; a command becomes at most one entry; nothing is acknowledged before enough
 * disks have it.
 *
 * <p>Address: {@code parley.<node>.room} takes commands, outcomes and archived positions.
 *
 * <p>Failure: a lost message is sent again with the same id; a commit whose fate is unknown is sent again; a leader that was overtaken is fenced
 * by the tail and sends its askers to the next one; a command that found no leader in time is refused with a temporary error.
 */
@NullMarked
package dev.parley.room;

import org.jspecify.annotations.NullMarked;
