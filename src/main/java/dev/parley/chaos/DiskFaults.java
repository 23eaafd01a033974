package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Disks that are full, read-only, or have lost or spoilt what was on them. */
final class DiskFaults {

    private static final String ARCHIVE = "archive.db";
    private static final int PAGE = 4096;
    /** The exit code of a node that cannot use its data folder. */
    private static final int REFUSES = 4;

    private static final String OPENED = "event=archive-opened";
    private static final String CHECKED = "event=archive-checked";
    private static final String SOUND = " faults=0 ";
    private static final String TROUBLE = "event=archive-trouble";

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);

    private DiskFaults() {}

    static void missing(Stage stage) {
        harm(stage, "archive deleted", folder -> Folders.removeFiles(folder, ARCHIVE));
    }

    static void truncated(Stage stage) {
        harm(stage, "archive cut in half", folder -> Folders.truncate(folder.resolve(ARCHIVE)));
    }

    static void garbage(Stage stage) {
        byte[] page = new byte[PAGE];
        stage.random().nextBytes(page);
        harm(stage, "a page of garbage", folder -> {
            Path archive = folder.resolve(ARCHIVE);
            long pages = Math.max(2, Folders.size(archive) / PAGE);
            // Not the first, without which nobody would take the file for a database.
            Folders.overwrite(archive, (1 + stage.random().nextLong(pages - 1)) * PAGE, page);
        });
    }

    /** A node comes back with a spoilt disk: it serves what is true, or it says what is wrong and ends. */
    private static void harm(Stage stage, String fault, Consumer<Path> spoil) {
        TestCluster cluster = stage.cluster();
        String victim = stage.pick(cluster.nodes());
        stage.strike(fault, List.of(victim), Map.of(), () -> {}, () -> {
            cluster.stop(victim);
            spoil.accept(cluster.data(victim));
            cluster.restart(victim);
        });
        awaitBackOrRefused(stage, victim, fault);
    }

    /** A node that was started on a disk that suffered serves, or has said what is wrong and ended; then its archive is taken away. */
    static void awaitBackOrRefused(Stage stage, String victim, String fault) {
        TestCluster cluster = stage.cluster();
        Await.until(
                victim + " back, or ended with " + REFUSES,
                WHOLE_WITHIN,
                () -> cluster.exitCode(victim).isPresent() ? "" : Http.ready(cluster.url(victim)),
                cluster::lastLines);
        if (cluster.exitCode(victim).isEmpty()) {
            stage.say(victim + " has come back by itself");
            awaitChecked(stage, victim);
            return;
        }
        int code = cluster.exitCode(victim).getAsInt();
        List<String> lines = cluster.lines(victim);
        stage.say(victim + " ended with " + code + ": " + (lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
        if (code != REFUSES) {
            stage.problem(victim + " ended with " + code + " and not with " + REFUSES + " after: " + fault);
        }
        stage.say("the archive of " + victim + " is taken away, as an operator would");
        Folders.removeFiles(cluster.data(victim), ARCHIVE);
    }

    /**
     * Damage may lie where nobody reads for long. The node's own check in the background finds it: then the node says so, leaves if it cannot read, and waits for
     * an operator to take the archive away.
     */
    private static void awaitChecked(Stage stage, String victim) {
        TestCluster cluster = stage.cluster();
        Await.until(
                "the check of everything in the archive of " + victim,
                WHOLE_WITHIN,
                () -> verdict(cluster, victim).isPresent() ? "" : "neither " + CHECKED + " nor " + TROUBLE,
                cluster::lastLines);
        verdict(cluster, victim).filter(line -> !line.contains(SOUND)).ifPresent(line -> {
            stage.say(victim + " found damage while it served: " + line.replaceFirst(" stack=.*", ""));
            cluster.stop(victim);
            stage.say("the archive of " + victim + " is taken away, as an operator would");
            Folders.removeFiles(cluster.data(victim), ARCHIVE);
        });
    }

    /** The first line in which a node says how the archive is that it opened last. */
    private static Optional<String> verdict(TestCluster cluster, String node) {
        List<String> lines = cluster.lines(node);
        int opened = 0;
        for (int i = 0; i < lines.size(); i++) {
            opened = lines.get(i).contains(OPENED) ? i : opened;
        }
        return lines.stream()
                .skip(opened)
                .filter(line -> line.contains(CHECKED) || line.contains(TROUBLE))
                .findFirst();
    }

    static void full(Stage stage) {
        // The one whose own disk must have what it acknowledges.
        String victim = stage.cluster().awaitLeader(stage.pick(stage.rooms()));
        Path folder = stage.cluster().data(victim);
        Duration time = stage.millis(8_000, 12_000);
        stage.strike("disk full", List.of(victim), Map.of(), () -> stage.disks().fill(folder), () -> {
            stage.hold(time);
            stage.disks().free(folder);
        });
    }

    static void readOnly(Stage stage) {
        TestCluster cluster = stage.cluster();
        String victim = stage.pick(cluster.nodes());
        Path folder = cluster.data(victim);
        stage.strike("a read-only disk", List.of(victim), Map.of(), () -> {}, () -> {
            cluster.stop(victim);
            stage.disks().makeReadOnly(folder);
            cluster.restart(victim);
        });
        int code = cluster.awaitEnd(victim);
        List<String> lines = cluster.lines(victim);
        stage.say(victim + " ended with " + code + ": " + (lines.isEmpty() ? "" : lines.get(lines.size() - 1)));
        if (code != REFUSES) {
            stage.problem(victim + " ended with " + code + " and not with " + REFUSES + " on a read-only disk");
        }
    }
}
