package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.Arrays;
import java.util.Optional;

/**
 * A walk along one log that checks the chain, and where it has come to. Immutable.
 *
 * @param log the log
 * @param reached the last entry found to be right
 * @param state whether to go on
 * @param fault the first fault, when broken
 */
@PureCore
record ArchiveWalk(LogId log, Position reached, State state, Optional<String> fault) {

    /** UNDER_WAY → SOUND or BROKEN. */
    enum State {
        UNDER_WAY,
        SOUND,
        BROKEN
    }

    /** Before the first entry. */
    static ArchiveWalk begin(LogId log) {
        return new ArchiveWalk(log, Position.START, State.UNDER_WAY, Optional.empty());
    }

    /** Whether there is more to check. */
    boolean isUnderWay() {
        return state == State.UNDER_WAY;
    }

    /**
     * Checks the next row.
     *
     * @param seq the number under which it is filed
     * @param id the id under which it is filed
     * @param entry what it holds
     */
    ArchiveWalk step(long seq, byte[] id, Entry entry) {
        if (seq != reached.seq() + 1) {
            return broken("entry " + (reached.seq() + 1) + " is missing, the next is " + seq);
        }
        if (entry.seq() != seq) {
            return broken("entry " + seq + " holds entry " + entry.seq());
        }
        if (!Arrays.equals(SqlRows.bytes(entry.id()), id)) {
            return broken("entry " + seq + " with id " + entry.id() + " is filed under another id");
        }
        if (!entry.follows(reached.digest())) {
            return broken("entry " + seq + " has digest " + entry.digest()
                    + ", which does not follow from its content and entry " + reached.seq());
        }
        return new ArchiveWalk(log, entry.position(), state, fault);
    }

    /** No row follows up to the end that is noted for the log. */
    ArchiveWalk arriveAt(Position noted) {
        if (!noted.equals(reached)) {
            return broken("its end is noted as " + noted + ", its entries end at " + reached);
        }
        return new ArchiveWalk(log, reached, State.SOUND, fault);
    }

    /** Something is wrong. */
    ArchiveWalk broken(String what) {
        return new ArchiveWalk(log, reached, State.BROKEN, Optional.of(log + ": " + what));
    }
}
