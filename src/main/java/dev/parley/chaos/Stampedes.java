package dev.parley.chaos;

import dev.parley.load.Crowd;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A node dies that had many clients: all of them come to the others at once. */
final class Stampedes {

    /** The clients spread themselves over 30 s at the most, and the nodes over some more. */
    private static final Duration BACK_WITHIN = Duration.ofMinutes(5);

    private Stampedes() {}

    static void play(Stage stage) {
        TestCluster cluster = stage.cluster();
        String victim = stage.pick(cluster.nodes());
        int size = stage.plan().crowd();
        try (ChaosCrowd crowd = stage.gather(List.of(cluster.url(victim)), size)) {
            int before = crowd.awaitBack(0, Duration.ZERO).nodes().getOrDefault(cluster.url(victim), 0);
            stage.say(before + " of " + size + " clients are on " + victim);
            if (before * 10 < size * 9) {
                stage.problem("not nine of ten came to " + victim + ", so this is no stampede");
            }
            crowd.begin();
            stage.strike("kill -9 under a crowd", List.of(victim), () -> cluster.beginKill(List.of(victim)));
            Crowd.Return back = crowd.awaitBack(before, BACK_WITHIN);
            cluster.awaitEnd(victim);
            judge(stage, victim, before, back);
        }
    }

    private static void judge(Stage stage, String victim, int before, Crowd.Return back) {
        TestCluster cluster = stage.cluster();
        String nodes = cluster.others(victim).stream()
                .map(node -> node + " " + back.nodes().getOrDefault(cluster.url(node), 0))
                .collect(Collectors.joining(", "));
        stage.measured("kill -9 under a crowd", "clients back in their room", back.after());
        stage.say("the crowd is back after " + Spread.of(back.after()).cell() + " ms (half / 95 % / longest of "
                + back.after().size() + "); " + back.crowded() + " times a node said to come again later; now on "
                + nodes);
        if (back.missing() > 0 || back.after().size() < before) {
            stage.problem(
                    back.missing() + " clients of " + victim + " are not back after " + BACK_WITHIN.toSeconds() + " s");
        }
        long taking = cluster.others(victim).stream()
                .filter(node -> back.nodes().getOrDefault(cluster.url(node), 0) > 0)
                .count();
        if (taking < cluster.others(victim).size()) {
            stage.problem("they did not spread over all that are left: " + nodes);
        }
    }
}
