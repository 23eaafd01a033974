package dev.parley.room;

/** What a {@link Sequencer} is doing. */
enum Phase {
    /** Finding out where the log ends. */
    RECOVERING,
    /** Open, and nothing is under way. */
    IDLE,
    /** Open; the archive is asked for the ids of a batch. */
    FINDING,
    /** Open; a batch is being committed. */
    COMMITTING,
    /** Over. */
    CLOSED
}
