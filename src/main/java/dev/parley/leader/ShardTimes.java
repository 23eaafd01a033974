package dev.parley.leader;

import dev.parley.wire.PureCore;

/** How long a {@link Shard} waits for what. */
@PureCore
final class ShardTimes {

    /** How long each node in the order has the first try for itself. */
    static final long PATIENCE_MILLIS = 1000;
    /** How long a shard that was taken out of turn is kept, so that it does not go back and forth. */
    static final long KEEP_MILLIS = 5000;
    /** How long a node that became ready leads only what nobody else does: it is slow as long as it has run nothing. */
    static final long SETTLE_MILLIS = 2000;
    /** How long the others are told that a shard was given away. */
    static final long GIVEN_MILLIS = 5000;
    /** How long a leader that goes waits for another one to take over from it; it leads meanwhile. */
    static final long OFFER_MILLIS = 2000;

    private ShardTimes() {}
}
