package dev.parley.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One event loop of the gateway: its HTTP server, its routes, its {@link Loop}. */
final class GatewayVerticle extends VerticleBase {

    private static final int CLOSING_SECONDS = 5;
    /** What all sockets together may take to close when the server ends; with nobody silent it is milliseconds. */
    private static final int PARTING_SECONDS = 2;
    /** The parts of a path like {@code /chat/000/session/xhr}, with the empty one before the first slash. */
    private static final int SESSION_PATH = 5;

    private final GatewayConfig config;
    private final Services services;
    private final Hub hub;
    private final int listenPort;
    private final IntConsumer onListening;
    private @Nullable HttpServer server;

    /**
     * One of the instances that listen together.
     *
     * @param listenPort the port; negative: one that is free, the same for all who give this number
     * @param onListening gets the real port
     */
    GatewayVerticle(GatewayConfig config, Services services, Hub hub, int listenPort, IntConsumer onListening) {
        this.config = config;
        this.services = services;
        this.hub = hub;
        this.listenPort = listenPort;
        this.onListening = onListening;
    }

    @Override
    public Future<?> start() {
        Loop loop = new Loop(vertx, config, services, hub);
        loop.start();
        hub.add(loop);
        return vertx.createHttpServer(options())
                .requestHandler(router(loop))
                .listen(listenPort, config.host())
                .onSuccess((HttpServer listening) -> {
                    server = listening;
                    onListening.accept(listening.actualPort());
                });
    }

    /**
     * Closes what is left, and gives both ends of each socket a moment to part in order. A server that is closed without it leaves its sockets
     * to whoever ends the event loops; in the middle of the closing words of a WebSocket those stay open as long as the process, seen from
     * the other end too.
     */
    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(PARTING_SECONDS, TimeUnit.SECONDS);
    }

    private HttpServerOptions options() {
        int idleSeconds = (int) config.patience().idle().toSeconds() + 30;
        HttpServerOptions options = new HttpServerOptions()
                .setTcpNoDelay(true)
                // For the page. Every connection would keep a compressor of its own for WebSockets, so those go
                // without.
                .setCompressionSupported(true)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(config.limits().frameBytes())
                .setMaxWebSocketMessageSize(config.limits().frameBytes())
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                // The last resort for connections without a session, and for those that take nothing in; sessions are
                // closed sooner.
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(idleSeconds)
                .setWriteIdleTimeout(idleSeconds);
        return config.secrecy().https().on(options);
    }

    private Router router(Loop loop) {
        Router router = Router.router(vertx);
        router.route().handler(config.secrecy()::ask);
        // Before SockJS, which has this address too: only a real WebSocket tells when the socket has taken in what was
        // written.
        router.route(HttpMethod.GET, "/chat/websocket").handler(ctx -> upgrade(loop, ctx));
        for (String path : new String[] {"/chat/*", "/live", "/ready"}) {
            router.route(path).handler(GatewayVerticle::uncompressed);
        }
        router.get("/live").handler(ctx -> answer(ctx, 200, new JsonObject().put("live", true)));
        router.get("/ready").handler(this::ready);
        router.route("/chat/*").handler(config.secrecy()::guardCookies);
        router.post("/chat/*")
                .handler(BodyHandler.create(false)
                        .setBodyLimit(2L * config.limits().frameBytes()));
        router.route("/chat/*").handler(this::toItsLoop);
        router.route("/chat/*").subRouter(sockJs(loop));
        services.mounts().forEach(mount -> mount.accept(router));
        return router;
    }

    /**
     * SockJS for clients whose proxy lets no WebSocket through.
     *
     * <p>No origin is checked: who somebody is follows from the token in their hello and never from a cookie, so a foreign page that
     * connects is nobody but itself. JSESSIONID is only for proxies that keep a session on one node.
     */
    private Router sockJs(Loop loop) {
        SockJSHandlerOptions options = new SockJSHandlerOptions()
                .setRegisterWriteHandler(false)
                // For browsers without anything newer, which the page does not run in; it would load a script from
                // elsewhere.
                .addDisabledTransport("HTML_FILE")
                .addDisabledTransport("JSON_P")
                .setLibraryURL("/");
        return SockJSHandler.create(vertx, options)
                .socketHandler(socket -> SockTransport.connect(
                        hub.here(loop), socket, config.limits().frameBytes()));
    }

    /**
     * Goes on with the request on the event loop of its SockJS session, which follows from the session's name.
     *
     * <p>The requests of one session come in on connections of different loops, and the session of Vert.x is not made for that: two loops that
     * meet in it lose messages. A WebSocket is one connection and stays where it is.
     */
    private void toItsLoop(RoutingContext ctx) {
        String[] path = ctx.request().path().split("/", -1);
        boolean hasSession = path.length == SESSION_PATH && !path[SESSION_PATH - 1].equals("websocket");
        if (hub.loops() < config.eventLoops()) {
            answer(ctx, 503, new JsonObject().put("error", "starting"));
        } else if (hasSession) {
            if (!path[SESSION_PATH - 1].equals("xhr_send")) {
                // Vert.x closes the connection after each poll or stream; a client that is not told uses it once more,
                // in vain.
                ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            hub.loopFor(path[SESSION_PATH - 2]).context().runOnContext(v -> ctx.next());
        } else {
            ctx.next();
        }
    }

    private static void upgrade(Loop loop, RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            answer(ctx, 400, new JsonObject().put("error", "This address speaks WebSocket only."));
            return;
        }
        request.toWebSocket().onSuccess(socket -> RawTransport.connect(loop, socket));
    }

    private void ready(RoutingContext ctx) {
        Optional<String> obstacle = switch (hub.state()) {
            case STARTING -> Optional.of(services.readiness().obstacle().orElse("starting"));
            case DRAINING -> Optional.of(services.readiness().obstacle().orElse("stopping"));
            case OPEN -> services.readiness().obstacle();
        };
        JsonObject body = new JsonObject().put("ready", obstacle.isEmpty());
        obstacle.ifPresent(reason -> body.put("reason", reason));
        boolean isOpen = hub.state() == Hub.State.OPEN;
        body.put(
                "checks",
                services.readiness()
                        .checks()
                        .put(
                                "sessions",
                                new JsonObject()
                                        .put("ok", isOpen)
                                        .put("sentence", sentence(hub.state()))
                                        .put("sessions", hub.sessions())));
        answer(ctx, obstacle.isEmpty() ? 200 : 503, body);
    }

    private static String sentence(Hub.State state) {
        return switch (state) {
            case STARTING -> "No sessions are taken yet.";
            case OPEN -> "Sessions are taken.";
            case DRAINING -> "No more sessions are taken; those that are here are asked to move.";
        };
    }

    private static void answer(RoutingContext ctx, int status, JsonObject body) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }

    /** A stream of small messages gains nothing by gzip, and pays for each of them. */
    private static void uncompressed(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        ctx.next();
    }
}
