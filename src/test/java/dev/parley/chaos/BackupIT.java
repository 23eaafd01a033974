package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.LoadPlan;
import dev.parley.load.LoadReport;
import dev.parley.load.LoadResult;
import dev.parley.load.LoadRun;
import dev.parley.wire.EntryId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/backup.md, step by step, with real nodes under load: a backup while they write, a new node from it, and then everything is lost and comes
 * back.
 */
class BackupIT {

    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final String ROOM = "general";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** What was acknowledged, in this order. Written by the writer, read by the test. */
    private final List<Said> said = new CopyOnWriteArrayList<>();

    private volatile boolean enough;

    private record Said(long seq, String id) {}

    private record Ended(int code, String out, String err) {}

    @AfterEach
    void close() throws InterruptedException {
        await("Vert.x to close", vertx.close(), () -> "");
    }

    @Test
    void shouldBringBackWhatWasAcknowledgedBeforeTheBackup() throws Exception {
        Path backup = Files.createDirectory(folder.resolve("backups")).resolve("parley.db");
        // One person writes as fast as answers come.
        try (TestCluster cluster = TestCluster.of(folder.resolve("nodes"), 3, "--posts-per-second", "1000")) {
            Files.createDirectories(folder.resolve("nodes"));
            cluster.start();
            LoadPlan plan =
                    new LoadPlan(cluster.urls(), 8, 2, 4, 40, 4, 80, Duration.ofHours(1), 20_261_129, Optional.empty());
            LoadRun run = await("the load to begin", LoadRun.start(vertx, plan), cluster::lastLines);
            List<String> rooms = await("sessions in their rooms", run.running(), cluster::lastLines);
            await("the first answers", run.mark("start", rooms, WITHIN), cluster::lastLines);
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(cluster.url("n2")));
            awaitSaid(30, writing, cluster);

            List<Said> before = List.copyOf(said);
            backUp(cluster, backup);
            awaitSaid(said.size() + 30, writing, cluster);
            joinFromBackup(cluster, backup);

            enough = true;
            writing.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
            run.stop();
            LoadResult result = await("the check", run.result(), cluster::lastLines);
            Files.writeString(Path.of("target", "backup.txt"), LoadReport.text(result));
            assertThat(result.isClean()).as(LoadReport.text(result)).isTrue();

            loseEverything(cluster, backup, before);
        }
    }

    /** A backup while the node writes, and a second one that must not take the place of the first. */
    private void backUp(TestCluster cluster, Path backup) {
        Ended made = parley("backup", "--data", cluster.data("n1"), "--to", backup);

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).startsWith("Backup " + backup).endsWith("It is sound.\n");
        assertThat(parley("backup", "--data", cluster.data("n1"), "--to", backup)
                        .code())
                .isEqualTo(4);
        assertThat(parley("verify-archive", "--file", backup).code()).isZero();
        assertThat(Http.ready(cluster.url("n1"))).as("the node goes on").isEmpty();
    }

    /** A node from the backup, in the cluster that has gone on since. */
    private void joinFromBackup(TestCluster cluster, Path backup) {
        restore(cluster, "n4", backup);
        String name = cluster.startNode();
        assertThat(name).isEqualTo("n4");
        cluster.awaitReady();
        cluster.awaitCaughtUp("n4", ROOM);
        List<String> here = ids(cluster, "n4");
        assertThat(here)
                .as("its history is the cluster's")
                .isEqualTo(ids(cluster, "n1").subList(0, here.size()));
    }

    private void loseEverything(TestCluster cluster, Path backup, List<Said> before) {
        JsonObject newest;
        try (Speaker reader = new Speaker(cluster.url("n1"))) {
            newest = reader.position(ROOM);
        }
        cluster.running().forEach(cluster::kill);
        String clusterName = clusterOf(cluster.data("n1"));
        for (String node : cluster.nodes()) {
            delete(cluster.data(node));
        }
        Ended restored =
                parley("restore", "--from", backup, "--data", cluster.data("n1"), "--cluster-name", clusterName);
        assertThat(restored.code()).as(restored.err()).isZero();
        cluster.nodes().forEach(cluster::restart);
        cluster.awaitReady();

        for (String node : cluster.nodes()) {
            List<String> ids = ids(cluster, node);
            before.forEach(one -> assertThat(ids.get((int) one.seq() - 1))
                    .as("entry %d on %s, acknowledged before the backup", one.seq(), node)
                    .isEqualTo(one.id()));
        }
        assertThat(ids(cluster, "n1").size()).as("older than what was read").isLessThan((int)
                (long) newest.getLong("seq"));
        long seq = cluster.say("n3", ROOM, new EntryId(id(999_999)), "we are back");
        for (String node : cluster.nodes()) {
            cluster.awaitCaughtUp(node, ROOM);
            assertThat(ids(cluster, node).get((int) seq - 1)).as("on %s", node).isEqualTo(id(999_999));
        }
        assertReset(cluster, newest);
    }

    /** Somebody who has read further than the backup is told so, and not shown a history that does not follow. */
    private void assertReset(TestCluster cluster, JsonObject newest) {
        try (Speaker reader = new Speaker(cluster.url("n2"))) {
            List<JsonObject> answers = new ArrayList<>();
            Await.until(
                    "a reset for somebody who had read up to " + newest,
                    WITHIN,
                    () -> {
                        JsonObject answer = reader.enterAt(ROOM, newest);
                        answers.add(answer);
                        return "joined".equals(answer.getString("t")) ? "" : "he is asked to wait";
                    },
                    answers::toString);
            JsonObject joined = answers.get(answers.size() - 1);
            assertThat(joined.getBoolean("reset")).as("%s", joined).isTrue();
            assertThat(answers.subList(0, answers.size() - 1))
                    .as("only asked to come again")
                    .allMatch(answer -> answer.getInteger("code") == 133);
        }
    }

    private void write(String url) {
        try (Speaker speaker = new Speaker(url)) {
            for (int number = 1; !enough; number++) {
                String id = id(number);
                said.add(new Said(speaker.say(ROOM, id, "message " + number), id));
            }
        }
    }

    private static String id(int number) {
        return "%026d".formatted(number);
    }

    private void awaitSaid(int count, CompletableFuture<Void> writing, TestCluster cluster) {
        Await.until(
                count + " acknowledged messages",
                WITHIN,
                () -> {
                    // Who writes may have been refused: then there is nothing to wait for.
                    writing.getNow(null);
                    return said.size() >= count ? "" : said.size() + " so far";
                },
                cluster::lastLines);
    }

    private static List<String> ids(TestCluster cluster, String node) {
        try (Speaker reader = new Speaker(cluster.url(node))) {
            return reader.all(ROOM).stream().map(entry -> entry.getString("id")).toList();
        }
    }

    private void restore(TestCluster cluster, String node, Path backup) {
        Ended restored = parley(
                "restore",
                "--from",
                backup,
                "--data",
                folder.resolve("nodes").resolve(node),
                "--cluster-name",
                clusterOf(cluster.data("n1")));
        assertThat(restored.code()).as(restored.err()).isZero();
    }

    private static String clusterOf(Path data) {
        try {
            return new JsonObject(Files.readString(data.resolve("parley.json"))).getString("cluster-name");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path data) {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ended parley(Object... words) {
        List<String> options = Stream.of(words).map(Object::toString).toList();
        try (Program program = Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, options))) {
            int code = program.awaitEnd(WITHIN);
            return new Ended(code, program.out(), program.err());
        }
    }

    private static <T> T await(String what, Future<T> future, Supplier<String> more) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(what + ": " + e + "\n" + more.get(), e);
        }
    }
}
