package dev.parley.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Writes a result down, for a person or for a program. */
public final class LoadReport {

    private LoadReport() {}

    /** A plain table. */
    public static String text(LoadResult result) {
        LoadPlan plan = result.plan();
        Verdict verdict = result.verdict();
        StringBuilder out = new StringBuilder();
        line(out, "sessions", "%d in %d rooms, %d write", plan.sessions(), plan.rooms(), plan.writers());
        line(out, "seed", "%d", plan.seed());
        line(out, "wrote for", "%.1f s", seconds(result.wrote()));
        line(out, "acknowledged", "%d, %.0f a second", verdict.acked(), result.perSecond(verdict.acked()));
        line(out, "delivered", "%d, %.0f a second", verdict.deliveries(), result.perSecond(verdict.deliveries()));
        spread(out, "acknowledged after", result.latency());
        spread(out, "writers' longest wait", result.stalls());
        line(out, "longest wait of all", "%.1f ms", millis(result.longestStall()));
        line(out, "connections lost", "%d", result.disconnects());
        if (result.notOffered() > 0) {
            line(out, "not offered", "%d", result.notOffered());
        }
        result.errors().forEach((code, count) -> line(out, "error " + code.wireName(), "%d", count));
        result.recoveries().forEach(recovery -> line(out, "recovery", "%s", recovery));
        result.answers().forEach(waits -> waits(out, "slowest in each room", waits));
        result.receptions().forEach(waits -> waits(out, "readers' longest wait", waits));
        if (verdict.resets() > 0) {
            line(out, "resets", "%d", verdict.resets());
        }
        line(out, "logs compared on", "%s", String.join(", ", result.nodesRead()));
        for (Violation violation : Violation.values()) {
            line(out, Verdict.name(violation), "%d", verdict.count(violation));
            Verdict.Found found = verdict.found().get(violation);
            if (found != null) {
                found.examples()
                        .forEach(example -> out.append("    ").append(example).append('\n'));
            }
        }
        result.problems().forEach(problem -> line(out, "problem", "%s", problem));
        line(out, "verdict", "%s", result.isClean() ? "clean" : "NOT CLEAN");
        return out.toString();
    }

    /** The same as one JSON object; durations are in milliseconds. */
    public static JsonObject json(LoadResult result) {
        Verdict verdict = result.verdict();
        JsonObject violations = new JsonObject();
        JsonObject examples = new JsonObject();
        for (Violation violation : Violation.values()) {
            String name = Verdict.name(violation).replace(' ', '-');
            violations.put(name, verdict.count(violation));
            Verdict.Found found = verdict.found().get(violation);
            if (found != null) {
                examples.put(name, new JsonArray(found.examples()));
            }
        }
        JsonObject errors = new JsonObject();
        result.errors().forEach((code, count) -> errors.put(code.wireName(), count));
        JsonArray recoveries = new JsonArray();
        result.recoveries()
                .forEach(recovery -> recoveries.add(new JsonObject()
                        .put("what", recovery.what())
                        .put("firstMillis", millis(recovery.first()))
                        .put("lastMillis", millis(recovery.last()))));
        return new JsonObject()
                .put("clean", result.isClean())
                .put("plan", plan(result.plan()))
                .put("healing", result.healing().wireName())
                .put("wroteMillis", millis(result.wrote()))
                .put("posted", verdict.posted())
                .put("acked", verdict.acked())
                .put("ackedPerSecond", result.perSecond(verdict.acked()))
                .put("deliveries", verdict.deliveries())
                .put("deliveriesPerSecond", result.perSecond(verdict.deliveries()))
                .put("resets", verdict.resets())
                .put("latency", spread(result.latency()))
                .put("writerStalls", spread(result.stalls()))
                .put("longestStallMillis", millis(result.longestStall()))
                .put("recoveries", recoveries)
                .put("receptions", waits(result.receptions()))
                .put("answers", waits(result.answers()))
                .put("errors", errors)
                .put("disconnects", result.disconnects())
                .put("notOffered", result.notOffered())
                .put("nodesRead", new JsonArray(result.nodesRead()))
                .put("violations", violations)
                .put("examples", examples)
                .put("problems", new JsonArray(result.problems()));
    }

    private static JsonObject plan(LoadPlan plan) {
        return new JsonObject()
                .put("urls", new JsonArray(plan.urls()))
                .put("sessions", plan.sessions())
                .put("rooms", plan.rooms())
                .put("writers", plan.writers())
                .put("rate", plan.rate())
                .put("open", plan.open())
                .put("size", plan.size())
                .put("durationMillis", millis(plan.duration()))
                .put("seed", plan.seed());
    }

    private static JsonArray waits(List<Waits> all) {
        JsonArray array = new JsonArray();
        all.forEach(waits -> array.add(new JsonObject()
                .put("what", waits.what())
                .put("count", waits.count())
                .put("p50Millis", millis(waits.half()))
                .put("p95Millis", millis(waits.p95()))
                .put("maxMillis", millis(waits.max()))));
        return array;
    }

    private static void waits(StringBuilder out, String name, Waits waits) {
        line(
                out,
                name,
                "%s: %d, half %.1f, 95 %% %.1f, longest %.1f ms",
                waits.what(),
                waits.count(),
                millis(waits.half()),
                millis(waits.p95()),
                millis(waits.max()));
    }

    private static JsonObject spread(LoadResult.Spread spread) {
        return new JsonObject()
                .put("count", spread.count())
                .put("meanMillis", millis(spread.mean()))
                .put("p50Millis", millis(spread.half()))
                .put("p99Millis", millis(spread.p99()))
                .put("p999Millis", millis(spread.p999()))
                .put("maxMillis", millis(spread.max()));
    }

    private static void spread(StringBuilder out, String name, LoadResult.Spread spread) {
        line(
                out,
                name,
                "half %.1f, 99 %% %.1f, 99.9 %% %.1f, longest %.1f ms",
                millis(spread.half()),
                millis(spread.p99()),
                millis(spread.p999()),
                millis(spread.max()));
    }

    private static void line(StringBuilder out, String name, String format, Object... values) {
        out.append(String.format(Locale.ROOT, "%-22s ", name));
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
