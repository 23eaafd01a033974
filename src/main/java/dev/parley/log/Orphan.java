package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;

/**
 * An entry that was cut off its log, because the cluster's history is another one, and waits to be given back as a command.
 *
 * @param row its number in the archive, never used again; ascending in the order in which entries were cut
 * @param log the log it belonged to
 * @param entry as it was; its number and digest mean nothing any more
 */
public record Orphan(long row, LogId log, Entry entry) {}
