package dev.parley.sim;

import dev.parley.wire.NodeId;
import java.util.function.Consumer;
import java.util.function.Function;

/** Questions from node to node, with a deadline: exactly one of answer and failure comes back, unless the asker is gone. */
final class SimRequests {

    private final SimCluster cluster;

    SimRequests(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** Asks; the answer is worked out on the other node, after a moment in which its disk is read. */
    <T> void ask(
            SimNode asker,
            NodeId to,
            long timeoutMillis,
            Function<SimNode, T> work,
            Consumer<T> answered,
            Runnable failed) {
        boolean[] isOver = {false};
        cluster.network()
                .send(
                        asker.id(),
                        to,
                        there -> there.after(cluster.random().between(20, 2_000), () -> {
                            T answer = work.apply(there);
                            cluster.network().send(to, asker.id(), back -> {
                                if (!isOver[0]) {
                                    isOver[0] = true;
                                    answered.accept(answer);
                                }
                            });
                        }));
        asker.after(timeoutMillis * 1000, () -> {
            if (!isOver[0]) {
                isOver[0] = true;
                failed.run();
            }
        });
    }
}
