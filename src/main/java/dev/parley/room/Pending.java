package dev.parley.room;

import dev.parley.wire.Command;

/**
 * A command and who waits for its outcome.
 *
 * @param command what is wanted
 * @param asker who wants to know
 */
record Pending(Command command, Asker asker) {}
