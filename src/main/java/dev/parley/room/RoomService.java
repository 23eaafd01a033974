package dev.parley.room;

import dev.parley.leader.Leadership;
import dev.parley.log.LogPeers;
import dev.parley.log.Logs;
import dev.parley.log.Tails;
import dev.parley.wire.Callers;
import dev.parley.wire.Command;
import dev.parley.wire.NodeBus;
import dev.parley.wire.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Sequencing and routing of one node: the working {@link Rooms}. */
public final class RoomService implements Rooms {

    private final Vertx vertx;
    private final RoomVerticle verticle;

    private RoomService(Vertx vertx, RoomVerticle verticle) {
        this.vertx = vertx;
        this.verticle = verticle;
    }

    /**
     * What sequencing works with.
     *
     * @param bus the way to other nodes
     * @param logs this node's logs
     * @param tails the grid
     * @param leadership who leads what
     * @param peers what must be known of the cluster
     */
    public record Surroundings(NodeBus bus, Logs logs, Tails tails, Leadership leadership, LogPeers peers) {}

    /** Begins to sequence what this node leads and to route what it is given; completes when the event bus carries its address. */
    public static Future<RoomService> deploy(Vertx vertx, Surroundings with, RoomConfig config) {
        RoomVerticle verticle = new RoomVerticle(
                new Sequencers.Surroundings(
                        vertx, with.bus(), with.logs(), with.tails(), with.leadership(), with.peers()),
                config);
        return vertx.deployVerticle(verticle).map(id -> new RoomService(vertx, verticle));
    }

    @Override
    public Future<Outcome> submit(Command command) {
        Promise<Outcome> promise = Callers.promise(vertx);
        verticle.owner().runOnContext(turn -> verticle.submit(command, promise));
        return promise.future();
    }

    /** How this node leads and routes. Any thread. */
    public RoomCounts counts() {
        return verticle.counts();
    }

    /** Orphans of this node have become entries again. Any thread. */
    void orphansReturned(int entries) {
        verticle.orphansReturned(entries);
    }

    /** The roster changed: acknowledgements that waited for a node that is gone need not wait for the next tick. Any thread. */
    public void membersChanged() {
        verticle.owner().runOnContext(turn -> verticle.refreshMembers());
    }
}
