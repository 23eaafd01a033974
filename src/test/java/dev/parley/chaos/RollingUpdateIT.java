package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.load.LoadPlan;
import dev.parley.load.LoadReport;
import dev.parley.load.LoadResult;
import dev.parley.load.LoadRun;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An update one node at a time, from an older build to this one and back, under judged load. {@code ./parley rolling-test COMMIT} builds the
 * older jar and runs this; without {@code -Dparley.old-jar} it is skipped.
 */
class RollingUpdateIT {

    private static final Duration WITHIN = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterEach
    void close() throws InterruptedException {
        await("Vert.x to close", vertx.close(), () -> "");
    }

    @Test
    void shouldUpdateOneNodeAtATimeAndGoBack() throws Exception {
        String named = System.getProperty("parley.old-jar", "");
        assumeTrue(!named.isEmpty(), "no older jar: run ./parley rolling-test COMMIT, or set -Dparley.old-jar=PATH");
        Path older = Path.of(named);
        assertThat(older).isRegularFile();
        List<String> story = new ArrayList<>();
        try (TestCluster cluster = TestCluster.of(folder, 3)) {
            cluster.nodes().forEach(node -> cluster.runFrom(node, older));
            cluster.start();
            LoadPlan plan = new LoadPlan(
                    cluster.urls(), 12, 3, 6, 40, 4, 80, Duration.ofHours(1), 20_261_129, Optional.empty());
            LoadRun run = await("the load to begin", LoadRun.start(vertx, plan), cluster::lastLines);
            List<String> rooms = await("sessions in their rooms", run.running(), cluster::lastLines);
            await("the first answers", run.mark("all older", rooms, WITHIN), cluster::lastLines);

            for (String node : cluster.nodes()) {
                change(cluster, node, Jars.path());
                await("answers", run.mark(node + " updated", rooms, WITHIN), cluster::lastLines);
                story.add(node + " updated");
            }
            for (String node : cluster.nodes()) {
                story.add(goBack(cluster, node, older));
                await("answers", run.mark(node + " went back", rooms, WITHIN), cluster::lastLines);
            }
            run.stop();
            LoadResult result = await("the check", run.result(), cluster::lastLines);

            String report = LoadReport.text(result) + String.join("\n", story) + "\n";
            Files.writeString(Path.of("target", "rolling-update.txt"), report);
            System.out.println(report);
            assertThat(result.isClean())
                    .as("%s\n%s", report, cluster.lastLines())
                    .isTrue();
            assertThat(result.verdict().acked()).isPositive();
            for (String node : cluster.nodes()) {
                assertThat(cluster.lines(node))
                        .as("nobody got anything that could not be read, on %s", node)
                        .noneMatch(line -> line.contains("node-message-unreadable")
                                || line.contains("unreadable message")
                                || line.contains("beat-refused")
                                || line.contains("beat refused")
                                || line.contains("presence-message-unreadable")
                                || line.contains("HazelcastSerializationException"));
            }
        }
    }

    private static void change(TestCluster cluster, String node, Path jar) {
        cluster.stop(node);
        cluster.runFrom(node, jar);
        cluster.restart(node);
        cluster.awaitReady();
    }

    /** It serves again, or says why not and goes on with the newer build. Returns which. */
    private static String goBack(TestCluster cluster, String node, Path older) {
        cluster.stop(node);
        cluster.runFrom(node, older);
        cluster.restart(node);
        Await.until(
                node + " to serve, or to say why not",
                WITHIN,
                () -> cluster.exitCode(node).isPresent()
                                || Http.ready(cluster.url(node)).isEmpty()
                        ? ""
                        : "neither",
                cluster::lastLines);
        if (cluster.exitCode(node).isEmpty()) {
            cluster.awaitReady();
            return node + " went back";
        }
        List<String> lines = cluster.lines(node);
        String last = lines.get(lines.size() - 1);
        assertThat(cluster.exitCode(node).getAsInt()).as(last).isIn(4, 5);
        assertThat(last).startsWith("parley: ");
        change(cluster, node, Jars.path());
        return node + " did not go back: " + last;
    }

    private static <T> T await(String what, Future<T> future, Supplier<String> more) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(what + ": " + e + "\n" + more.get(), e);
        }
    }
}
