package dev.parley.leader;

/**
 * How far a node is with one shard.
 *
 * <pre>
 * FOLLOWER ──leaderless, my turn──► LOCKING ──taken──► RAISING ──raised──► LEADING
 *    ▲  ▲                             │ │                │                  │  │
 *    │  └──────────refused────────────┘ └─failed─┐       │ may not any more │  │ preferred is another, or resign
 *    │                                           │       │                  │  ▼
 *    │                                           │       │                  │ OFFERING ──nobody took it──┐
 *    │                                           ▼       ▼                  │  │                         ▼
 *    ├──────────────unlocked───────────────── UNLOCKING ◄───────────────────┼──┼───────released───── RELEASING
 *    └──────────────a higher term was heard, or the lock is gone: deposed───┴──┴─────────────────────────┘
 *
 * LEADING ──its term is outdated──► RENEWING ──raised above──► LEADING
 * </pre>
 *
 * Only OFFERING and UNLOCKING give a lock back. A deposed leader does not: the lock is not its own any more.
 */
enum ShardState {
    /** Does nothing about the shard. */
    FOLLOWER,
    /** Has asked for the lock. */
    LOCKING,
    /** Has the lock, and raises the term. */
    RAISING,
    /** Leads. */
    LEADING,
    /** Has the lock, is told as the leader still, but has no term that counts: raises it above one that turned up. */
    RENEWING,
    /** Leads on, and has given the lock back, so that the next one takes over whenever it can: by a higher term. */
    OFFERING,
    /** Leads still, and finishes what is under way. */
    RELEASING,
    /** Does not lead, and gives the lock back. */
    UNLOCKING;

    /** Whether the others are told that this node leads. */
    boolean isClaimed() {
        return switch (this) {
            case LEADING, RENEWING, OFFERING, RELEASING -> true;
            case FOLLOWER, LOCKING, RAISING, UNLOCKING -> false;
        };
    }
}
