package dev.parley.gateway;

import dev.parley.presence.People;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;

/** What came of asking where somebody may begin to read. */
sealed interface JoinAnswer {

    /**
     * The place was found.
     *
     * @param head the newest entry
     * @param from the first entry they will get
     * @param history whether what they had read goes on
     * @param people who else is there
     */
    record Found(Position head, long from, History history, People people) implements JoinAnswer {}

    /** They cannot be in the room, at least not now. */
    record Denied(ErrorCode error, String message) implements JoinAnswer {}

    /** Whether what a reader had read is part of the room's history. */
    enum History {
        /** It is, or they had read nothing. */
        KEPT,
        /** It is, up to the entry before {@link Found#from}; what they had read beyond that is not, and they must forget it. */
        CUT,
        /** Nothing of it is known to be: they must forget it all. */
        RESET
    }
}
