package dev.parley.gateway;

import dev.parley.wire.CloseCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;

/**
 * A SockJS session, over whatever way it found.
 *
 * <p>All its requests are brought to one event loop first, that of the session. SockJS knows one close code only, 3000; the error before it
 * tells why.
 */
final class SockTransport implements Transport {

    private static final long LAST_WORDS_MILLIS = 1_000;

    private final Vertx vertx;
    private final SockJSSocket socket;
    private Future<Void> lastWrite = Future.succeededFuture();
    private boolean closing;

    private SockTransport(Vertx vertx, SockJSSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
    }

    /** Connects a SockJS session with a session of ours; on the event loop of the latter. */
    static void connect(Loop loop, SockJSSocket socket, int maxMessageBytes) {
        SockTransport transport = new SockTransport(loop.vertx(), socket);
        Session session = loop.connect(transport);
        socket.handler((Buffer message) -> onLoop(loop.context(), () -> {
            if (message.length() > maxMessageBytes) {
                transport.close(CloseCode.NORMAL);
            } else {
                session.received(message.toString());
            }
        }));
        socket.closeHandler(v -> onLoop(loop.context(), session::closed));
        socket.exceptionHandler(error -> transport.close(CloseCode.NORMAL));
    }

    @Override
    public Future<Void> write(Frame frame) {
        lastWrite = socket.write(frame.text());
        return lastWrite;
    }

    /** SockJS has a heartbeat in one direction only. */
    @Override
    public boolean probe() {
        return false;
    }

    @Override
    public void close(CloseCode code) {
        if (closing) {
            return;
        }
        closing = true;
        // Closing drops what SockJS has not handed on, and that may be the error that tells why.
        long timer = vertx.setTimer(LAST_WORDS_MILLIS, t -> socket.close());
        lastWrite.onComplete(done -> {
            if (vertx.cancelTimer(timer)) {
                socket.close();
            }
        });
    }

    private static void onLoop(Context context, Runnable task) {
        if (Vertx.currentContext() == context) {
            task.run();
        } else {
            context.runOnContext(v -> task.run());
        }
    }
}
