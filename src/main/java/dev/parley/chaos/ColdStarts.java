package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The whole cluster is stopped and comes back, with disks that differ. */
final class ColdStarts {

    private static final Duration LATE = Duration.ofSeconds(10);
    private static final Duration ONWARDS = Duration.ofSeconds(3);
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

    private ColdStarts() {}

    /**
     * Four cold starts. The node whose disk suffers stops first: what it had is on another disk too, which the last of all, alone and
     * acknowledging by itself, could not say.
     */
    static void play(Stage stage) {
        TestCluster cluster = stage.cluster();
        again("cold start in another order", stage, first -> {});
        stage.settle();

        againWithOneLate(stage);
        stage.settle();

        again("cold start with one empty disk", stage, first -> Folders.empty(cluster.data(first)));
        stage.settle();

        Path copy = cluster.data("older-copy");
        String older = stage.pick(cluster.nodes());
        cluster.stop(older);
        Folders.copy(cluster.data(older), copy);
        cluster.restart(older);
        cluster.awaitReady(WHOLE_WITHIN);
        stage.hold(ONWARDS);
        List<String> rest = stage.shuffled(cluster.others(older));
        again("cold start with an older copy of one archive", stage, older, rest, first -> {
            Folders.copy(copy, cluster.data(first));
            Folders.remove(copy);
        });
    }

    /** Something that happens to the disk of the node that stopped first, while none runs. */
    private interface Harm {
        void to(String first);
    }

    private static void again(String fault, Stage stage, Harm harm) {
        List<String> order = stage.shuffled(stage.cluster().nodes());
        again(fault, stage, order.get(0), order.subList(1, order.size()), harm);
    }

    private static void again(String fault, Stage stage, String first, List<String> rest, Harm harm) {
        TestCluster cluster = stage.cluster();
        List<String> back = stage.shuffled(cluster.nodes());
        stage.strike(fault + ", " + first + " stopped first,", back, Map.of(), () -> {}, () -> {
            cluster.stop(first);
            rest.forEach(cluster::stop);
            harm.to(first);
            start(stage, back);
        });
    }

    private static void againWithOneLate(Stage stage) {
        TestCluster cluster = stage.cluster();
        List<String> stops = stage.shuffled(cluster.nodes());
        List<String> back = stage.shuffled(cluster.nodes());
        String late = back.get(back.size() - 1);
        stage.strike("cold start with " + late + " late,", back, Map.of(), () -> {}, () -> {
            stops.forEach(cluster::stop);
            start(stage, back.subList(0, back.size() - 1));
            stage.hold(LATE);
            start(stage, List.of(late));
        });
    }

    private static void start(Stage stage, List<String> nodes) {
        stage.say("started in this order: " + nodes);
        for (String node : nodes) {
            stage.cluster().restart(node);
            stage.hold(stage.millis(0, 2000));
        }
    }
}
