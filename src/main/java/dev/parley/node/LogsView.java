package dev.parley.node;

import dev.parley.log.Logs;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.TreeMap;

/**
 * {@code /api/logs}: where each log ends on this node's own disk, so that two nodes can be compared from outside.
 *
 * @param logs this node's logs
 */
record LogsView(Logs logs) {

    private static final int LIMIT = 10_000;

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
        return logs.inventory("", LIMIT).map(ends -> {
            JsonArray array = new JsonArray();
            new TreeMap<>(ends).forEach((log, end) -> array.add(end(log, end)));
            return new JsonObject().put("logs", array);
        });
    }

    private static JsonObject end(LogId log, LogEnd end) {
        return new JsonObject()
                .put("log", log.value())
                .put("seq", end.seq())
                .put("term", end.term())
                .put("digest", end.at().digest().toString());
    }
}
