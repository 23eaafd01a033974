package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import java.util.List;

/**
 * What became of a {@link TailCommand}.
 *
 * @param status whether it was done
 * @param term the term that the tail holds now; 0 where there is no tail
 * @param head where the log ends now; {@link Position#START} where there is no tail
 * @param recent for a claim that was done: the newest entries, without a hole, ending at {@code head}; otherwise empty
 */
public record TailReply(Status status, long term, Position head, List<Entry> recent) {

    /** Whether a command was done, and why not. */
    public enum Status {
        /** Done, now or by an earlier try of the same command. */
        DONE,
        /** Refused: the grid has no such log. It may be new, or lost: the archives know. */
        MISSING,
        /** Refused: a leader of a newer term has claimed the log. */
        FENCED,
        /** Refused: the log does not end where the command expects. */
        MISMATCH,
        /** Refused: too few nodes for a write, under the majority policy. Certainly not done. */
        READ_ONLY,
        /** Perhaps done: a node died or did not answer. The same command may be sent again. */
        UNKNOWN
    }

    public TailReply {
        recent = List.copyOf(recent);
    }

    /** A reply without entries. */
    public static TailReply of(Status status, long term, Position head) {
        return new TailReply(status, term, head, List.of());
    }

    /** The reply for a command of which nothing can be said. */
    public static TailReply unknown() {
        return of(Status.UNKNOWN, 0, Position.START);
    }
}
