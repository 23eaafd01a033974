package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node does before it serves: reconciles, declares itself ready, fetches what was committed meanwhile, lets clients in. */
final class SimJoin {

    private static final long FIRST_LOOK_MICROS = 300_000;
    private static final long LOOK_MICROS = 50_000;
    private static final int TRIES = 4;

    private final SimCluster cluster;
    private final SimNode node;
    private final SimReconcile reconcile;
    private final SimOrphans orphans;
    private final Map<LogId, LogEnd> heard = new HashMap<>();
    private int open;

    SimJoin(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
        reconcile = new SimReconcile(cluster, node, this::ready);
        orphans = new SimOrphans(cluster, node);
    }

    SimReconcile reconcile() {
        return reconcile;
    }

    /** Begins once the first beats of the others were heard, or not. */
    void begin() {
        node.after(cluster.random().between(50_000, FIRST_LOOK_MICROS), reconcile::tick);
    }

    /** Until it is known as ready nobody sends it news, so what was committed meanwhile is fetched now. */
    private void ready() {
        node.declare(Member.State.READY);
        askAll();
    }

    private void askAll() {
        heard.clear();
        List<NodeId> peers =
                node.ready().stream().filter(peer -> !peer.equals(node.id())).toList();
        open = peers.size();
        peers.forEach(peer -> ask(peer, TRIES));
        look();
    }

    private void ask(NodeId peer, int tries) {
        cluster.requests()
                .ask(
                        node,
                        peer,
                        2_000,
                        there -> there.disk().inventory(),
                        (Map<LogId, LogEnd> ends) -> {
                            ends.forEach((log, end) -> {
                                node.logs().known(peer, log, end.at());
                                heard.merge(log, end, (one, other) -> one.at().isAfter(other.at()) ? one : other);
                            });
                            open--;
                        },
                        () -> {
                            if (tries > 1 && node.knows(peer)) {
                                ask(peer, tries - 1);
                            } else {
                                open--;
                            }
                        });
    }

    private void look() {
        if (open > 0 || node.logs().isBehind()) {
            node.after(LOOK_MICROS, this::look);
        } else if (!node.logs().holds(heard)) {
            node.after(LOOK_MICROS, this::askAll);
        } else {
            node.open();
            orphans.begin();
        }
    }
}
