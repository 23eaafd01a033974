package dev.parley.log;

import dev.parley.wire.Addresses;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.AskInventory;
import dev.parley.wire.NodeMessage.Ends;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node does when the others know that it is ready: asks every node that serves which logs it has and how far, and fetches what was
 * committed between {@link Reconcile} and then, of which nobody sent it news.
 *
 * <p>Entries that are committed meanwhile come as news from their leaders, so the node is level when nothing that was heard of is missing.
 * Owned by the context of the log verticle.
 */
final class JoinCatchUp {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int PAGE = 5000;
    private static final long LOOK_MILLIS = 50;
    private static final int TRIES = 4;

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

    /**
     * Completes when nothing that any serving node had is missing here. A node that does not answer is left out, with a line in the log.
     *
     * <p>A fetch that fails is forgotten, so what was heard of is compared with what is here at the end, and if need be everybody is asked again.
     */
    Future<Void> run() {
        Map<LogId, LogEnd> heard = new HashMap<>();
        List<Future<Void>> inventories = new ArrayList<>();
        for (NodeId peer : peers.serving()) {
            if (!peer.equals(bus.self())) {
                inventories.add(inventory(peer, TRIES, heard).otherwise(failure -> {
                    LOG.log(Level.WARNING, "event=no-inventory node={0} cause={1}", peer, failure.getMessage());
                    return null;
                }));
            }
        }
        return Future.join(inventories)
                .compose(done -> {
                    Promise<Void> level = Promise.promise();
                    look(level);
                    return level.future();
                })
                .compose(done -> keeper.holds(heard) ? Future.succeededFuture() : pause().compose(over -> run()));
    }

    /** A peer that tells of entries and does not give them must not be asked without end in every turn of the loop. */
    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(LOOK_MILLIS, timer -> over.complete());
        return over.future();
    }

    /** Asks again while the peer is there: if it is dead it will be gone by then, and if it only hangs it may be the one that has everything. */
    private Future<Void> inventory(NodeId peer, int tries, Map<LogId, LogEnd> heard) {
        return inventory(peer, "", heard)
                .recover(failure -> tries > 1 && peers.present().contains(peer)
                        ? inventory(peer, tries - 1, heard)
                        : Future.failedFuture(failure));
    }

    private Future<Void> inventory(NodeId peer, String after, Map<LogId, LogEnd> heard) {
        return bus.request(Addresses.log(peer), new AskInventory(after, PAGE), timeout)
                .compose(answer -> {
                    if (!(answer instanceof Ends ends)) {
                        return Future.failedFuture("not an inventory: " + answer);
                    }
                    ends.upTo().forEach((log, end) -> {
                        keeper.known(peer, log, end.at());
                        heard.merge(log, end, (one, other) -> one.at().isAfter(other.at()) ? one : other);
                    });
                    return ends.upTo().size() < PAGE
                            ? Future.succeededFuture()
                            : inventory(peer, last(ends).value(), heard);
                });
    }

    private static LogId last(Ends ends) {
        return ends.upTo().keySet().stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    private void look(Promise<Void> level) {
        if (!keeper.isBehind()) {
            level.complete();
        } else {
            vertx.setTimer(LOOK_MILLIS, timer -> look(level));
        }
    }
}
