package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.LoadPlan;
import dev.parley.load.LoadReport;
import dev.parley.load.LoadResult;
import dev.parley.load.LoadRun;
import dev.parley.load.Recovery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes under load, killed one after another: every promise of docs/protocol.md must hold.
 *
 * <p>One kill of each sort by default; {@code -Dparley.kills=30} makes thirty, for a distribution of how long they are felt. That
 * time is printed and never asserted: it is the machine's as much as ours.
 */
class ClusterUnderLoadIT {

    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(60);
    private static final Duration CHECKED_WITHIN = Duration.ofMinutes(5);
    /** With two rooms at least one of three nodes leads neither. */
    private static final int ROOMS = 2;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterEach
    void close() throws Exception {
        await("Vert.x to close", vertx.close(), Duration.ofSeconds(20), () -> "");
    }

    /** Which node to kill next. */
    private enum Victim {
        LEADER_OF_BUSY_ROOM,
        LEADER_OF_NO_BUSY_ROOM,
        OLDEST_MEMBER;

        String in(TestCluster cluster, List<String> rooms) {
            return switch (this) {
                case LEADER_OF_BUSY_ROOM -> cluster.awaitLeader(rooms.get(0));
                case LEADER_OF_NO_BUSY_ROOM -> {
                    List<String> leaders =
                            rooms.stream().map(cluster::awaitLeader).toList();
                    yield cluster.nodes().stream()
                            .filter(node -> !leaders.contains(node))
                            .findFirst()
                            .orElseThrow();
                }
                case OLDEST_MEMBER -> cluster.oldest();
            };
        }
    }

    @Test
    void shouldKeepEveryPromiseWhileNodesAreKilled() throws Exception {
        int kills = Integer.getInteger("parley.kills", Victim.values().length);
        try (TestCluster cluster = TestCluster.of(folder, 3).start()) {
            LoadRun run = await(
                    "the load to begin", LoadRun.start(vertx, plan(cluster)), RECOVERS_WITHIN, cluster::lastLines);
            List<String> rooms = await("sessions in their rooms", run.running(), CHECKED_WITHIN, cluster::lastLines);
            List<Recovery> recoveries = new ArrayList<>();
            for (int i = 0; i < kills; i++) {
                Victim victim = Victim.values()[i % Victim.values().length];
                recoveries.add(killAndBringBack(cluster, run, rooms, victim));
            }
            run.stop();
            LoadResult result = await("the check", run.result(), CHECKED_WITHIN, cluster::lastLines);
            print(result, recoveries);
            assertThat(result.isClean())
                    .as("%s\n%s", LoadReport.text(result), cluster.lastLines())
                    .isTrue();
            assertThat(result.nodesRead())
                    .as("also the log of the node that came back")
                    .hasSize(3);
            assertThat(result.verdict().acked()).isPositive();
        }
    }

    private static LoadPlan plan(TestCluster cluster) {
        return new LoadPlan(cluster.urls(), 24, ROOMS, 12, 0, 2, 100, Duration.ofHours(6), 20_261_122);
    }

    private Recovery killAndBringBack(TestCluster cluster, LoadRun run, List<String> rooms, Victim victim)
            throws Exception {
        String node = victim.in(cluster, rooms);
        cluster.kill(node);
        Recovery recovery = await(
                "new acknowledgements after the kill of " + node + ", " + victim,
                run.mark(victim.toString(), rooms, RECOVERS_WITHIN),
                RECOVERS_WITHIN.plusSeconds(10),
                cluster::lastLines);
        cluster.restart(node);
        cluster.awaitReady();
        rooms.forEach(room -> cluster.awaitCaughtUp(node, room));
        return recovery;
    }

    private static void print(LoadResult result, List<Recovery> recoveries) throws IOException {
        StringBuilder out = new StringBuilder(LoadReport.text(result));
        for (Victim victim : Victim.values()) {
            List<Recovery> these = recoveries.stream()
                    .filter(recovery -> recovery.what().equals(victim.toString()))
                    .toList();
            out.append(line(victim + ", first room again", these.stream().map(Recovery::first)));
            out.append(line(victim + ", all rooms again", these.stream().map(Recovery::last)));
        }
        Files.writeString(Path.of("target", "cluster-under-load.txt"), out.toString());
        System.out.println(out);
    }

    private static String line(String what, Stream<Duration> times) {
        List<Long> sorted = times.map(Duration::toMillis).sorted().toList();
        return sorted.isEmpty()
                ? ""
                : String.format(
                        "%-45s %d kills: shortest %d, half %d, longest %d ms%n",
                        what,
                        sorted.size(),
                        sorted.get(0),
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() - 1));
    }

    private interface Words {
        String get();
    }

    private static <T> T await(String what, Future<T> future, Duration within, Words more) throws InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(what + ": " + e + "\n" + more.get(), e);
        }
    }
}
