package dev.parley.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Faults of one or two nodes at a time, in an order that nobody thought of. */
final class RandomMix {

    private RandomMix() {}

    /** What can happen to one node. */
    private enum Move {
        KILL,
        STOP,
        PAUSE,
        CUT_OFF,
        PARTITION,
        DEAF;

        private static final List<Move> WITH_NETWORK = List.of(values());
        private static final List<Move> WITHOUT = List.of(KILL, STOP, PAUSE);

        void of(String node, TestCluster cluster) {
            switch (this) {
                case KILL -> cluster.kill(node);
                case STOP -> cluster.stop(node);
                case PAUSE -> cluster.pause(node);
                case CUT_OFF -> cluster.cutOff(node);
                case PARTITION -> cluster.partition(List.of(node), cluster.others(node));
                case DEAF -> cluster.others(node).forEach(other -> cluster.cut(other, node));
            }
        }
    }

    static void play(Stage stage) {
        long until = System.nanoTime() + stage.plan().duration().toNanos();
        while (System.nanoTime() < until) {
            Set<String> touched = new TreeSet<>();
            move(stage, touched);
            while (stage.random().nextInt(3) == 0
                    && touched.size() < stage.cluster().nodes().size()) {
                move(stage, touched);
            }
            stage.settle();
        }
    }

    private static void move(Stage stage, Set<String> touched) {
        TestCluster cluster = stage.cluster();
        String node = stage.pick(
                cluster.nodes().stream().filter(name -> !touched.contains(name)).toList());
        Move move = stage.pick(stage.hasNetwork() ? Move.WITH_NETWORK : Move.WITHOUT);
        Duration time = stage.millis(200, 12_000);
        touched.add(node);
        stage.say(move + " of " + node + ", then " + time.toMillis() + " ms");
        move.of(node, cluster);
        stage.hold(time);
    }
}
