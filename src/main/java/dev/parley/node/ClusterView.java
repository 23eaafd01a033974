package dev.parley.node;

import dev.parley.admin.Vitals;
import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.leader.Leadership;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.wire.Clocks;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node sees it, as the JSON of {@code /api/cluster}. Any thread.
 *
 * @param settings of this node
 * @param roster who is there
 * @param leadership who leads what
 * @param vitals what nodes told about themselves a moment ago
 * @param names names of nodes that were ever seen, because elections speak of nodes that are gone
 */
record ClusterView(
        Settings settings,
        Roster roster,
        Leadership leadership,
        Function<NodeId, Optional<Vitals>> vitals,
        Map<NodeId, String> names) {

    /** Adds {@code /api/cluster}. */
    void mount(Router router) {
        router.get("/api/cluster")
                .handler(request -> request.response()
                        .putHeader("cache-control", "no-store")
                        .putHeader("access-control-allow-origin", "*")
                        .putHeader("content-type", "application/json")
                        .end(json().toBuffer()));
    }

    JsonObject json() {
        Map<NodeId, Integer> leads = new HashMap<>();
        JsonArray leaders = new JsonArray();
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            Led led = leadership.leaderOf(shard);
            if (led != null) {
                leads.merge(led.node(), 1, Integer::sum);
                leaders.add(new JsonObject()
                        .put("shard", shard)
                        .put("node", led.node().value())
                        .put("term", led.term()));
            }
        }
        JsonArray nodes = new JsonArray();
        for (Member member : roster.members()) {
            names.put(member.id(), member.name());
            nodes.add(node(member)
                    .put("leads", leads.getOrDefault(member.id(), 0))
                    .put("heartbeatAge", member.beatAgeMillis()));
        }
        JsonArray elections = new JsonArray();
        leadership.elections().forEach(election -> elections.add(election(election)));
        return new JsonObject()
                .put("node", roster.self().value())
                .put("clusterName", settings.cluster().name())
                .put("policy", settings.cluster().policy().name().toLowerCase(Locale.ROOT))
                .put("shards", LogId.SHARDS)
                .put("now", Clocks.wallMillis())
                .put("nodes", nodes)
                .put("leaders", leaders)
                .put("elections", elections);
    }

    private JsonObject node(Member member) {
        JsonObject json = vitals.apply(member.id()).map(Vitals::json).orElseGet(JsonObject::new);
        return json.put("node", member.id().value())
                .put("name", member.name())
                .put("version", member.version())
                .put("url", member.url())
                .put("port", member.port())
                .put("since", member.sinceMillis())
                .put("sessions", member.sessions())
                .put("state", member.state().name().toLowerCase(Locale.ROOT));
    }

    private JsonObject election(Election election) {
        NodeId from = election.from();
        return new JsonObject()
                .put("at", election.atMillis())
                .put("shard", election.shard())
                .put("term", election.term())
                .put("from", from == null ? null : from.value())
                .put("fromName", name(from))
                .put("to", election.to().value())
                .put("toName", name(election.to()))
                .put("reason", election.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("millis", election.durationMillis());
    }

    private @Nullable String name(@Nullable NodeId node) {
        return node == null ? null : names.get(node);
    }
}
