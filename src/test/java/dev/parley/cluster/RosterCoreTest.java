package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Change.Farewell;
import dev.parley.cluster.Member.State;
import dev.parley.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RosterCoreTest {

    private static final Card ME = card("me-1", "me");
    private static final Card ANN = card("ann-1", "ann");
    private static final Card BOB = card("bob-1", "bob");

    private final RosterCore core = new RosterCore(ME.id(), ME.membership());

    private static Card card(String id, String name) {
        return new Card(new NodeId(id), membership(id), name, "1.0", null, 8080, 1000);
    }

    private static UUID membership(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8));
    }

    /** The same node, after it was merged into another cluster. */
    private static Card merged(Card card) {
        return new Card(card.id(), membership("merged " + card.id()), card.name(), "1.0", null, 8080, 1000);
    }

    private static Beat beat(Card card, long number, State state) {
        return new Beat(card.id(), card.membership(), number, state, 3, Rider.NONE);
    }

    private List<String> states() {
        return core.rows().stream()
                .map(row -> row.member().name() + "=" + row.member().state())
                .toList();
    }

    @Test
    void shouldListMemberAsJoiningBeforeItsFirstBeat() {
        RosterCore.Step step = core.present(List.of(ANN, ME), 100);

        assertThat(step.changes()).hasSize(2).allMatch(change -> change instanceof Change.Joined);
        assertThat(states()).containsExactly("ann=JOINING", "me=JOINING");
        assertThat(core.rows().get(0).at(350).beatAgeMillis()).isEqualTo(250);
    }

    @Test
    void shouldTakeStateAndSessionsFromBeatsAndGreetTheNewcomerOnce() {
        core.present(List.of(ANN, ME), 0);

        RosterCore.Step first = core.beat(beat(ANN, 1, State.READY), 10);
        RosterCore.Step second = core.beat(beat(ANN, 2, State.READY), 1010);

        assertThat(first.newcomers()).containsExactly(ANN.id());
        assertThat(first.changes())
                .containsExactly(new Change.Turned(core.rows().get(0).member(), State.JOINING));
        assertThat(second.newcomers()).isEmpty();
        assertThat(second.changes()).isEmpty();
        assertThat(second.believed()).hasSize(1);
        assertThat(core.rows().get(0).member().sessions()).isEqualTo(3);
        assertThat(core.rows().get(0).at(1500).beatAgeMillis()).isEqualTo(490);
    }

    @Test
    void shouldDropBeatThatCameAfterANewerOne() {
        core.present(List.of(ANN, ME), 0);
        core.beat(beat(ANN, 5, State.LEAVING), 10);

        RosterCore.Step late = core.beat(beat(ANN, 4, State.READY), 20);

        assertThat(late.believed()).isEmpty();
        assertThat(states()).contains("ann=LEAVING");
    }

    @Test
    void shouldNeverTakeBackLeaving() {
        core.present(List.of(ANN, ME), 0);
        core.beat(beat(ANN, 1, State.LEAVING), 10);
        core.beat(beat(ANN, 2, State.READY), 20);
        core.declare(State.LEAVING);
        core.declare(State.READY);

        assertThat(states()).containsExactly("ann=LEAVING", "me=LEAVING");
    }

    @Test
    void shouldKeepBeatThatOvertookTheMembership() {
        core.present(List.of(ME), 0);

        RosterCore.Step early = core.beat(beat(ANN, 1, State.READY), 10);
        RosterCore.Step appears = core.present(List.of(ME, ANN), 50);

        assertThat(early.believed()).isEmpty();
        assertThat(appears.believed()).hasSize(1);
        assertThat(states()).containsExactly("me=JOINING", "ann=READY");
    }

    @Test
    void shouldForgetEarlyBeatsInTimeAndKeepFewOfThem() {
        core.present(List.of(ME), 0);
        List<Card> crowd = new ArrayList<>(List.of(ME));
        for (int i = 0; i < 100; i++) {
            Card card = card("n-" + i, "n" + i);
            crowd.add(card);
            core.beat(beat(card, 1, State.READY), 10);
        }
        assertThat(core.present(crowd, 20).believed()).hasSize(64);

        RosterCore other = new RosterCore(ME.id(), ME.membership());
        other.present(List.of(ME), 0);
        other.beat(beat(ANN, 1, State.READY), 0);
        other.present(List.of(ME), 20_000);
        assertThat(other.present(List.of(ME, ANN), 20_001).believed()).isEmpty();
    }

    @Test
    void shouldTellHowANodeLeft() {
        core.present(List.of(ANN, BOB, ME), 0);
        core.beat(beat(ANN, 1, State.READY), 10);
        core.beat(beat(BOB, 1, State.LEAVING), 10);

        RosterCore.Step step = core.present(List.of(ME), 500);

        assertThat(step.changes())
                .extracting(change -> ((Change.Left) change).member().name() + " " + ((Change.Left) change).farewell())
                .containsExactly("ann " + Farewell.CRASH, "bob " + Farewell.GOODBYE);
        assertThat(states()).containsExactly("me=JOINING");
    }

    @Test
    void shouldGreetAReturnedNameWithItsNewLife() {
        core.present(List.of(ANN, ME), 0);
        core.present(List.of(ME), 500);
        Card again = card("ann-2", "ann");

        RosterCore.Step step = core.present(List.of(ME, again), 900);

        assertThat(step.changes())
                .containsExactly(new Change.Returned(core.rows().get(1).member(), ANN.id()));
        assertThat(states()).containsExactly("me=JOINING", "ann=JOINING");
    }

    @Test
    void shouldSpeakWithGrowingNumbersToTheOthersOnly() {
        core.present(List.of(ANN, ME, BOB), 0);
        core.declare(State.READY);

        Beat first = core.speak(7, Rider.NONE);
        Beat second = core.speak(8, Rider.NONE);

        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(second.state()).isEqualTo(State.READY);
        assertThat(core.others()).containsExactly(ANN.id(), BOB.id());
        assertThat(core.rows().get(1).member().sessions()).isEqualTo(8);
    }

    @Test
    void shouldTakeNothingAsSaidThatWasSaidInAnotherMembership() {
        core.present(List.of(ME), 0);
        core.beat(beat(ANN, 1, State.READY), 10);

        RosterCore.Step appears = core.present(List.of(ME, merged(ANN)), 20);
        RosterCore.Step speaks = core.beat(beat(ANN, 2, State.LEAVING), 30);

        assertThat(appears.believed()).isEmpty();
        assertThat(speaks.believed()).isEmpty();
        assertThat(speaks.changes()).isEmpty();
        assertThat(states()).containsExactly("me=JOINING", "ann=JOINING");
    }

    @Test
    void shouldForgetWhatANodeSaidWhenItsMembershipIsAnotherOne() {
        core.present(List.of(ME, ANN), 0);
        core.beat(beat(ANN, 1, State.READY), 10);

        RosterCore.Step step = core.present(List.of(ME, merged(ANN)), 20);
        core.beat(beat(ANN, 2, State.READY), 30);

        assertThat(step.changes())
                .extracting(change -> change.getClass().getSimpleName())
                .containsExactly("Left", "Returned");
        assertThat(states()).containsExactly("me=JOINING", "ann=JOINING");
    }

    @Test
    void shouldNotBeReadyItselfInAMembershipThatItWasMergedInto() {
        core.present(List.of(ME, ANN), 0);
        core.declare(State.READY);
        assertThat(states()).containsExactly("me=READY", "ann=JOINING");

        core.present(List.of(merged(ME), BOB), 20);
        core.declare(State.LEAVING);

        assertThat(states()).containsExactly("me=JOINING", "bob=JOINING");
        assertThat(core.speak(0, Rider.NONE).membership()).isEqualTo(ME.membership());
    }

    @Test
    void shouldRefuseABeatOfItself() {
        assertThatThrownBy(() -> core.beat(beat(ME, 1, State.READY), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
