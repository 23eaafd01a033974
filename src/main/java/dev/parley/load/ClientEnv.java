package dev.parley.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The world of the clients of one event loop.
 *
 * @param vertx their timers
 * @param sockets their sockets
 * @param random their chance, from a seed
 * @param frames reads what they are sent
 */
record ClientEnv(Vertx vertx, WebSocketClient sockets, RandomGenerator random, RecentFrames frames) {

    /** For up to {@code connections} connections at a time. To be closed with {@link #close()}. */
    static ClientEnv of(Vertx vertx, RandomGenerator random, int connections) {
        return of(vertx, random, connections, Optional.empty());
    }

    /**
     * For up to {@code connections} connections at a time. To be closed with {@link #close()}.
     *
     * @param authority PEM file of the CA to believe over https; empty: those that this Java believes
     */
    static ClientEnv of(Vertx vertx, RandomGenerator random, int connections, Optional<Path> authority) {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxConnections(connections)
                .setMaxFrameSize(1 << 20)
                .setMaxMessageSize(16 << 20)
                .setConnectTimeout((int) Connection.WELCOME_WITHIN.toMillis())
                .setClosingTimeout(2)
                .setTcpNoDelay(true);
        // The host name is compared with the certificate, as Vert.x does for WebSockets by itself.
        authority.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        return new ClientEnv(vertx, vertx.createWebSocketClient(options), random, new RecentFrames());
    }

    /** Closes all sockets; done when they are gone. */
    Future<Void> close() {
        return sockets.close();
    }
}
