package dev.parley.wire;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/**
 * Consumers of event-bus addresses that survive a busy cluster.
 *
 * <p>A registration is a write to the grid, and on a busy machine, or while the grid is moving, nobody may know whether it was done. Then it is
 * taken back and made again, because a node without its addresses is of no use.
 */
public final class Consumers {

    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 200;

    private Consumers() {}

    /** Consumes an address on the current context from now on; completes when the whole cluster knows. */
    public static Future<Void> open(Vertx vertx, String address, Handler<Message<Buffer>> handler) {
        return open(vertx, address, handler, TRIES);
    }

    private static Future<Void> open(Vertx vertx, String address, Handler<Message<Buffer>> handler, int tries) {
        MessageConsumer<Buffer> consumer = vertx.eventBus().consumer(address, handler);
        return consumer.completion()
                .recover(failure -> tries == 1
                        ? Future.failedFuture(failure)
                        : consumer.unregister()
                                .transform(gone -> pause(vertx))
                                .compose(paused -> open(vertx, address, handler, tries - 1)));
    }

    private static Future<Void> pause(Vertx vertx) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(PAUSE_MILLIS, timer -> over.complete());
        return over.future();
    }
}
