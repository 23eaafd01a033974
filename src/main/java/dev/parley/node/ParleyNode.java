package dev.parley.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.InstantSource;

/**
 * One running node: its data folder is held and its port is open. It serves no rooms; every request is answered with
 * 503. Any thread.
 */
public final class ParleyNode {

    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final DataFolder folder;
    private final HttpServer server;

    private ParleyNode(Vertx vertx, DataFolder folder, HttpServer server) {
        this.vertx = vertx;
        this.folder = folder;
        this.server = server;
    }

    /** Starts a node. Fails with a {@link StartupFailure} if the folder or the port cannot be had; then nothing stays open. */
    public static Future<ParleyNode> start(Settings settings) {
        Vertx vertx = Vertx.vertx();
        // Without a context: the closed Vert.x below could not complete a future that is bound to one of its loops.
        Promise<ParleyNode> started = Promise.promise();
        vertx.executeBlocking(() ->
                        DataFolder.open(settings.data(), settings.cluster().name(), InstantSource.system()))
                .compose(folder -> listen(vertx, settings.web())
                        .map(server -> new ParleyNode(vertx, folder, server))
                        .onFailure(e -> folder.close()))
                .onSuccess(started::complete)
                .onFailure(e -> vertx.close().onComplete(closed -> started.fail(e)));
        return started.future();
    }

    private static Future<HttpServer> listen(Vertx vertx, Settings.Web web) {
        return vertx.createHttpServer()
                .requestHandler(
                        request -> request.response().setStatusCode(UNAVAILABLE).end())
                .listen(web.port(), web.host())
                .recover(e -> Future.failedFuture(StartupFailure.port(web.host(), web.port(), e)));
    }

    /** Stops serving and gives the folder up. */
    public Future<Void> stop() {
        return vertx.close().onComplete(closed -> folder.close());
    }

    /** The port that is really open. */
    public int port() {
        return server.actualPort();
    }
}
