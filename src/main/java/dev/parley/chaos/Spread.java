package dev.parley.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** How some durations are spread, in milliseconds; each figure is one of them. */
record Spread(List<Long> sorted) {

    static Spread of(Collection<Duration> durations) {
        return new Spread(durations.stream().map(Duration::toMillis).sorted().toList());
    }

    /** What this part of all, 0 to 1, does not exceed; 0 of nothing. */
    long quantile(double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.max(0, Math.ceil(part * sorted.size()) - 1));
    }

    /** Half, 95 %, longest, as one cell of a table. */
    String cell() {
        return sorted.isEmpty() ? "—" : quantile(0.5) + " / " + quantile(0.95) + " / " + quantile(1);
    }

    JsonObject json() {
        return new JsonObject()
                .put("count", sorted.size())
                .put("p50Millis", quantile(0.5))
                .put("p95Millis", quantile(0.95))
                .put("maxMillis", quantile(1));
    }
}
