package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.log.Archive;
import dev.parley.log.ArchiveCounts;
import dev.parley.log.ArchiveLimits;
import dev.parley.log.LogCounts;
import dev.parley.wire.Latency;
import dev.parley.wire.NodeId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What /ready tells an administrator of a node that is not well. */
class ReadyChecksTest {

    @TempDir
    Path folder;

    private Archive archive;
    private final FakeRoster roster = new FakeRoster();
    private LogCounts.Step step = LogCounts.Step.LEVEL;

    @BeforeEach
    void open() throws Exception {
        archive = Archive.open(folder.resolve("archive.db"), ArchiveLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        archive.close().join();
    }

    @Test
    void shouldTellHowFarTheComparisonIs() {
        step = LogCounts.Step.WORKING;

        JsonObject check = checks("available").getJsonObject("reconciled");

        assertThat(check.getBoolean("ok")).isFalse();
        assertThat(check.getString("sentence")).contains("bringing logs up to date: 12 of 40");
        assertThat(check.getInteger("logs")).isEqualTo(100);
        assertThat(check.getInteger("different")).isEqualTo(40);
        assertThat(check.getInteger("done")).isEqualTo(12);
        assertThat(check.getLong("entriesFetched")).isEqualTo(3_400);
    }

    @Test
    void shouldTellThatTooFewNodesAreThere() {
        roster.nodes = 1;
        roster.mode = Roster.Mode.READ_ONLY;

        JsonObject check = checks("majority").getJsonObject("majority");

        assertThat(check.getBoolean("ok")).isFalse();
        assertThat(check.getString("sentence"))
                .isEqualTo("Only 1 of the 2 nodes that are needed for writing are there; history can be read.");
        assertThat(check.getInteger("needed")).isEqualTo(2);
    }

    @Test
    void shouldAskForNoMajorityUnderPolicyAvailable() {
        roster.nodes = 1;

        assertThat(checks("available").getJsonObject("majority").getBoolean("ok"))
                .isTrue();
    }

    @Test
    void shouldTellThatANodeIsOutBecauseOfItsArchive() {
        JsonObject checks = ReadyChecks.out("the archive cannot be used: the disk is full. Make room on it.");

        assertThat(checks.getJsonObject("joined").getBoolean("ok")).isFalse();
        assertThat(checks.getJsonObject("archive").getString("sentence"))
                .isEqualTo("The archive cannot be used: the disk is full. Make room on it.");
        assertThat(ReadyChecks.joining().getJsonObject("archive").getBoolean("ok"))
                .isTrue();
    }

    private JsonObject checks(String policy) {
        Settings settings = SettingsLoader.load(
                        List.of("--policy", policy, "--cluster-size", "3", "--data", folder.toString()), Map.of())
                .settings();
        return new ReadyChecks(settings, Optional::empty, roster, this::logs, this::archive).checks();
    }

    private ArchiveCounts archive() {
        return archive.counts();
    }

    private LogCounts logs() {
        LogCounts.Reconciling standing = new LogCounts.Reconciling(
                step, "bringing logs up to date: 12 of 40", 3, 2, 100, 40, 12, 1, 3_400, 5_000);
        return new LogCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, standing, Latency.Snapshot.NONE);
    }

    /** As many nodes as are wanted. */
    private static final class FakeRoster implements Roster {

        int nodes = 3;
        Mode mode = Mode.READ_WRITE;

        @Override
        public NodeId self() {
            return new NodeId("n0");
        }

        @Override
        public List<Member> members() {
            return IntStream.range(0, nodes)
                    .mapToObj(
                            i -> new Member(new NodeId("n" + i), "n" + i, "1", null, 8080, 0, 0, Member.State.READY, 0))
                    .toList();
        }

        @Override
        public List<NodeId> ready() {
            return members().stream().map(Member::id).toList();
        }

        @Override
        public List<NodeId> serving() {
            return ready();
        }

        @Override
        public Mode mode() {
            return mode;
        }

        @Override
        public void listen(Consumer<List<Member>> listener) {
            throw new UnsupportedOperationException("nobody listens here");
        }

        @Override
        public void declare(Member.State state) {
            throw new UnsupportedOperationException("nobody declares here");
        }

        @Override
        public void countSessions(IntSupplier sessions) {
            throw new UnsupportedOperationException("nobody counts here");
        }
    }
}
