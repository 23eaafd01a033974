package dev.parley.room;

import dev.parley.wire.Command;
import dev.parley.wire.Outcome;
import io.vertx.core.Future;

/**
 * The door for everything that wants to be said: finds the leader, tries again when it changes, and answers when enough disks have it.
 *
 * <p>Any thread may call.
 */
public interface Rooms {

    /**
     * Has a command sequenced.
     *
     * <p>The future completes on the caller's context, never fails, and completes within the post deadline: with
     * {@link Outcome.Accepted}, or with {@link Outcome.Refused} (never {@link Outcome.NotLeader}). After a refusal with a temporary error
     * the command may still have become an entry; sending it again with the same id is safe and tells.
     */
    Future<Outcome> submit(Command command);
}
