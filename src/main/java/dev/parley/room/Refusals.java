package dev.parley.room;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.Outcome;

/** The refusals of this package, in words for a person. */
final class Refusals {

    static final Outcome ID_TAKEN = new Outcome.Refused(ErrorCode.ID_TAKEN, "Another user has used this id.");

    static final Outcome TOO_MANY_WAIT =
            new Outcome.Refused(ErrorCode.OVERLOADED, "Too many messages are waiting in this room.");

    static final Outcome TOO_MANY_UNDER_WAY =
            new Outcome.Refused(ErrorCode.OVERLOADED, "This node has too many messages under way.");

    static final Outcome READ_ONLY =
            new Outcome.Refused(ErrorCode.READ_ONLY, "This part of the cluster is too small to write.");

    static final Outcome NOT_IN_TIME = new Outcome.Refused(
            ErrorCode.NOT_ACKNOWLEDGED,
            "Not acknowledged in time. It may or may not be there; send it again with the same id.");

    private Refusals() {}
}
