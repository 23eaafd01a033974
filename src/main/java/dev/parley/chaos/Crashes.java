package dev.parley.chaos;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Processes that die without a word. */
final class Crashes {

    private static final Duration ALONE = Duration.ofSeconds(5);

    private Crashes() {}

    static void leader(Stage stage) {
        kill(stage, List.of(stage.cluster().awaitLeader(stage.pick(stage.rooms()))));
    }

    static void other(Stage stage) {
        Map<String, Long> leads = stage.rooms().stream()
                .map(stage.cluster()::awaitLeader)
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        String victim = stage.cluster().nodes().stream()
                .min(Comparator.comparing(node -> leads.getOrDefault(node, 0L)))
                .orElseThrow();
        kill(stage, List.of(victim));
    }

    static void oldest(Stage stage) {
        kill(stage, List.of(stage.cluster().oldest()));
    }

    /** The one that is left serves alone for a while; under {@code majority} it must not, until another one is back. */
    static void allButOne(Stage stage) {
        List<String> order = stage.shuffled(stage.cluster().nodes());
        List<String> victims = order.subList(1, order.size());
        if (stage.policy() == Policy.MAJORITY) {
            crash(stage, victims, victims);
        } else {
            kill(stage, victims);
            stage.hold(ALONE);
        }
    }

    static void all(Stage stage) {
        List<String> nodes = stage.cluster().nodes();
        crash(stage, nodes, stage.shuffled(nodes));
    }

    private static void kill(Stage stage, List<String> victims) {
        TestCluster cluster = stage.cluster();
        stage.strike(victims.size() == 1 ? "kill -9" : "kill -9 at once", victims, () -> cluster.beginKill(victims));
        victims.forEach(cluster::awaitEnd);
    }

    /** Too many die for the others to go on, and come back in an order; measured from the crash on. */
    private static void crash(Stage stage, List<String> victims, List<String> back) {
        TestCluster cluster = stage.cluster();
        List<Duration> pauses = back.stream().map(node -> stage.millis(0, 1500)).toList();
        stage.strike("kill -9 at once", victims, Map.of(), () -> cluster.beginKill(victims), () -> {
            victims.forEach(cluster::awaitEnd);
            stage.say("started again in this order: " + back);
            for (int i = 0; i < back.size(); i++) {
                stage.hold(pauses.get(i));
                cluster.restart(back.get(i));
            }
        });
    }
}
