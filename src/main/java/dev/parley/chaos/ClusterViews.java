package dev.parley.chaos;

import dev.parley.wire.LogId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what {@code /api/cluster} says. */
final class ClusterViews {

    private ClusterViews() {}

    /** What a view lacks to be that of a whole cluster of these nodes: all ready, nobody else, a leader for every shard. */
    static String notWhole(JsonObject view, Set<String> names) {
        Set<String> ready = ready(view);
        int all = objects(view, "nodes").size();
        if (!ready.equals(names) || all != ready.size()) {
            return "ready " + ready + " of " + all + ", running " + names;
        }
        Set<String> ids = objects(view, "nodes").stream()
                .map(node -> node.getString("node"))
                .collect(Collectors.toSet());
        long led = objects(view, "leaders").stream()
                .filter(leader -> ids.contains(leader.getString("node")))
                .count();
        return led == LogId.SHARDS ? "" : led + " of " + LogId.SHARDS + " shards are led";
    }

    /** The names of the nodes that are ready. */
    static Set<String> ready(JsonObject view) {
        Set<String> ready = new HashSet<>();
        for (JsonObject node : objects(view, "nodes")) {
            if ("ready".equals(node.getString("state"))) {
                ready.add(node.getString("name"));
            }
        }
        return ready;
    }

    /** The node that leads the shard of a room; empty when nobody is known. */
    static Optional<String> leader(JsonObject view, String room) {
        int shard = LogId.ofRoom(room).shard();
        Map<String, String> names = objects(view, "nodes").stream()
                .collect(Collectors.toMap(node -> node.getString("node"), node -> node.getString("name")));
        return objects(view, "leaders").stream()
                .filter(leader -> leader.getInteger("shard") == shard)
                .map(leader -> leader.getString("node"))
                .filter(names::containsKey)
                .map(names::get)
                .findFirst();
    }

    /** The node that has been in the cluster longest. */
    static Optional<String> oldest(JsonObject view) {
        return objects(view, "nodes").stream()
                .min(Comparator.comparing(node -> node.getLong("since")))
                .map(node -> node.getString("name"));
    }

    /** For how long the youngest node has been there; empty when there is none. */
    static Optional<Duration> youngest(JsonObject view) {
        return objects(view, "nodes").stream()
                .map(node -> Duration.ofMillis(System.currentTimeMillis() - node.getLong("since")))
                .min(Comparator.naturalOrder());
    }

    /** How long ago a node was heard by the one that was asked; empty when that one does not know it. */
    static Optional<Duration> silence(JsonObject view, String name) {
        return objects(view, "nodes").stream()
                .filter(node -> name.equals(node.getString("name")))
                .map(node -> Duration.ofMillis(node.getLong("heartbeatAge")))
                .findFirst();
    }

    private static List<JsonObject> objects(JsonObject from, String field) {
        JsonArray array = from.getJsonArray(field, new JsonArray());
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
