package dev.parley.leader;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.parley.wire.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

/**
 * The locks and the terms of all shards, in the grid. Any thread may call, nothing blocks the caller, and every future completes: at the latest with
 * Hazelcast's call timeout.
 *
 * <h2>Why threads of its own</h2>
 *
 * Hazelcast's lock belongs to a pair of node and thread. Taken on a pool it is re-entrant for whoever comes by on the same thread, and can be
 * given back by nobody who comes by on another. So each shard has one thread, for ever, and what that thread has, this node has.
 *
 * <p>The calls block, so that one partition that does not answer would hold up all shards behind it on the thread. {@link #THREADS}
 * threads keep that to a part of the shards.
 *
 * <h2>How many times</h2>
 *
 * A lock is held as often as it was taken, and an attempt that failed may have taken it. So attempts are counted and as many are given back,
 * until Hazelcast says that this thread has no more. It is the owner who is asked for: a lock that went to another node is never given back
 * from here.
 */
final class HzLocks {

    private static final int THREADS = 4;

    private final IMap<Integer, Long> terms;
    private final IMap<Integer, Boolean> locks;
    private final List<ExecutorService> threads = new ArrayList<>();

    // Of each shard only its own thread writes.
    private final AtomicIntegerArray holds = new AtomicIntegerArray(LogId.SHARDS);

    HzLocks(HazelcastInstance hazelcast) {
        terms = hazelcast.getMap("parley.terms");
        locks = hazelcast.getMap("parley.locks");
        for (int i = 0; i < THREADS; i++) {
            String name = "parley-lock-" + i;
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** Takes the lock if it is free, or had by this node; true when this node has it now. Fails when nobody knows. */
    CompletionStage<Boolean> tryLock(int shard) {
        return onThreadOf(shard, () -> {
            holds.incrementAndGet(shard);
            boolean taken = locks.tryLock(shard);
            if (!taken) {
                holds.decrementAndGet(shard);
            }
            return taken;
        });
    }

    /** Gives the lock back. Succeeds, too, when this node does not have it; true when it had it. */
    CompletionStage<Boolean> unlock(int shard) {
        return onThreadOf(shard, () -> giveBack(shard));
    }

    /** Raises the term of the shard to at least this, and above the last; the new term. */
    CompletionStage<Long> raise(int shard, long atLeast) {
        return onThreadOf(shard, () -> terms.executeOnKey(shard, new HzRaiseTerm(atLeast)));
    }

    private <T> CompletionStage<T> onThreadOf(int shard, Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, threads.get(shard % THREADS));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean giveBack(int shard) {
        boolean had = false;
        while (holds.get(shard) > 0) {
            try {
                locks.unlock(shard);
                holds.decrementAndGet(shard);
                had = true;
            } catch (IllegalMonitorStateException e) {
                // Hazelcast says: not the owner. It was lost with its copies, or the attempt that failed had failed.
                holds.set(shard, 0);
            }
        }
        return had;
    }

    /** Ends the threads; what waits is done before. */
    void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}
