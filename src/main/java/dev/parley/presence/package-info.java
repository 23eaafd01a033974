/**
 * Who is in which room at this moment, and who is typing.
 *
 * <p>Each node owns the list of its own sessions and nobody else writes it, so there is nothing to merge. It tells the others every change,
 * numbered, and every 5 s the number and a hash of the whole; who has another number or hash asks for all of it, which comes in parts of at
 * most 500 stays. So a node with 10,000 sessions where nothing changes sends some fifty bytes in 5 s, a lost change heals within
 * 5 s, and an old or repeated message is recognised by its number. A node that leaves the roster takes its people with it at once.
 *
 * <p>Owner of all state: one event loop, that of {@code PresenceVerticle}. In: {@code Addresses.presence(self)}, the roster, calls of the
 * door. Out: {@code Addresses.presence(node)} of every serving node, and the listener. Changes are gathered for 50 ms. When messages are lost,
 * people are shown too long or too late, by 5 s at most; nothing else happens.
 */
@NullMarked
package dev.parley.presence;

import org.jspecify.annotations.NullMarked;
