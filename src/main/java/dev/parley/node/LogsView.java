package dev.parley.node;

import dev.parley.log.Logs;
import dev.parley.wire.Clocks;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/logs}: where each log ends on this node's own disk, so that two nodes can be compared from outside.
 *
 * <p>Everybody may ask, and an answer costs the archive thousands of reads that repair and history wait for. So the disk is asked for one
 * answer at a time, and not again while that one is new. Any thread.
 */
final class LogsView {

    /** How old an answer may be. */
    static final long FRESH_MILLIS = 1_000;

    private static final int LIMIT = 10_000;

    private final Supplier<Future<Map<LogId, LogEnd>>> inventory;
    private final LongSupplier clock;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile @Nullable Answer newest;

    /** An answer, and when it came. */
    private record Answer(String text, long atMillis) {}

    /**
     * @param logs this node's logs
     */
    LogsView(Logs logs) {
        this(() -> logs.inventory("", LIMIT), Clocks::monotonicMillis);
    }

    LogsView(Supplier<Future<Map<LogId, LogEnd>>> inventory, LongSupplier clock) {
        this.inventory = inventory;
        this.clock = clock;
    }

    /** Adds {@code /api/logs}; 503 while the archive does not answer, or is being asked already. */
    void mount(Router router) {
        router.get("/api/logs").handler(request -> {
            request.response().putHeader("cache-control", "no-store");
            answer().ifPresentOrElse(
                            answer -> tell(request, answer),
                            () -> request.response()
                                    .setStatusCode(503)
                                    .putHeader("retry-after", "1")
                                    .end("somebody else asks just now"));
        });
    }

    private static void tell(RoutingContext request, Future<String> answer) {
        answer.onSuccess(text -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(text))
                .onFailure(failure -> request.response().setStatusCode(503).end("the archive does not answer"));
    }

    /** What to answer; empty: the archive is being asked for somebody else. */
    Optional<Future<String>> answer() {
        Answer last = newest;
        if (last != null && clock.getAsLong() - last.atMillis() < FRESH_MILLIS) {
            return Optional.of(Future.succeededFuture(last.text()));
        }
        if (!isAsking.compareAndSet(false, true)) {
            return Optional.empty();
        }
        return Optional.of(inventory.get().map(LogsView::json).onComplete(done -> {
            if (done.succeeded()) {
                newest = new Answer(done.result(), clock.getAsLong());
            }
            isAsking.set(false);
        }));
    }

    private static String json(Map<LogId, LogEnd> ends) {
        JsonArray array = new JsonArray();
        new TreeMap<>(ends).forEach((log, end) -> array.add(end(log, end)));
        return new JsonObject().put("logs", array).encode();
    }

    private static JsonObject end(LogId log, LogEnd end) {
        return new JsonObject()
                .put("log", log.value())
                .put("seq", end.seq())
                .put("term", end.term())
                .put("digest", end.at().digest().toString());
    }
}
