package dev.parley.chaos;

import java.time.Duration;
import java.util.List;

/** Planned stops. */
final class Stops {

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

    /** As in ops/kubernetes; docker-stack.yml waits longer. */
    private static final Duration SERVED = Duration.ofSeconds(10);

    private Stops() {}

    static void one(Stage stage) {
        stop(stage, stage.cluster().awaitLeader(stage.pick(stage.rooms())));
    }

    static void rolling(Stage stage) {
        for (String node : stage.shuffled(stage.cluster().nodes())) {
            stop(stage, node);
            stage.cluster().restart(node);
            stage.cluster().awaitReady(WHOLE_WITHIN);
        }
    }

    /** The same at the pace of an orchestrator, which lets a node serve for a while before it goes on. */
    static void update(Stage stage) {
        for (String node : stage.shuffled(stage.cluster().nodes())) {
            stop(stage, node);
            stage.cluster().restart(node);
            stage.cluster().awaitReady(WHOLE_WITHIN);
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
