package dev.parley.sim;

import dev.parley.wire.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The way of messages from node to node: in order for each pair, with delays, and with whatever the profile has go wrong. */
final class SimNetwork {

    private record Pair(NodeId from, NodeId to) {}

    private final SimCluster cluster;
    private final Map<Pair, Long> lastArrival = new HashMap<>();

    SimNetwork(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** Sends something; it happens on the receiver, if it gets there. */
    void send(NodeId from, NodeId to, Consumer<SimNode> receive) {
        if (from.equals(to)) {
            deliver(from, to, 20, receive);
            return;
        }
        SimProfile profile = cluster.profile();
        SimRandom random = cluster.random();
        if (random.chance(profile.drop())) {
            cluster.trace().note(from, () -> "LOST a message to " + to);
            return;
        }
        long delay = random.tailed(100, 1_500) + (random.chance(profile.slow()) ? random.between(1, 3_000_000) : 0);
        deliver(from, to, delay, receive);
        if (random.chance(profile.twice())) {
            deliver(from, to, delay + random.between(0, 2_000), receive);
        }
    }

    private void deliver(NodeId from, NodeId to, long delayMicros, Consumer<SimNode> receive) {
        SimClock clock = cluster.clock();
        Pair pair = new Pair(from, to);
        long at = Math.max(clock.nowMicros() + delayMicros, lastArrival.getOrDefault(pair, 0L) + 1);
        lastArrival.put(pair, at);
        clock.after(at - clock.nowMicros(), () -> {
            SimNode node = cluster.life(to);
            if (node != null && cluster.reaches(from, to)) {
                node.run(() -> receive.accept(node));
            }
        });
    }
}
