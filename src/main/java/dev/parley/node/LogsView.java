package dev.parley.node;

import dev.parley.log.Logs;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where each log ends on this node's disk, as the JSON of {@code /api/logs}: equal answers of two nodes mean equal histories. Any thread.
 *
 * @param logs of this node
 */
record LogsView(Logs logs) {

    /** Adds {@code /api/logs}; 503 while the archive does not answer. */
    void mount(Router router) {
        router.get("/api/logs")
                .handler(request -> json().onComplete(answer -> {
                    request.response().putHeader("cache-control", "no-store");
                    if (answer.succeeded()) {
                        request.response()
                                .putHeader("content-type", "application/json")
                                .end(answer.result().toBuffer());
                    } else {
                        request.response().setStatusCode(503).end("the archive does not answer");
                    }
                }));
    }

    private Future<JsonObject> json() {
        List<Future<JsonObject>> ends = Stream.concat(
                        Stream.of(LogId.DIRECTORY),
                        logs.directory().rooms().stream().map(room -> LogId.ofRoom(room.id())))
                .map(log -> logs.archived(log).map(end -> end(log, end)))
                .toList();
        return Future.all(ends).map(all -> new JsonObject().put("logs", new JsonArray(all.<JsonObject>list())));
    }

    private static JsonObject end(LogId log, Position at) {
        return new JsonObject()
                .put("log", log.value())
                .put("seq", at.seq())
                .put("digest", at.digest().toString());
    }
}
