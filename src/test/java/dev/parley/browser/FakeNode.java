package dev.parley.browser;

import dev.parley.gateway.Assets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import java.util.ArrayList;
import java.util.List;

/** One HTTP server of the fake chat. It keeps its port over crashes. Owned by the event loop of {@link FakeChat}. */
final class FakeNode {

    final String name;
    int port;
    String state = "gone";
    long since;
    /** The half-open case: the socket is there, and nothing passes. */
    boolean isDeaf;
    /** In the smaller part of a split: {@code read-only}. */
    String mode = "read-write";

    private int lives;
    private final FakeChat chat;
    private final List<HttpConnection> connections = new ArrayList<>();
    private HttpServer server;

    FakeNode(FakeChat chat, String name) {
        this.chat = chat;
        this.name = name;
    }

    /** Another one after each start, like that of a real node. */
    String id() {
        return name + '-' + lives;
    }

    Future<?> start(Vertx vertx, Assets assets) {
        lives++;
        isDeaf = false;
        since = System.currentTimeMillis();
        var router = Router.router(vertx);
        router.route("/chat/websocket").handler(request -> {
            if (chat.blocksWebSockets) {
                request.fail(403);
            } else {
                request.next();
            }
        });
        router.route("/chat/*").handler(BodyHandler.create());
        router.route("/chat/*")
                .subRouter(SockJSHandler.create(vertx).socketHandler(socket -> new FakeSession(chat, this, socket)));
        router.get("/api/cluster").handler(request -> json(request, chat.report(this)));
        new FakeAdministration(chat, this).mount(router);
        router.get("/live").handler(request -> json(request, new JsonObject().put("live", true)));
        router.route("/test/*").handler(StaticHandler.create("js"));
        assets.mount(router);
        server = vertx.createHttpServer().connectionHandler(connections::add).requestHandler(router);
        return server.listen(port, "127.0.0.1").onSuccess(listening -> {
            port = listening.actualPort();
            state = "ready";
            chat.tellNodes();
        });
    }

    private static void json(RoutingContext request, JsonObject answer) {
        request.response().putHeader("Access-Control-Allow-Origin", "*").putHeader("Cache-Control", "no-store");
        request.json(answer);
    }

    /** The process is gone, without a word. */
    Future<?> crash() {
        state = "gone";
        connections.forEach(HttpConnection::close);
        connections.clear();
        return server.close().onComplete(closed -> chat.forget(this));
    }

    JsonObject json() {
        return new JsonObject()
                .put("node", id())
                .put("name", name)
                .put("version", "0.1.0")
                .putNull("url")
                .put("port", port)
                .put("since", since)
                .put("sessions", chat.sessionsAt(this))
                .put("state", state)
                .put("ready", state.equals("ready"))
                .put("reason", state.equals("ready") ? null : state)
                .put("demo", true)
                .put("messagesPerSecond", 12.4)
                .put("deliveriesPerSecond", 310.5)
                .put("lag", 0)
                .put("waitingBytes", 2_048);
    }
}
