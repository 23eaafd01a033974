package dev.parley.sim;

import dev.parley.wire.NodeId;
import java.util.function.BiConsumer;
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
        askLater(asker, to, timeoutMillis, (there, reply) -> reply.accept(work.apply(there)), answered, failed);
    }

    /** The same where the other node answers when it has done something. */
    <T> void askLater(
            SimNode asker,
            NodeId to,
            long timeoutMillis,
            BiConsumer<SimNode, Consumer<T>> work,
            Consumer<T> answered,
            Runnable failed) {
        boolean[] isOver = {false};
        Consumer<SimNode> asked = there -> there.after(
                cluster.random().between(20, 2_000),
                () -> work.accept(
                        there,
                        answer -> cluster.network().send(to, asker.id(), back -> {
                            if (!isOver[0]) {
                                isOver[0] = true;
                                answered.accept(answer);
                            }
                        })));
        cluster.network().send(asker.id(), to, asked);
        asker.after(timeoutMillis * 1000, () -> {
            if (!isOver[0]) {
                isOver[0] = true;
                failed.run();
            }
        });
    }
}
