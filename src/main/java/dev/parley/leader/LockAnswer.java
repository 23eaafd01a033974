package dev.parley.leader;

/** What became of the attempt to take a lock. */
enum LockAnswer {
    /** This node has it. */
    TAKEN,
    /** Another node has it. */
    REFUSED,
    /** Nobody knows. */
    FAILED
}
