package dev.parley.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Wall clocks that jump under load, and nodes that start with a wrong one. */
final class ClockFaults {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);
    /** What Hazelcast says of jumps, for the story: each counted in the log of every node. */
    private static final List<String> SAID = List.of(
            "MonitorInvocationsTask delayed",
            "Resetting heartbeat timestamps",
            "Ignoring heartbeat from",
            "Suspecting Member");

    private ClockFaults() {}

    static void play(Stage stage) {
        TestCluster cluster = stage.cluster();
        String leader = cluster.awaitLeader(stage.pick(stage.rooms()));
        String oldest = cluster.oldest();
        jumps(stage, leader);
        jumps(stage, oldest);
        startsWrong(stage, HOUR);
        startsWrong(stage, HOUR.negated());
        SAID.forEach(words -> stage.say("\"" + words + "\": " + counted(cluster, words)));
    }

    private static Map<String, Long> counted(TestCluster cluster, String words) {
        return cluster.nodes().stream()
                .collect(java.util.stream.Collectors.toMap(
                        node -> node,
                        node -> cluster.lines(node).stream()
                                .filter(line -> line.contains(words))
                                .count(),
                        Long::sum,
                        java.util.TreeMap::new));
    }

    /** An hour forward, two hours back, and right again. */
    private static void jumps(Stage stage, String victim) {
        jump(stage, victim, "a clock an hour forward", HOUR);
        jump(stage, victim, "a clock two hours back", HOUR.negated());
        jump(stage, victim, "a clock right again", Duration.ZERO);
    }

    private static void jump(Stage stage, String victim, String fault, Duration ahead) {
        // Nobody has to miss anybody.
        stage.strike(fault, List.of(victim), Map.of(), () -> stage.setClock(victim, ahead), () -> {});
        // Longer than a node may be silent: who lost heartbeats by it would be missed by now.
        stage.hold(stage.millis(7_000, 10_000));
    }

    /** Of two nodes the terms, the times of messages and of membership differ by an hour; then the wrong one is set right. */
    private static void startsWrong(Stage stage, Duration ahead) {
        TestCluster cluster = stage.cluster();
        String victim = stage.pick(cluster.nodes());
        String fault = ahead.isNegative() ? "a start an hour behind" : "a start an hour ahead";
        stage.strike(fault, List.of(victim), Map.of(), () -> {}, () -> {
            cluster.stop(victim);
            stage.clocks().set(victim, ahead);
            cluster.restart(victim);
            cluster.awaitReady(WHOLE_WITHIN);
        });
        stage.awaitClock(victim, ahead);
        stage.hold(stage.millis(3_000, 6_000));
        jump(stage, victim, "a clock right again", Duration.ZERO);
        // Its age in the cluster was told by the wrong clock; the next to ask for the oldest node must not be misled.
        cluster.stop(victim);
        cluster.restart(victim);
        cluster.awaitReady(WHOLE_WITHIN);
    }
}
