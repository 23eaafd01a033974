package dev.parley.node;

import dev.parley.wire.Outside;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread of its own for something that happens once, step after step, and may block: starting and stopping a node.
 *
 * <p>No event loop and no worker of Vert.x, because those go away with the Vert.x that is being stopped.
 */
@Outside
final class Starter {

    private Starter() {}

    /**
     * Does the work on a new thread. The future is bound to no context.
     *
     * @param name of the thread
     */
    @SuppressWarnings("checkstyle:illegalcatch")
    static <T> Future<T> run(String name, Callable<T> work) {
        Promise<T> done = Promise.promise();
        Thread thread = new Thread(
                () -> {
                    try {
                        done.complete(work.call());
                    } catch (Exception e) {
                        // Whatever it was: whoever waits must hear of it.
                        done.fail(e);
                    }
                },
                name);
        thread.start();
        return done.future();
    }

    /**
     * Waits for a step, on a thread made by {@link #run}.
     *
     * @throws IllegalStateException when it takes longer than the limit
     */
    static <T> T await(Future<T> step, Duration limit) {
        try {
            return step.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a step of starting or stopping took longer than " + limit, e);
        }
    }
}
