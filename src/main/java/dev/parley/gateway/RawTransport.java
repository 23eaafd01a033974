package dev.parley.gateway;

import dev.parley.wire.CloseCode;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

/** A plain WebSocket. */
final class RawTransport implements Transport {

    private static final long ABORT_MILLIS = 5_000;

    private final Vertx vertx;
    private final ServerWebSocket socket;

    RawTransport(Vertx vertx, ServerWebSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
    }

    /** Connects a socket with a session of its own; to be called before its first frame can arrive. */
    static void connect(Loop loop, ServerWebSocket socket) {
        RawTransport transport = new RawTransport(loop.vertx(), socket);
        Session session = loop.connect(transport);
        socket.textMessageHandler(session::received);
        socket.binaryMessageHandler(bytes -> session.received(""));
        socket.pongHandler(bytes -> session.alive());
        socket.closeHandler(v -> session.closed());
        socket.exceptionHandler(error -> transport.refuse(error));
    }

    @Override
    public Future<Void> write(Frame frame) {
        return RawSockets.writeText(socket, frame.bytes());
    }

    /** By a ping of the WebSocket layer: browsers answer it also while the scripts of a hidden page sleep. */
    @Override
    public boolean probe() {
        if (socket.isClosed()) {
            return false;
        }
        socket.writePing(Buffer.buffer("?")).onFailure(closed -> {});
        return true;
    }

    @Override
    public void close(CloseCode code) {
        close(code.code(), code.reason());
    }

    /** What the WebSocket layer cannot read: a frame too large, or broken. Nothing after it can be read either. */
    private void refuse(Throwable error) {
        if (error instanceof CorruptedWebSocketFrameException corrupted) {
            close(
                    (short) corrupted.closeStatus().code(),
                    corrupted.closeStatus().reasonText());
        } else if (error instanceof IllegalStateException) {
            // Vert.x says so when the parts of one message are too large together.
            WebSocketCloseStatus tooBig = WebSocketCloseStatus.MESSAGE_TOO_BIG;
            close((short) tooBig.code(), tooBig.reasonText());
        }
    }

    private void close(short code, String reason) {
        if (socket.isClosed()) {
            return;
        }
        long abort = vertx.setTimer(ABORT_MILLIS, timer -> RawSockets.abort(socket));
        socket.close(code, reason).onComplete(done -> vertx.cancelTimer(abort));
    }
}
