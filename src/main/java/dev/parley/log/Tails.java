package dev.parley.log;

import dev.parley.wire.LogId;
import io.vertx.core.Future;

/** The tails of all logs, kept in the memory of several nodes. Any thread may call. */
public interface Tails {

    /**
     * Has a command decided.
     *
     * <p>The future never fails and completes on the caller's context: trouble is {@link TailReply.Status#UNKNOWN} or
     * {@link TailReply.Status#READ_ONLY}. It completes within the call timeout of the grid (15 s).
     */
    Future<TailReply> apply(LogId log, TailCommand command);
}
