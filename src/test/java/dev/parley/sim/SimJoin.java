package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node does before it serves: asks every serving node which logs it has, fetches what is missing, and then declares itself ready. */
final class SimJoin {

    private static final long FIRST_LOOK_MICROS = 300_000;
    private static final long LOOK_MICROS = 50_000;
    private static final long GIVE_UP_MILLIS = 20_000;
    private static final int TRIES = 4;

    private final SimCluster cluster;
    private final SimNode node;
    private final Map<LogId, Position> heard = new HashMap<>();
    private int open;
    private long beganMillis;

    SimJoin(SimCluster cluster, SimNode node) {
        this.cluster = cluster;
        this.node = node;
    }

    /** Begins once the first beats of the others were heard. */
    void begin() {
        node.after(FIRST_LOOK_MICROS, () -> {
            beganMillis = node.now();
            askAll();
        });
    }

    private void askAll() {
        heard.clear();
        List<NodeId> peers =
                node.present().stream().filter(peer -> !peer.equals(node.id())).toList();
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
                        there -> there.state() == Member.State.READY
                                ? there.disk().inventory()
                                : Map.of(),
                        (Map<LogId, Position> ends) -> {
                            ends.forEach((log, end) -> {
                                node.logs().announced(peer, log, end);
                                heard.merge(log, end, (one, other) -> one.isAfter(other) ? one : other);
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
        boolean isDone = open == 0 && !node.logs().isBehind();
        if (isDone && !node.logs().holds(heard)) {
            askAll();
            return;
        }
        if (isDone || node.now() - beganMillis > GIVE_UP_MILLIS) {
            if (node.state() == Member.State.READY) {
                node.open();
            } else if (cluster.reconcile().isGivenUp(node)) {
                cluster.reconcile().rejoin(node);
            } else {
                // Once more when it is known as ready, because until then nobody sent it news.
                node.declare(Member.State.READY);
                beganMillis = node.now();
                askAll();
            }
        } else {
            node.after(LOOK_MICROS, this::look);
        }
    }
}
