package dev.parley.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Nodes that live and do not hear each other. */
final class Splits {

    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final int SHORTEST_MILLIS = 8_000;
    private static final int LONGEST_MILLIS = 15_000;
    private static final Duration BAD = Duration.ofSeconds(15);
    private static final Network.Trouble TROUBLE = new Network.Trouble(5, 20);
    private static final int FLAPS = 10;

    private Splits() {}

    static void pause(Stage stage) {
        String victim = stage.pick(stage.cluster().nodes());
        lasting(
                PAUSE,
                stage,
                () -> stage.strike(
                        "SIGSTOP", List.of(victim), () -> stage.cluster().pause(victim)));
        stage.say("SIGCONT of " + victim);
    }

    static void partition(Stage stage) {
        List<String> order = stage.shuffled(stage.cluster().nodes());
        int size = (order.size() - 1) / 2;
        List<String> side = order.subList(0, size);
        List<String> other = order.subList(size, order.size());
        lasting(
                stage.millis(SHORTEST_MILLIS, LONGEST_MILLIS),
                stage,
                () -> stage.strike(
                        "partition",
                        side,
                        apart(side, other),
                        () -> stage.cluster().partition(side, other),
                        () -> {}));
    }

    static void cutOff(Stage stage) {
        alone("cut off, also from clients,", stage, stage.cluster()::cutOff);
    }

    static void oneWay(Stage stage) {
        TestCluster cluster = stage.cluster();
        alone(
                "deaf ears for what is sent",
                stage,
                victim -> cluster.others(victim).forEach(other -> cluster.cut(victim, other)));
    }

    /** Of a node that cannot be asked itself only the others are asked. */
    private static void alone(String fault, Stage stage, Consumer<String> cut) {
        String victim = stage.pick(stage.cluster().nodes());
        lasting(
                stage.millis(SHORTEST_MILLIS, LONGEST_MILLIS),
                stage,
                () -> stage.strike(fault, List.of(victim), () -> cut.accept(victim)));
    }

    static void flapping(Stage stage) {
        TestCluster cluster = stage.cluster();
        String victim = stage.pick(cluster.nodes());
        stage.strike("a flapping link", List.of(victim), Map.of(), () -> {}, () -> {
            for (int i = 0; i < FLAPS; i++) {
                cluster.partition(List.of(victim), cluster.others(victim));
                stage.hold(stage.millis(300, 2000));
                cluster.heal();
                stage.hold(stage.millis(300, 2000));
            }
        });
    }

    static void badLinks(Stage stage) {
        TestCluster cluster = stage.cluster();
        lasting(
                BAD,
                stage,
                () -> stage.strike("bad links", cluster.nodes(), Map.of(), () -> cluster.impair(TROUBLE), () -> {}));
    }

    /** Every node of each side has to miss the whole other side. */
    private static Map<String, Set<String>> apart(Collection<String> side, Collection<String> other) {
        Map<String, Set<String>> noticing = new LinkedHashMap<>();
        side.forEach(node -> noticing.put(node, Set.copyOf(other)));
        other.forEach(node -> noticing.put(node, Set.copyOf(side)));
        return noticing;
    }

    /** Lets the fault last this long, of which measuring it is a part. */
    private static void lasting(Duration time, Stage stage, Runnable fault) {
        long until = System.nanoTime() + time.toNanos();
        fault.run();
        stage.hold(Duration.ofNanos(until - System.nanoTime()));
    }
}
