package dev.parley.log;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What this node promised to leaders: for each shard the newest term, below which it takes nothing.
 *
 * <p>A promise is on the disk before it is given, so that it outlives a crash. Many that come while one write is under way share the next one.
 * Owned by the context of the log verticle.
 */
final class Promises {

    private final Function<Map<Integer, Long>, Future<Void>> write;
    private final Map<Integer, Long> kept = new HashMap<>();
    private Map<Integer, Long> waiting = new HashMap<>();
    private List<Promise<Void>> waiters = new ArrayList<>();
    private boolean isWriting;

    /**
     * @param write puts terms on the disk; completes on this context
     */
    Promises(Function<Map<Integer, Long>, Future<Void>> write) {
        this.write = write;
    }

    /** What the disk had when the node started. */
    void loaded(Map<Integer, Long> terms) {
        kept.putAll(terms);
    }

    /** The newest term that was promised for a shard; 0: none. */
    long of(int shard) {
        return kept.getOrDefault(shard, 0L);
    }

    /** Completes when this term, or a newer one, is kept for the shard; fails when the disk does not take it. */
    Future<Void> keep(int shard, long term) {
        if (term <= of(shard)) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        waiting.merge(shard, term, Math::max);
        waiters.add(done);
        writeNext();
        return done.future();
    }

    private void writeNext() {
        if (isWriting || waiters.isEmpty()) {
            return;
        }
        isWriting = true;
        Map<Integer, Long> terms = waiting;
        List<Promise<Void>> told = waiters;
        waiting = new HashMap<>();
        waiters = new ArrayList<>();
        write.apply(terms).onComplete(written -> {
            isWriting = false;
            if (written.succeeded()) {
                terms.forEach((shard, term) -> kept.merge(shard, term, Math::max));
                told.forEach(Promise::complete);
            } else {
                told.forEach(waiter -> waiter.fail(written.cause()));
            }
            writeNext();
        });
    }
}
