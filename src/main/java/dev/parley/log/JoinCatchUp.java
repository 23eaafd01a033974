package dev.parley.log;

import dev.parley.wire.Addresses;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.AskInventory;
import dev.parley.wire.NodeMessage.Positions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a node does before it serves: asks every serving node which logs it has and how far, and fetches what this node lacks.
 *
 * <p>Entries that were committed meanwhile come as news from their leaders, so the node is level when nothing that was heard of is missing.
 * Owned by the context of the log verticle.
 */
final class JoinCatchUp {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int PAGE = 5000;
    private static final long LOOK_MILLIS = 50;

    private final Vertx vertx;
    private final NodeBus bus;
    private final LogKeeper keeper;
    private final LogPeers peers;
    private final Duration timeout;

    JoinCatchUp(Vertx vertx, NodeBus bus, LogKeeper keeper, LogPeers peers, Duration timeout) {
        this.vertx = vertx;
        this.bus = bus;
        this.keeper = keeper;
        this.peers = peers;
        this.timeout = timeout;
    }

    /** Completes when nothing that any serving node had is missing here. A node that does not answer is left out, with a line in the log. */
    Future<Void> run() {
        List<Future<Void>> inventories = new ArrayList<>();
        for (NodeId peer : peers.serving()) {
            if (!peer.equals(bus.self())) {
                inventories.add(inventory(peer, "").otherwise(failure -> {
                    LOG.log(Level.WARNING, "no inventory from node={0} cause={1}", peer, failure.getMessage());
                    return null;
                }));
            }
        }
        return Future.join(inventories).compose(done -> {
            Promise<Void> level = Promise.promise();
            look(level);
            return level.future();
        });
    }

    private Future<Void> inventory(NodeId peer, String after) {
        return bus.request(Addresses.log(peer), new AskInventory(after, PAGE), timeout)
                .compose(answer -> {
                    if (!(answer instanceof Positions positions)) {
                        return Future.failedFuture("not an inventory: " + answer);
                    }
                    positions.upTo().forEach((log, end) -> keeper.announced(peer, log, end));
                    return positions.upTo().size() < PAGE
                            ? Future.succeededFuture()
                            : inventory(peer, last(positions).value());
                });
    }

    private static LogId last(Positions positions) {
        return positions.upTo().keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    private void look(Promise<Void> level) {
        if (!keeper.isBehind()) {
            level.complete();
        } else {
            vertx.setTimer(LOOK_MILLIS, timer -> look(level));
        }
    }
}
