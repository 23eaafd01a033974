package dev.parley.admin;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How a node is, as it tells by itself.
 *
 * @param reason why it does not serve; null: it does
 * @param isDemo whether it may be killed over the network
 * @param messagesPerSecond entries that became readable on it, over the last seconds: what the whole cluster says
 * @param deliveriesPerSecond entries that it sent to its clients, over the last seconds
 * @param lag entries that are known to exist and are not on its disk yet
 * @param waitingBytes JSON of entries that wait for its disk
 */
public record Vitals(
        @Nullable String reason,
        boolean isDemo,
        double messagesPerSecond,
        double deliveriesPerSecond,
        long lag,
        long waitingBytes) {

    /** The form on the event bus and in {@code /api/cluster}. */
    public JsonObject json() {
        return new JsonObject()
                .put("ready", reason == null)
                .put("reason", reason)
                .put("demo", isDemo)
                .put("messagesPerSecond", rounded(messagesPerSecond))
                .put("deliveriesPerSecond", rounded(deliveriesPerSecond))
                .put("lag", lag)
                .put("waitingBytes", waitingBytes);
    }

    /** Reads {@link #json()}. */
    static Vitals of(JsonObject json) {
        return new Vitals(
                json.getString("reason"),
                json.getBoolean("demo", false),
                json.getDouble("messagesPerSecond", 0.0),
                json.getDouble("deliveriesPerSecond", 0.0),
                json.getLong("lag", 0L),
                json.getLong("waitingBytes", 0L));
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * 10) / 10.0;
    }
}
