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

/** Whose history an intake takes, and of which it says that it has it. */
class IntakeTermsTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4, 5);
    private static final IntakeLimits LIMITS = new IntakeLimits(100, 1 << 20, 200);

    private final Intake intake = new Intake(Samples.ROOM, new LogEnd(5, at(2)), LIMITS);

    private static Position at(int seq) {
        return seq == 0 ? Position.START : LOG.get(seq - 1).position();
    }

    private static LogEnd end(long term, int seq) {
        return new LogEnd(term, at(seq));
    }

    private static Entries batch(long term, int from, int to) {
        return new Entries(Samples.ROOM, term, at(from - 1), LOG.subList(from - 1, to));
    }

    @Test
    void shouldTakeNothingFromAnOlderLeaderAndTellItSo() {
        intake.promise(7);

        assertThat(intake.received(Samples.A, batch(6, 3, 3), 0)).containsExactly(new Effect.Outdated(Samples.A, 7));
        assertThat(intake.announced(Samples.A, end(6, 3), 0)).containsExactly(new Effect.Outdated(Samples.A, 7));
        assertThat(intake.accepted()).isEqualTo(end(5, 2));
    }

    @Test
    void shouldSayWhatItHasNotPromisedBefore() {
        assertThat(intake.promise(7)).isEqualTo(7);
        assertThat(intake.promise(6)).as("a newer one is known").isEqualTo(7);
    }

    @Test
    void shouldNotConfirmToALeaderThatItHasPromisedToLeave() {
        intake.received(Samples.A, batch(5, 3, 3), 0);
        intake.promise(7);

        assertThat(intake.archived(end(5, 3))).noneMatch(Effect.Confirm.class::isInstance);
    }

    @Test
    void shouldHaveATermWhenItHasAllThatTheTermBeganWith() {
        // The leader of term 7 found the log to end at 4 or before.
        assertThat(intake.received(Samples.A, batch(7, 5, 5), 0)).containsExactly(new Effect.Fetch(Samples.A, at(2)));
        assertThat(intake.accepted()).isEqualTo(end(5, 2));

        intake.fetched(Samples.A, new Fetched(Relation.PREFIX, end(5, 3), LOG.subList(2, 3)), 0);
        assertThat(intake.accepted()).as("not yet").isEqualTo(end(5, 3));
        intake.fetched(Samples.A, new Fetched(Relation.PREFIX, end(5, 4), LOG.subList(3, 4)), 0);
        assertThat(intake.accepted()).isEqualTo(end(7, 5));
    }

    @Test
    void shouldWriteATermWithoutEntries() {
        assertThat(intake.announced(Samples.A, end(7, 2), 0)).containsExactly(new Effect.Append(7, at(2), List.of()));

        assertThat(intake.archived(end(7, 2))).containsExactly(new Effect.Confirm(end(7, 2)));
    }

    @Test
    void shouldNotTakeATermForAnEndThatItDoesNotHave() {
        intake.announced(Samples.A, end(7, 4), 0);

        assertThat(intake.accepted()).isEqualTo(end(5, 2));
    }

    @Test
    void shouldNoticeThatALeadersBatchContradictsIt() {
        List<Entry> other = Samples.after(at(1), 8, 9);
        Entries contradicting = new Entries(Samples.ROOM, 7, at(1), other);

        assertThat(intake.received(Samples.A, contradicting, 0))
                .containsExactly(
                        new Effect.Diverged(Samples.A, at(2), other.get(0).position()));
        assertThat(intake.isDiverged()).isTrue();
    }

    @Test
    void shouldNoticeEntriesOfAnOlderTermThatTheNewLeaderDoesNotHave() {
        Intake ahead = new Intake(Samples.ROOM, end(5, 4), LIMITS);

        assertThat(ahead.announced(Samples.B, end(7, 2), 0))
                .containsExactly(new Effect.Diverged(Samples.B, at(4), at(2)));
        assertThat(ahead.isDiverged()).isTrue();
    }

    @Test
    void shouldNotTakeANewTermForEntriesBeyondTheNewLeadersEnd() {
        intake.received(Samples.A, batch(5, 3, 4), 0);

        assertThat(intake.announced(Samples.B, end(7, 3), 0))
                .containsExactly(new Effect.Diverged(Samples.B, at(4), at(3)));
        assertThat(intake.archived(end(5, 4)))
                .as("the disk never has them in that term")
                .noneMatch(effect -> effect instanceof Effect.Append append && append.term() == 7);
    }

    @Test
    void shouldTakeNoNoticeOfAnAnnouncementThatItsOwnLeadersEntriesOvertook() {
        intake.received(Samples.A, batch(7, 3, 4), 0);
        intake.announced(Samples.A, end(7, 2), 0);

        assertThat(intake.isDiverged()).isFalse();
        assertThat(intake.accepted()).isEqualTo(end(7, 4));
    }
}
