package dev.parley.load;

/** A way in which what was seen breaks what docs/protocol.md promises. */
public enum Violation {
    /** Acknowledged, and missing from the log of a node at the end. */
    LOST,
    /** One id at two places, or one entry delivered twice to one reader that was not told to reset. */
    DUPLICATED,
    /** Two readers, or a reader and the log, disagree on what is where; or a reader got an older entry after a newer one. */
    REORDERED,
    /** A reader, or a log, skipped a number. */
    GAP,
    /** In a log without having been posted to it, or although it was refused for good. */
    PHANTOM,
    /** The logs of two nodes differ at the end. */
    DIVERGED,
    /** An acknowledgement that names another place or history than the log or an earlier acknowledgement, or nothing posted. */
    FALSE_ACK,
    /** When all was well again, somebody was told of people in a room who were not there, or not of one who was. */
    PRESENCE
}
