package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
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
 * A planned stop of the node that leads a busy room: nothing is lost, doubled or out of order. How long an acknowledgement takes meanwhile
 * is printed and not asserted: that is the machine's as much as ours.
 */
class HandOverIT {

    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterEach
    void close() throws InterruptedException {
        await("Vert.x to close", vertx.close(), () -> "");
    }

    @Test
    void shouldHandOverWithoutLosingAnything() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).start()) {
            LoadPlan plan = new LoadPlan(
                    cluster.urls(), 12, 2, 6, 60, 4, 80, Duration.ofHours(1), 20_261_122, Optional.empty());
            LoadRun run = await("the load to begin", LoadRun.start(vertx, plan), cluster::lastLines);
            List<String> rooms = await("sessions in their rooms", run.running(), cluster::lastLines);
            await("the first answers", run.mark("start", rooms, WITHIN), cluster::lastLines);
            String leader = cluster.awaitLeader(rooms.get(0));
            long begun = System.nanoTime();
            cluster.stop(leader);
            long millis = (System.nanoTime() - begun) / 1_000_000;
            await("answers after the stop", run.mark("stop", rooms, WITHIN), cluster::lastLines);
            run.stop();
            LoadResult result = await("the check", run.result(), cluster::lastLines);

            String report = LoadReport.text(result) + "the node stopped in " + millis + " ms\n";
            Files.writeString(Path.of("target", "hand-over.txt"), report);
            System.out.println(report);
            assertThat(result.isClean())
                    .as("%s\n%s", report, cluster.lastLines())
                    .isTrue();
            assertThat(result.verdict().acked()).isPositive();
        }
    }

    /** While leaders move to a newcomer it is no time to move more of them; whoever stops then waits, and serves meanwhile. */
    @Test
    void shouldNotHandOverBeforeANewcomerHasSettled() {
        try (TestCluster cluster = TestCluster.of(folder, 2).start()) {
            String newcomer = cluster.startNode();
            cluster.awaitReady();
            cluster.beginStop("n1");
            cluster.awaitEnd("n1");

            Instant ready = when(cluster, "event=member-state name=" + newcomer + " ", "to=READY");
            Instant handsOver = when(cluster, "event=resigning", "");
            // Four seconds by another clock than that of the log.
            assertThat(Duration.between(ready, handsOver)).isGreaterThan(Duration.ofMillis(3_900));
        }
    }

    /** When n1 logged the first line with both. */
    private static Instant when(TestCluster cluster, String what, String more) {
        return cluster.lines("n1").stream()
                .filter(line -> line.contains(what) && line.contains(more))
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in\n" + cluster.lastLines()));
    }

    private static <T> T await(String what, Future<T> future, Supplier<String> more) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(what + ": " + e + "\n" + more.get(), e);
        }
    }
}
