package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A disk that fails in fsync under a node that serves. */
final class SyncFaults {

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    /** What the archive says of it, and what the kernel makes the JVM say when a mapped page cannot be had. */
    private static final List<String> TOLD = List.of("SQLITE_IOERR", "SIGBUS", "InternalError");

    private static final int LINE = 300;

    private SyncFaults() {}

    /** The others go on. The node must say what is wrong, must acknowledge nothing with that disk, and is started again by an operator. */
    static void play(Stage stage) {
        TestCluster cluster = stage.cluster();
        // The one whose own disk must have what it acknowledges.
        String victim = cluster.awaitLeader(stage.pick(stage.rooms()));
        Path folder = cluster.data(victim);
        int before = cluster.lines(victim).size();
        stage.strike(
                "fsync fails",
                List.of(victim),
                Map.of(),
                () -> stage.lyingDisks().fail(folder),
                () -> {});
        String missing = Await.look(
                TOLD_WITHIN,
                Duration.ofSeconds(1),
                () -> told(cluster, victim, before).isEmpty() ? "nothing" : "");
        if (missing.isEmpty()) {
            stage.say(victim + " says: " + told(cluster, victim, before));
        } else {
            stage.problem(victim + " did not say within " + TOLD_WITHIN.toSeconds() + " s that its disk fails\n"
                    + cluster.lastLines());
        }
        stage.hold(stage.millis(4_000, 8_000));
        stage.lyingDisks().mend(folder);
        stage.say("the disk of " + victim + " is replaced by one that works, with what was on it");
        if (cluster.exitCode(victim).isEmpty()) {
            cluster.stop(victim, STOPS_WITHIN);
        }
        cluster.restart(victim);
        DiskFaults.awaitBackOrRefused(stage, victim, "a failed fsync");
    }

    private static String told(TestCluster cluster, String node, int after) {
        List<String> lines = cluster.lines(node);
        return lines.subList(Math.min(after, lines.size()), lines.size()).stream()
                .filter(line -> TOLD.stream().anyMatch(line::contains))
                .findFirst()
                .map(line -> line.substring(0, Math.min(line.length(), LINE)))
                .orElse("");
    }
}
