package dev.parley.leader;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import dev.parley.wire.HzGrid;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The locks and the terms of all shards, in the grid. Any thread may call, nothing blocks, and every future completes: at the latest with
 * Hazelcast's call timeout.
 *
 * <h2>Why not Hazelcast's own lock</h2>
 *
 * A lock of Hazelcast's maps belongs to a pair of member and thread, so that taking it occupies a thread until the grid answers; one call that waits
 * for a dead node's copy holds up all others behind it. It cannot be asked for twice at the same time when the first question gets no answer.
 * And one that was taken by a call which a merge carried into the larger side of a split belongs to a member that never was there, for ever.
 * So the lock is an entry that holds the UUID of the membership that has it, changed by {@link HzLockShard} in one step. It is given back only by its holder, and
 * is free when its holder is no member.
 *
 * <h2>A grid that is lost</h2>
 *
 * is asked nothing more: every call fails at once, but for giving a lock back, which is done already.
 */
final class HzLocks {

    private final HzGrid grid;
    private final IMap<Integer, Long> terms;
    private final IMap<Integer, UUID> locks;

    HzLocks(HzGrid grid) {
        this.grid = grid;
        terms = grid.hazelcast().getMap("parley.terms");
        locks = grid.hazelcast().getMap("parley.locks");
    }

    /** Takes the lock if it is free, or had by this node; true when this node has it now. Fails when nobody knows. */
    CompletionStage<Boolean> tryLock(int shard) {
        return ask(locks, shard, HzLockShard.take(grid.joinedAs()));
    }

    /**
     * Gives the lock back. Succeeds, too, when this node does not have it; true when it had it. In a lost grid there is nothing to do: the holder is
     * no member there. A node that went on trying could not end its life until somebody lost patience.
     */
    CompletionStage<Boolean> unlock(int shard) {
        return grid.isLost()
                ? CompletableFuture.completedFuture(false)
                : ask(locks, shard, HzLockShard.giveBack(grid.joinedAs()));
    }

    /** Raises the term of the shard to at least this, and above the last; the new term. */
    CompletionStage<Long> raise(int shard, long atLeast) {
        return ask(terms, shard, new HzRaiseTerm(grid.joinedAs(), atLeast));
    }

    private <V, R> CompletionStage<R> ask(
            IMap<Integer, V> map, int shard, EntryProcessor<Integer, V, @Nullable R> question) {
        if (grid.isLost()) {
            return CompletableFuture.failedFuture(notMember());
        }
        try {
            return map.<@Nullable R>submitToKey(shard, question).thenApply(HzLocks::known);
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <R> R known(@Nullable R answer) {
        if (answer == null) {
            throw notMember();
        }
        return answer;
    }

    private static HazelcastException notMember() {
        return new HazelcastException("this membership does not belong to the grid any more");
    }
}
