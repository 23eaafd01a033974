/**
 * Who somebody is: today guests, who are known by a secret that their client keeps.
 *
 * <h2>Purpose</h2>
 *
 * Turns the name and the token of a {@code hello} into a {@link dev.parley.account.Guest}. The door is {@link dev.parley.account.Guests}. There
 * are no passwords, no roles and no accounts that somebody could close.
 *
 * <h2>Threads</h2>
 *
 * None of its own, and no owner: everything here is immutable and may be used on any thread. Nothing blocks.
 *
 * <h2>Invariants</h2>
 *
 * Nothing is stored and nothing is shared between nodes. Who somebody is follows from the token alone (the first 80 bits of its SHA-256), so
 * every node gives the same answer. The token is in no log entry, no message between nodes and no log line; only who brings it gets it back.
 * Names are chosen freely and need not be unique.
 *
 * <h2>Addresses</h2>
 *
 * None.
 *
 * <h2>Failure</h2>
 *
 * A name or token of the wrong form throws {@link java.lang.IllegalArgumentException}: the gateway has checked the form before. A client that lost its
 * token is another guest from then on, and nobody can help; who learned somebody's token is that guest.
 */
@NullMarked
package dev.parley.account;

import org.jspecify.annotations.NullMarked;
