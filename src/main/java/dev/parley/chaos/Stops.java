package dev.parley.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Planned stops. */
final class Stops {

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

    /** As in ops/kubernetes; docker-stack.yml waits longer. */
    private static final Duration SERVED = Duration.ofSeconds(10);

    private Stops() {}

    static void one(Stage stage) {
        String node = stage.cluster().awaitLeader(stage.pick(stage.rooms()));
        stop(stage, node);
        start(stage, node);
    }

    static void rolling(Stage stage) {
        for (String node : stage.shuffled(stage.cluster().nodes())) {
            stop(stage, node);
            start(stage, node);
        }
    }

    /** The same at the pace of an orchestrator, which lets a node serve for a while before it goes on. */
    static void update(Stage stage) {
        for (String node : stage.shuffled(stage.cluster().nodes())) {
            stop(stage, node);
            start(stage, node);
            Await.until(
                    node + " has been there for " + SERVED,
                    WHOLE_WITHIN,
                    () -> Http.cluster(stage.cluster().url(node))
                            .flatMap(ClusterViews::youngest)
                            .map(age -> age.compareTo(SERVED) >= 0 ? "" : age.toString())
                            .orElse("no view"),
                    stage.cluster()::lastLines);
        }
    }

    /** Apart from the stop: a node that comes takes processors and leaders, and that is felt too. */
    private static void start(Stage stage, String node) {
        TestCluster cluster = stage.cluster();
        stage.strike(
                "start after it",
                List.of(node),
                Map.of(),
                () -> cluster.restart(node),
                () -> cluster.awaitReady(WHOLE_WITHIN));
    }

    private static void stop(Stage stage, String node) {
        TestCluster cluster = stage.cluster();
        stage.strike("SIGTERM", List.of(node), () -> cluster.beginStop(node));
        int code = cluster.awaitEnd(node);
        // 143: Java's way to say that SIGTERM ended it.
        if (code != 0 && code != 143) {
            stage.problem(node + " ended with " + code + " after SIGTERM");
        }
    }
}
