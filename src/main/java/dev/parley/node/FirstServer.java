package dev.parley.node;

import dev.parley.metrics.Metrics;
import dev.parley.tls.Https;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the HTTP port from the first moment, before the cluster is joined: {@code /live} is 200, {@code /metrics} tells what there is to tell,
 * everything else is 503.
 *
 * <p>Swarm and Kubernetes hide a node from the name service until its health check is green, and nodes find each other by that
 * name service: a health check that waited for the cluster would wait for ever. When the gateway listens on the same port of the same Vert.x,
 * the two share the socket, and this one can go.
 */
final class FirstServer {

    static final String JOINING = "joining the cluster";

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;

    /** Why the node does not serve. Any thread. */
    private final AtomicReference<String> reason;

    private FirstServer(HttpServer server, AtomicReference<String> reason) {
        this.server = server;
        this.reason = reason;
    }

    /**
     * A port that was free a moment ago. Two servers share a socket of Vert.x only under a number that both were given, so 0 will not do.
     */
    static int freePort(Settings.Web web) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(web.host()))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw StartupFailure.port(web.host(), 0, e);
        }
    }

    /** Listens, or fails with a {@link StartupFailure} that says why it cannot. */
    static Future<FirstServer> listen(Vertx vertx, Settings.Web web, Https https, Metrics metrics) {
        int port = web.port() == 0 ? freePort(web) : web.port();
        AtomicReference<String> reason = new AtomicReference<>(JOINING);
        return vertx.createHttpServer(https.on(new HttpServerOptions()))
                .requestHandler(request -> {
                    if (metrics.isMeant(request)) {
                        metrics.serve(request);
                        return;
                    }
                    boolean isLive = "/live".equals(request.path());
                    request.response()
                            .setStatusCode(isLive ? OK : UNAVAILABLE)
                            .putHeader("content-type", "application/json")
                            .putHeader("connection", "close")
                            .end(isLive ? "{\"live\":true}" : notReady(reason.get()));
                })
                .listen(port, web.host())
                .map(server -> new FirstServer(server, reason))
                .recover(e -> Future.failedFuture(StartupFailure.port(web.host(), web.port(), e)));
    }

    private static String notReady(@Nullable String reason) {
        JsonObject checks = JOINING.equals(reason) ? ReadyChecks.joining() : ReadyChecks.out(String.valueOf(reason));
        return new JsonObject()
                .put("ready", false)
                .put("reason", reason)
                .put("checks", checks)
                .encode();
    }

    /** Gives another reason why the node does not serve than that it joins the cluster. */
    void say(String why) {
        reason.set(why);
    }

    /** The port that is open. */
    int port() {
        return server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }
}
