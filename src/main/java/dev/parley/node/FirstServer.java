package dev.parley.node;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;

/**
 * Holds the HTTP port from the first moment, before the cluster is joined: {@code /live} is 200, everything else is 503.
 *
 * <p>Swarm and Kubernetes hide a node from the name service until its health check is green, and nodes find each other by that
 * name service: a health check that waited for the cluster would wait for ever. When the gateway listens on the same port of the same Vert.x,
 * the two share the socket, and this one can go.
 */
final class FirstServer {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;

    private FirstServer(HttpServer server) {
        this.server = server;
    }

    /** Listens, or fails with a {@link StartupFailure} that says why it cannot. */
    static Future<FirstServer> listen(Vertx vertx, Settings.Web web) {
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    boolean isLive = "/live".equals(request.path());
                    request.response()
                            .setStatusCode(isLive ? OK : UNAVAILABLE)
                            .putHeader("content-type", "application/json")
                            .putHeader("connection", "close")
                            .end(isLive ? "{\"live\":true}" : "{\"ready\":false,\"reason\":\"joining the cluster\"}");
                })
                .listen(web.port(), web.host())
                .map(FirstServer::new)
                .recover(e -> Future.failedFuture(StartupFailure.port(web.host(), web.port(), e)));
    }

    /** The port that is open. */
    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }
}
