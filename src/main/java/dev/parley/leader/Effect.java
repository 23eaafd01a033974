package dev.parley.leader;

import org.jspecify.annotations.Nullable;

/** What {@link ShardTable} wants done, in this order. */
sealed interface Effect {

    /** Try to take the lock of the shard, without waiting; answered by {@link ShardTable#locked}. */
    record TryLock(int shard) implements Effect {}

    /** Give the lock back; answered by {@link ShardTable#unlocked} or {@link ShardTable#unlockFailed}. */
    record Unlock(int shard) implements Effect {}

    /** Raise the term to at least this; answered by {@link ShardTable#raised} or {@link ShardTable#raiseFailed}. */
    record RaiseTerm(int shard, long atLeast) implements Effect {}

    /** Tell the owners of logs that this node leads. */
    record Lead(int shard, long term) implements Effect {}

    /** Ask the owners of logs to finish; answered by {@link ShardTable#released}. */
    record Release(int shard, long term) implements Effect {}

    /** Tell the owners of logs that the shard is lost. */
    record Depose(int shard, long term) implements Effect {}

    /** Tell everybody in this node who leads. */
    record Follow(int shard, Leadership.@Nullable Led leader) implements Effect {}

    /** Tell the other nodes {@link ShardTable#word} at once. */
    record Announce() implements Effect {}

    /** An election that this node had not heard of. */
    record Elect(Leadership.Election election) implements Effect {}

    /** For the log. */
    record Turned(int shard, ShardState from, ShardState to, long term) implements Effect {

        /** Whether the shard was lost, and not given away. */
        boolean isLoss() {
            return switch (from) {
                case LEADING, RENEWING, RELEASING -> to == ShardState.FOLLOWER;
                case FOLLOWER, LOCKING, RAISING, OFFERING, UNLOCKING -> false;
            };
        }
    }
}
