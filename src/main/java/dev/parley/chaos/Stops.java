package dev.parley.chaos;

import java.time.Duration;
import java.util.List;

/** Planned stops. */
final class Stops {

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

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
