package dev.parley.wire;

import org.jspecify.annotations.Nullable;

/**
 * A wish that a fact be added to a log. It may be sent any number of times, to any node; it becomes one entry at most.
 *
 * @param log where to
 * @param id the name of the wish, made by the client
 * @param kind the sort of fact
 * @param author who wishes it
 * @param atMillis when it was said, in milliseconds since 1970; null: the leader's clock decides. Set for what comes back after a split
 * @param body the fact itself, one JSON object in UTF-8; never changed after construction
 */
public record Command(
        LogId log,
        EntryId id,
        Kind kind,
        UserId author,
        @Nullable Long atMillis,
        Json body) {}
