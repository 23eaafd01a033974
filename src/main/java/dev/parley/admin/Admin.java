package dev.parley.admin;

import dev.parley.cluster.Roster;
import dev.parley.log.LogReader;
import dev.parley.room.Rooms;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.function.Supplier;

/** Administration of one node, and through it of all: the door of this package. Any thread may call. */
public final class Admin {

    private final Vertx vertx;
    private final Surroundings with;
    private final AdminVerticle verticle;
    private final AdminApi api;

    /**
     * What administration works with.
     *
     * @param roster the nodes
     * @param rooms takes the hash of a new token
     * @param log tells the hash that counts
     * @param steering what can be done with this node
     * @param source where the token comes from
     */
    public record Surroundings(Roster roster, Rooms rooms, LogReader log, Steering steering, TokenSource source) {}

    private Admin(Vertx vertx, Surroundings with, AdminVerticle verticle) {
        this.vertx = vertx;
        this.with = with;
        this.verticle = verticle;
        Supplier<Optional<String>> hash = with.source() instanceof TokenSource.Brought brought
                ? () -> Optional.of(brought.hash())
                : () -> with.log().directory().adminToken();
        this.api = new AdminApi(with.roster(), verticle, new Gatekeeper(hash));
    }

    /**
     * Begins to take orders from other nodes.
     *
     * @param vertx the clustered Vert.x of the node
     * @return completes when other nodes can reach this one
     */
    public static Future<Admin> deploy(Vertx vertx, Surroundings with) {
        AdminVerticle verticle = new AdminVerticle(with.roster(), with.steering());
        return vertx.deployVerticle(verticle).map(id -> new Admin(vertx, with, verticle));
    }

    /** Sees to it from now on that there is a token; when the node serves. */
    public void begin() {
        if (with.source() instanceof TokenSource.Agreed agreed) {
            verticle.run(() -> new TokenKeeper(vertx, with.rooms(), with.log(), agreed.folder()).start());
        }
    }

    /** Adds {@code /api/admin}. */
    public void mount(Router router) {
        api.mount(router);
    }

    /** How a node is, as it told within the last seconds; asks all nodes anew, once a second at the most. */
    public Optional<Vitals> vitals(NodeId node) {
        return verticle.vitals(node);
    }
}
