package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.FakeCluster.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class LoadRunTest {

    private final Vertx vertx = Vertx.vertx();
    private FakeCluster cluster;

    @BeforeEach
    void start() {
        cluster = FakeCluster.start(vertx, 3);
    }

    @AfterEach
    void stop() {
        cluster.close();
        FakeCluster.await(vertx.close());
    }

    private LoadPlan plan(int rate, Duration duration) {
        return new LoadPlan(cluster.urls(), 12, 2, 6, rate, 3, 50, duration, 42, Optional.empty());
    }

    private LoadRun begin(int rate, Duration duration) {
        return begin(rate, duration, LoadRun.Patience.USUAL);
    }

    private LoadRun begin(int rate, Duration duration, LoadRun.Patience patience) {
        LoadRun run = FakeCluster.await(
                LoadRun.start(vertx, plan(rate, duration), HistoryChecker.Healing.KEEPS_PLACES, patience));
        FakeCluster.await(run.running());
        return run;
    }

    private static LoadResult result(LoadRun run) {
        return FakeCluster.await(run.result());
    }

    private long entries() {
        return cluster.call(
                () -> cluster.logs.values().stream().mapToLong(List::size).sum());
    }

    @Test
    void shouldFindNothingOnCleanCluster() {
        LoadResult result = result(begin(0, Duration.ofSeconds(1)));
        assertThat(result.isClean()).as(LoadReport.text(result)).isTrue();
        assertThat(result.verdict().acked()).isEqualTo(entries()).isPositive();
        assertThat(result.verdict().deliveries()).as("six readers in each room").isEqualTo(6 * entries());
        assertThat(result.latency().count()).isEqualTo(entries());
        assertThat(result.nodesRead()).containsExactly("n1", "n2", "n3");
        assertThat(LoadReport.json(result).getBoolean("clean")).isTrue();
    }

    @Test
    void shouldKeepTheRate() {
        LoadResult result = result(begin(200, Duration.ofSeconds(1)));
        assertThat(result.isClean()).as(LoadReport.text(result)).isTrue();
        // Of the time that it really wrote: on a busy machine a timer of one second comes late.
        double due = 200 * result.wrote().toNanos() / 1e9;
        assertThat((double) result.verdict().posted()).isBetween(due / 2, due + 1);
    }

    @Test
    void shouldStayCleanWhenNodesCrashAndComeBack() {
        LoadRun run = begin(0, Duration.ofSeconds(60));
        for (FakeNode node : List.copyOf(cluster.nodes)) {
            FakeCluster.await(cluster.call(node::crash));
            cluster.run(cluster::tellNodes);
            Recovery recovery = FakeCluster.await(
                    run.mark("crash of " + node.name, FakeCluster.await(run.running()), Duration.ofSeconds(20)));
            assertThat(recovery.rooms()).hasSize(2);
            FakeCluster.await(cluster.call(node::start));
            cluster.run(cluster::tellNodes);
        }
        run.stop();
        LoadResult result = result(run);
        assertThat(result.isClean()).as(LoadReport.text(result)).isTrue();
        assertThat(result.disconnects()).isPositive();
        assertThat(result.recoveries()).hasSize(3);
        assertThat(result.wrote()).isLessThan(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "ACK_WITHOUT_ENTRY, LOST",
        "DELIVER_TWICE, DUPLICATED",
        "SKIP_ONE, GAP",
        "ENTRY_TWICE_IN_LOG, DUPLICATED",
        "WRONG_ACK, FALSE_ACK",
        "UNKNOWN_ENTRY, PHANTOM"
    })
    void shouldFindBrokenPromise(Fault fault, Violation expected) {
        LoadRun run = begin(0, Duration.ofSeconds(60));
        cluster.breakOnce(fault);
        FakeCluster.await(run.mark("the fault", FakeCluster.await(run.running()), Duration.ofSeconds(20)));
        run.stop();
        LoadResult result = result(run);
        assertThat(result.verdict().count(expected)).as(LoadReport.text(result)).isPositive();
        assertThat(result.isClean()).isFalse();
        assertThat(LoadReport.text(result)).contains("NOT CLEAN");
    }

    /** In the middle of the writing the newest entries of every room get another history. */
    private LoadResult resultWithHealedSplit(HistoryChecker.Healing expected) {
        LoadRun run = FakeCluster.await(LoadRun.start(vertx, plan(0, Duration.ofSeconds(60)), expected));
        List<String> rooms = FakeCluster.await(run.running());
        FakeCluster.await(run.mark("the split", rooms, Duration.ofSeconds(20)));
        cluster.run(() -> {
            cluster.nodes.forEach(node -> node.closeAll((short) 3000));
            rooms.forEach(room -> cluster.heal(room, cluster.log(room).size() / 2, ""));
        });
        FakeCluster.await(run.mark("the healing", rooms, Duration.ofSeconds(20)));
        run.stop();
        return result(run);
    }

    @Test
    void shouldAllowMovedEntriesOnlyWhereTheyAreExpected() {
        LoadResult moves = resultWithHealedSplit(HistoryChecker.Healing.MOVES_ENTRIES);
        assertThat(moves.isClean()).as(LoadReport.text(moves)).isTrue();
        assertThat(moves.verdict().resets()).as("one for each session").isEqualTo(12);
        assertThat(moves.receptions()).extracting(Waits::what).containsExactly("begin", "the split", "the healing");
        assertThat(moves.receptions()).allSatisfy(reception -> {
            assertThat(reception.count()).isEqualTo(12);
            assertThat(reception.max()).isGreaterThanOrEqualTo(reception.half()).isPositive();
        });
        JsonObject json = LoadReport.json(moves);
        assertThat(json.getJsonArray("receptions").getJsonObject(2).getDouble("p95Millis"))
                .isPositive();
        assertThat(json.getString("healing")).isEqualTo("moves-entries");

        LoadResult keeps = resultWithHealedSplit(HistoryChecker.Healing.KEEPS_PLACES);
        assertThat(keeps.isClean()).as(LoadReport.text(keeps)).isFalse();
    }

    @Test
    void shouldFindNodeWhoseLogStaysShort() {
        LoadRun.Patience usual = LoadRun.Patience.USUAL;
        LoadRun.Patience impatient = new LoadRun.Patience(
                usual.prepare(), usual.answers(), Duration.ofMillis(500), usual.readers(), usual.people());
        LoadRun run = begin(0, Duration.ofSeconds(60), impatient);
        FakeCluster.await(run.mark("begin", FakeCluster.await(run.running()), Duration.ofSeconds(20)));
        cluster.run(() -> cluster.nodes.get(1).hidesNewest = true);
        run.stop();
        LoadResult result = result(run);
        assertThat(result.verdict().count(Violation.DIVERGED))
                .as(LoadReport.text(result))
                .isEqualTo(2);
        assertThat(result.verdict().count(Violation.LOST)).isEqualTo(2);
        assertThat(result.problems()).anyMatch(problem -> problem.startsWith("n2 at"));
    }

    /** The people that a node tells of are wrong in a way; the writing ends and everything is checked. */
    private LoadResult resultWithWrongPeople(FakeNode.PeopleFault fault) {
        LoadRun.Patience usual = LoadRun.Patience.USUAL;
        LoadRun.Patience impatient = new LoadRun.Patience(
                usual.prepare(), usual.answers(), usual.logs(), usual.readers(), Duration.ofSeconds(1));
        LoadRun run = begin(0, Duration.ofSeconds(60), impatient);
        List<String> rooms = FakeCluster.await(run.running());
        cluster.run(() -> cluster.nodes.get(1).peopleFault = fault);
        // All have to come again somewhere, and those of the first node leave it.
        cluster.run(() -> cluster.nodes.get(0).closeAll((short) 3000));
        FakeCluster.await(run.mark("the move", rooms, Duration.ofSeconds(20)));
        run.stop();
        return result(run);
    }

    @Test
    void shouldFindNothingWhenListsOfPeopleAreRight() {
        LoadResult result = resultWithWrongPeople(FakeNode.PeopleFault.NONE);
        assertThat(result.isClean()).as(LoadReport.text(result)).isTrue();
        assertThat(LoadReport.json(result).getJsonObject("violations").getInteger("presence"))
                .isZero();
    }

    @Test
    void shouldFindNodeThatTellsOfGhosts() {
        LoadResult result = resultWithWrongPeople(FakeNode.PeopleFault.GHOST);
        assertThat(result.isClean()).isFalse();
        assertThat(result.verdict().found().keySet()).containsExactly(Violation.PRESENCE);
        assertThat(result.verdict().toString()).contains("node n2 at", "[ghost], who are not there");
    }

    @Test
    void shouldFindNodeThatDoesNotTellOfSomebody() {
        LoadResult result = resultWithWrongPeople(FakeNode.PeopleFault.MISSING);
        assertThat(result.verdict().found().keySet()).containsExactly(Violation.PRESENCE);
        assertThat(result.verdict().toString())
                .contains("node n2 at", "nothing of [s")
                .contains(", who are there");
    }

    @Test
    void shouldFindNodeThatCountsWrong() {
        LoadResult result = resultWithWrongPeople(FakeNode.PeopleFault.MISCOUNT);
        assertThat(result.verdict().found().keySet()).containsExactly(Violation.PRESENCE);
        assertThat(result.verdict().toString()).contains("node n2 at", " people, and ");
    }

    @Test
    void shouldRunAsCommand() {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new LoadCommand()).setOut(new PrintWriter(out));
        int code = line.execute(
                "--url",
                cluster.urls().get(0),
                "--sessions",
                "4",
                "--rooms",
                "2",
                "--duration",
                "1",
                "--healing",
                "moves-entries",
                "--json");
        assertThat(code).as(out.toString()).isZero();
        assertThat(new JsonObject(out.toString()).getJsonArray("nodesRead")).hasSize(3);
    }

    @Test
    void shouldEndWithTwoWhenOptionsAreWrong() {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new LoadCommand()).setErr(new PrintWriter(err));
        assertThat(line.execute("--rooms", "9", "--sessions", "4")).isEqualTo(2);
        assertThat(line.execute("--healing", "maybe")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "healing must be keeps-places, keeps-acknowledged, moves-entries or mixes-entries, not maybe");
        assertThat(err.toString()).contains("rooms must be 1 to sessions (4), not 9");
        assertThat(line.execute("--url", "http://127.0.0.1:1,http://127.0.0.1:2"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("an address must look like http://host:port");
    }
}
