package dev.parley.node;

import dev.parley.wire.Outside;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The one thread on which a node starts, joins afresh and stops, each step after the other; the steps may block.
 *
 * <p>No event loop and no worker of Vert.x, because those go away with the Vert.x that is being stopped.
 */
@Outside
final class LifeThread {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "parley-life");
        made.setDaemon(true);
        return made;
    });

    /** Does the work after all that was given before. The future is bound to no context; it fails when the thread has ended. */
    @SuppressWarnings("checkstyle:illegalcatch")
    <T> Future<T> run(Callable<T> work) {
        Promise<T> done = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    // Whatever it was: whoever waits must hear of it.
                    done.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.fail(e);
        }
        return done.future();
    }

    /** Takes no more work. */
    void end() {
        thread.shutdown();
    }

    /** Waits a while for a step, on a thread that may block; whether it has ended, well or not. */
    static boolean isDone(Future<?> step, Duration within) {
        try {
            step.otherwiseEmpty().await(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /**
     * Waits for a step, on a thread that may block.
     *
     * @throws IllegalStateException when it takes longer than the limit
     */
    static <T> T await(Future<T> step, Duration limit) {
        try {
            return step.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooLong(limit, e);
        }
    }

    /**
     * Waits for something that has to be closed, on a thread that may block.
     *
     * @param tooLate gets it when it arrives after the limit
     * @throws IllegalStateException when it takes longer than the limit
     */
    static <T> T await(Future<T> step, Duration limit, Consumer<T> tooLate) {
        try {
            return step.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            step.onSuccess(tooLate::accept);
            throw tooLong(limit, e);
        }
    }

    private static IllegalStateException tooLong(Duration limit, TimeoutException cause) {
        return new IllegalStateException("a step of starting or stopping took longer than " + limit, cause);
    }
}
