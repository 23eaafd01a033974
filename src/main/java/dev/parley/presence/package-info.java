/**
 * Who is in which room at this moment, and who is typing.
 *
 * <h2>Purpose</h2>
 *
 * Each node owns the list of its own sessions and nobody else writes it, so there is nothing to merge. {@link dev.parley.presence.Presence} is the
 * door; {@code PresenceCore} decides. What people see is the sum over all nodes, counted by user.
 *
 * <h2>How nodes tell each other</h2>
 *
 * A node tells the others every change, numbered, and every 2 s the number and a hash of the whole. Who has another number or hash asks for
 * all of it, which comes in parts of at most 500 stays. So a node with 10,000 sessions where nothing changes sends some fifty bytes in 2 s, a
 * lost change heals within 2 s, and an old or repeated message is recognised by its number. Typing is told once and forgotten.
 *
 * <h2>Threads</h2>
 *
 * Owner of all state: one event loop, that of {@code PresenceVerticle}. Listeners are called there: hand over and return. Changes are
 * gathered for 50 ms. {@code Presence} is for any thread.
 *
 * <h2>Invariants</h2>
 *
 * A node that leaves the roster takes its people with it at once. Somebody with several sessions is in a room while one of them is. When
 * nothing changes and messages get through, all nodes show the same within 2 s.
 *
 * <h2>Addresses</h2>
 *
 * In: {@link dev.parley.wire.Addresses#presence} of this node. Out: the same of every serving node. Nothing is answered.
 *
 * <h2>Failure</h2>
 *
 * When messages are lost, people are shown too long or too late, by 2 s at most, or until the next message that is not lost; nothing else happens. A message that cannot be read is dropped
 * with a line in the log. No call of the door fails.
 */
@NullMarked
package dev.parley.presence;

import org.jspecify.annotations.NullMarked;
