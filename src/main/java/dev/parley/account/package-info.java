/**
 * People: for now guests, who are known by a secret that their client keeps.
 *
 * <p>Nothing is stored and nothing is shared between nodes: who somebody is follows from the secret alone, so every node gives the same
 * answer. Everything here is immutable and may be used on any thread.
 */
@NullMarked
package dev.parley.account;

import org.jspecify.annotations.NullMarked;
