package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.Intake.Effect;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final IntakeLimits LIMITS = new IntakeLimits(10, 100_000, 200);
    private static final long TERM = 7;
    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4, 5);

    private final Intake intake = new Intake(Samples.ROOM, LogEnd.START, LIMITS);

    private static Position at(int seq) {
        return LOG.get(seq - 1).position();
    }

    private static LogEnd end(long term, int seq) {
        return new LogEnd(term, seq == 0 ? Position.START : at(seq));
    }

    private static Entries batch(long term, int from, int to) {
        return new Entries(Samples.ROOM, term, end(term, from - 1).at(), entries(from, to));
    }

    private static List<Entry> entries(int from, int to) {
        return LOG.subList(from - 1, to);
    }

    @Test
    void shouldDeliverAndStoreWhatFollows() {
        List<Effect> effects = intake.received(Samples.A, batch(TERM, 1, 2), 0);

        assertThat(effects)
                .containsExactly(
                        new Effect.Deliver(entries(1, 2)), new Effect.Append(TERM, Position.START, entries(1, 2)));
        assertThat(intake.accepted().at()).isEqualTo(at(2));
    }

    @Test
    void shouldConfirmOnlyWhatIsOnTheDisk() {
        assertThat(intake.received(Samples.A, batch(TERM, 1, 2), 0)).noneMatch(Effect.Confirm.class::isInstance);

        assertThat(intake.archived(end(TERM, 2))).containsExactly(new Effect.Confirm(end(TERM, 2)));
    }

    @Test
    void shouldStoreWhatCameMeanwhileInTheNextWrite() {
        intake.received(Samples.A, batch(TERM, 1, 1), 0);
        assertThat(intake.received(Samples.A, batch(TERM, 2, 3), 0)).containsExactly(new Effect.Deliver(entries(2, 3)));

        assertThat(intake.archived(end(TERM, 1)))
                .containsExactly(new Effect.Confirm(end(TERM, 1)), new Effect.Append(TERM, at(1), entries(2, 3)));
    }

    @Test
    void shouldDeliverNothingBeyondAHoleAndFetchWhatIsMissing() {
        intake.received(Samples.A, batch(TERM, 1, 1), 0);

        assertThat(intake.received(Samples.A, batch(TERM, 4, 5), 0))
                .containsExactly(new Effect.Fetch(Samples.A, at(1)));
        assertThat(intake.accepted().at()).isEqualTo(at(1));
    }

    @Test
    void shouldDeliverAllWhenTheHoleIsClosed() {
        intake.received(Samples.A, batch(TERM, 1, 1), 0);
        intake.received(Samples.A, batch(TERM, 4, 5), 0);

        List<Effect> effects = intake.fetched(Samples.A, new Fetched(Relation.PREFIX, end(TERM, 5), entries(2, 3)), 10);

        assertThat(effects).contains(new Effect.Deliver(entries(2, 5)));
    }

    @Test
    void shouldDeliverEachEntryOnceHoweverOftenItComes() {
        intake.received(Samples.A, batch(TERM, 1, 3), 0);

        assertThat(intake.received(Samples.B, batch(TERM, 2, 3), 0)).isEmpty();
    }

    @Test
    void shouldAskAnotherNodeWhenOneDoesNotAnswer() {
        intake.announced(Samples.B, end(TERM, 3), 0);
        intake.announced(Samples.A, end(TERM, 2), 0);

        assertThat(intake.fetchFailed(Samples.B, 2_000)).containsExactly(new Effect.Fetch(Samples.A, Position.START));
    }

    @Test
    void shouldAskForTheNextPageWhenThereIsMore() {
        intake.announced(Samples.A, end(TERM, 5), 0);

        assertThat(intake.fetched(Samples.A, new Fetched(Relation.PREFIX, end(TERM, 5), entries(1, 2)), 10))
                .contains(new Effect.Fetch(Samples.A, at(2)));
    }

    @Test
    void shouldHaveOneQuestionUnderWayAtATime() {
        intake.announced(Samples.A, end(TERM, 3), 0);

        assertThat(intake.announced(Samples.B, end(TERM, 4), 0)).isEmpty();
    }

    @Test
    void shouldBelieveNothingAnotherHistorySays() {
        intake.received(Samples.A, batch(TERM, 1, 1), 0);
        List<Entry> other = Samples.log(7, 8);

        assertThat(intake.received(
                        Samples.B, new Entries(Samples.ROOM, TERM, other.get(0).position(), other.subList(1, 2)), 0))
                .containsExactly(
                        new Effect.Diverged(Samples.B, at(1), other.get(0).position()));
        assertThat(intake.isDiverged()).isTrue();
        assertThat(intake.received(Samples.A, batch(TERM, 2, 3), 0)).isEmpty();
    }

    @Test
    void shouldNoticeAnotherHistoryByItsEnd() {
        intake.received(Samples.A, batch(TERM, 1, 1), 0);

        intake.announced(Samples.B, new LogEnd(TERM, Samples.end(Samples.log(7))), 0);

        assertThat(intake.isDiverged()).isTrue();
    }

    @Test
    void shouldStoreAgainWhatTheDiskDidNotTake() {
        intake.received(Samples.A, batch(TERM, 1, 2), 0);
        intake.appendFailed(1_000);

        assertThat(intake.tick(1_100)).isEmpty();
        assertThat(intake.tick(1_200)).containsExactly(new Effect.Append(TERM, Position.START, entries(1, 2)));
    }

    @Test
    void shouldAcceptNoMoreThanTheDiskHasRoomFor() {
        Intake small = new Intake(Samples.ROOM, LogEnd.START, new IntakeLimits(10, 1, 200));
        small.received(Samples.A, batch(TERM, 1, 3), 0);
        assertThat(small.accepted().at()).isEqualTo(at(1));

        small.archived(end(TERM, 1));

        assertThat(small.tick(100)).contains(new Effect.Deliver(entries(2, 2)));
    }

    @Test
    void shouldKeepNoMoreAheadThanItsLimit() {
        Intake small = new Intake(Samples.ROOM, LogEnd.START, new IntakeLimits(2, 100_000, 200));
        small.received(Samples.A, batch(TERM, 2, 5), 0);

        assertThat(small.fetched(Samples.A, new Fetched(Relation.PREFIX, end(TERM, 5), entries(1, 1)), 10))
                .contains(new Effect.Deliver(entries(1, 2)));
    }

    @Test
    void shouldNotAskItselfForABatchOutOfTheGrid() {
        assertThat(intake.received(null, batch(TERM, 3, 4), 0)).isEmpty();
    }

    @Test
    void shouldTellAgainHowFarItsDiskIsWhenAskedByAnAnnouncement() {
        intake.received(Samples.A, batch(TERM, 1, 2), 0);
        intake.archived(end(TERM, 2));

        assertThat(intake.announced(Samples.A, end(TERM, 2), 0)).containsExactly(new Effect.Confirm(end(TERM, 2)));
    }
}
