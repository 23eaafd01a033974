package dev.parley.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.internal.http.WebSocketInternal;

/**
 * The two things that the public interface of Vert.x WebSockets cannot do; the only place that knows its inner classes.
 *
 * <p>Writing shared bytes: {@code writeTextMessage} encodes the text anew for every socket, and a public {@code WebSocketFrame} can be
 * written once only, because its buffer is released by the first write. The inner frame wraps an array without copying it, so one
 * encoding goes to any number of sockets. The array must be valid UTF-8, which nobody checks again.
 *
 * <p>Closing by force: {@code close} queues its frame behind the data that a stuck client does not take in, and would wait for ever.
 */
final class RawSockets {

    private RawSockets() {}

    /** Writes one text message. Completes when the socket has taken it in. */
    static Future<Void> writeText(ServerWebSocket socket, byte[] utf8) {
        return socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, utf8, true));
    }

    /** Closes the connection at once and drops what waits for it. Nobody could do anything about a close that fails. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void abort(ServerWebSocket socket) {
        if (socket instanceof WebSocketInternal inner) {
            inner.channelHandlerContext().close();
        }
    }
}
