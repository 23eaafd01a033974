package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.SimTail;
import dev.parley.wire.EntryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The moments at which a message could be lost, doubled or stuck, each by name. */
class ScenarioTest {

    private static final String COMMIT = "DECIDES tail/room/room1 for (\\S+): TailReply\\[status=DONE";

    private static Scenario three() {
        return new Scenario(SimProfile.calm(3, SimProfile.Policy.AVAILABLE));
    }

    private static Scenario five() {
        return new Scenario(SimProfile.calm(5, SimProfile.Policy.MAJORITY));
    }

    /** A room that was used before, so that its sequencer is open. */
    private static Scenario open(Scenario scenario) {
        scenario.awaitAcknowledged(scenario.post(), 3_000);
        return scenario;
    }

    @Test
    void shouldKeepAMessageWhoseLeaderCrashedBetweenCommitAndBroadcast() {
        Scenario scenario = open(three());
        SimMachine leader = scenario.leader();
        scenario.keepClientsOff(leader);
        scenario.when(COMMIT, found -> scenario.cluster().crash(leader));

        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 8_000);

        assertThat(scenario.happened("BROADCASTS room/room1 up to 2/")).isFalse();
        scenario.endWith(id);
    }

    @Test
    void shouldKeepAMessageWhoseLeaderCrashedBetweenBroadcastAndDisk() {
        Scenario scenario = open(three());
        SimMachine leader = scenario.leader();
        scenario.keepClientsOff(leader);
        scenario.when(
                "BROADCASTS room/room1 up to 2/", found -> scenario.cluster().crash(leader));

        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 8_000);

        scenario.endWith(id);
    }

    @Test
    void shouldFenceALeaderThatWakesAndTriesToCommit() {
        Scenario scenario = open(three());
        SimMachine leader = scenario.leader();
        scenario.keepClientsOff(leader);
        scenario.cluster().pause(leader, 9_000);

        // It reaches the sleeping leader first, and then its successor.
        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 9_000);
        scenario.pass(4_000);

        assertThat(scenario.happened("GRID SAYS room/room1 FENCED")).isTrue();
        scenario.endWith(id);
    }

    @Test
    void shouldCommitOnceWhenTheAnswerIsLost() {
        Scenario scenario = open(three());
        SimMachine leader = scenario.leader();
        scenario.cluster().calls().loseNextAnswer("tail/room/room1");

        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 3_000);

        assertThat(scenario.times(leader, id)).isEqualTo(1);
        scenario.endWith(id);
    }

    @Test
    void shouldNumberAnIdOnceThatComesByTwoNodesAtOnce() {
        Scenario scenario = open(three());
        EntryId id = scenario.post();
        for (int i = 0; i < 5; i++) {
            scenario.client(0).sendAgainAside(id);
        }
        scenario.awaitAcknowledged(id, 3_000);

        scenario.endWith(id);
    }

    @Test
    void shouldHandOverUnderLoadWithoutLosingAnything() {
        Scenario scenario = open(three());
        SimMachine leader = scenario.leader();
        scenario.cluster().crash(leader);
        scenario.pass(3_000);
        scenario.cluster().start(leader);
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ids.add(scenario.post());
            scenario.pass(40);
        }
        assertThat(scenario.leader()).as("the shard was handed back").isEqualTo(leader);
        assertThat(scenario.happened("RELEASES"))
                .as("its leader stopped before the next one led")
                .isFalse();
        ids.forEach(id -> scenario.awaitAcknowledged(id, 3_000));

        scenario.endWith(ids.get(ids.size() - 1));
    }

    @Test
    void shouldRecoverFromTheDisksWhenTheGridHasLostTheLog() {
        Scenario scenario = open(five());
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(scenario.post());
            scenario.pass(50);
        }
        ids.forEach(id -> scenario.awaitAcknowledged(id, 3_000));
        scenario.cluster().machines().forEach(scenario.cluster()::crash);
        scenario.pass(2_000);
        scenario.cluster().machines().forEach(scenario.cluster()::start);

        scenario.awaitAcknowledged(scenario.post(), 20_000);

        assertThat(scenario.happened("GRID SAYS room/room1 MISSING")).isTrue();
        for (EntryId id : ids) {
            assertThat(scenario.times(scenario.machine("A"), id)).isEqualTo(1);
        }
        scenario.end();
    }

    @Test
    void shouldNotBeginAnewOnTheShortDisksWhenTheLongOneComesLate() {
        Scenario scenario = open(five());
        scenario.cluster().crash(scenario.machine("D"));
        scenario.cluster().crash(scenario.machine("E"));
        scenario.pass(1_000);
        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 8_000);
        List.of("A", "B", "C").forEach(name -> scenario.cluster().crash(scenario.machine(name)));
        scenario.pass(1_000);

        List.of("D", "E").forEach(name -> scenario.cluster().start(scenario.machine(name)));
        scenario.pass(3_000);
        scenario.cluster().start(scenario.machine("A"));
        scenario.awaitAcknowledged(scenario.post(), 15_000);

        assertThat(scenario.times(scenario.machine("D"), id)).isEqualTo(1);
        scenario.endWith(id);
    }

    @Test
    void shouldCatchUpANewcomerThatIsFarBehind() {
        Scenario scenario = open(three());
        SimMachine late = scenario.cluster().machines().stream()
                .filter(machine -> machine != scenario.leader())
                .findFirst()
                .orElseThrow();
        scenario.cluster().crash(late);
        List<EntryId> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(scenario.post());
            scenario.pass(30);
        }
        ids.forEach(id -> scenario.awaitAcknowledged(id, 8_000));
        SimNode node = scenario.cluster().start(late);
        Simulation.await(scenario.cluster(), "the newcomer serves", 5_000, node::isOpen);

        assertThat(late.disk().all(Scenario.ROOM)).hasSizeGreaterThan(300);
        scenario.endWith(ids.get(0));
    }

    @Test
    void shouldGoOnWhenTheLastKeeperOfTheTailHangs() {
        Scenario scenario = open(three());
        scenario.cluster().pause(scenario.leader(), 3_000);
        EntryId id = scenario.post();
        scenario.awaitAcknowledged(id, 6_000);

        scenario.endWith(id);
    }

    @Test
    void shouldStayReadOnlyOnTheSmallerSideAndKeepWhatWasSaidThereInTheOutbox() {
        Scenario scenario = open(five());
        SimMachine leader = scenario.leader();
        SimMachine other = scenario.cluster().machines().stream()
                .filter(machine -> machine != leader)
                .findFirst()
                .orElseThrow();
        scenario.client(0).moveTo(Objects.requireNonNull(leader.node()));
        scenario.cluster().split(List.of(leader, other));
        scenario.pass(7_000);
        EntryId id = scenario.post();
        scenario.pass(11_000);
        assertThat(scenario.client(0).outbox()).contains(id);
        assertThat(scenario.happened("HEARS room/room1 .*Refused")).isTrue();

        scenario.cluster().heal();
        scenario.awaitAcknowledged(id, 15_000);

        scenario.endWith(id);
    }

    @Test
    void shouldTrimTheTailOnlyBehindTheDisks() {
        Scenario scenario = open(three());
        for (int i = 0; i < 25; i++) {
            scenario.post();
        }
        scenario.when(COMMIT, found -> {
            SimTail tail = (SimTail) scenario.cluster()
                    .gridOf(scenario.cluster().nodes().get(0).id())
                    .value("tail/room/room1");
            assertThat(tail).isNotNull();
            assertThat(tail.recent()).hasSizeLessThanOrEqualTo(8);
        });
        scenario.pass(5);
        scenario.cluster().crash(scenario.leader());

        scenario.end();
    }
}
