package dev.parley.room;

import static dev.parley.room.Requests.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.room.SequencerEffect.Answer;
import dev.parley.wire.Entry;
import dev.parley.wire.Outcome;
import dev.parley.wire.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitersTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3);

    private final Waiters waiters = new Waiters();
    private final List<SequencerEffect> effects = new ArrayList<>();

    private static Answer accepted(Asker asker, Entry entry) {
        return new Answer(asker, new Outcome.Accepted(entry.position(), entry.atMillis()));
    }

    private void addAll() {
        for (int i = 0; i < LOG.size(); i++) {
            waiters.add(pending(i + 1), LOG.get(i), 0, effects);
        }
    }

    @Test
    void shouldAnswerNobodyBeforeTheDisksHaveTheEntry() {
        addAll();

        assertThat(effects).isEmpty();
    }

    @Test
    void shouldAnswerEverybodyUpToWhatIsAcknowledged() {
        addAll();
        waiters.settle(2, 0, effects);

        assertThat(effects)
                .containsExactly(
                        accepted(pending(1).asker(), LOG.get(0)),
                        accepted(pending(2).asker(), LOG.get(1)));
        assertThat(waiters.areAllAnswered()).isFalse();
    }

    @Test
    void shouldAnswerOnce() {
        addAll();
        waiters.settle(3, 0, effects);
        effects.clear();
        waiters.settle(3, 0, effects);

        assertThat(effects).isEmpty();
    }

    @Test
    void shouldAnswerTheSameCommandAgainAtOnceWhenItIsAcknowledged() {
        addAll();
        waiters.settle(1, 0, effects);
        effects.clear();
        Pending again = new Pending(Samples.command(1), new Asker(Samples.C, 9));

        assertThat(waiters.join(again, 1, effects)).isTrue();
        assertThat(effects).containsExactly(accepted(again.asker(), LOG.get(0)));
    }

    @Test
    void shouldLetTheSameCommandWaitWithTheFirst() {
        addAll();
        Pending again = new Pending(Samples.command(1), new Asker(Samples.C, 9));
        assertThat(waiters.join(again, 0, effects)).isTrue();
        assertThat(effects).isEmpty();

        waiters.settle(1, 0, effects);

        assertThat(effects).hasSize(2);
    }

    /** Until then no other place knows the id, and the command would become another entry. */
    @Test
    void shouldKeepAnIdUntilOurOwnDiskHasIt() {
        addAll();
        waiters.settle(3, 1, effects);

        assertThat(waiters.join(pending(1), 3, effects)).isFalse();
        assertThat(waiters.join(pending(2), 3, effects)).isTrue();
    }

    @Test
    void shouldKeepAnIdUntilItIsAcknowledgedAlthoughOurOwnDiskHasIt() {
        addAll();
        waiters.settle(0, 3, effects);

        assertThat(waiters.size()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAnIdThatIsAnothersEntry() {
        addAll();
        Pending others = new Pending(Samples.command(1, "bob"), new Asker(Samples.C, 9));
        waiters.join(others, 3, effects);

        assertThat(effects).containsExactly(new Answer(others.asker(), Refusals.ID_TAKEN));
    }

    @Test
    void shouldSendEverybodyToTheNextLeaderWhenItEnds() {
        addAll();
        waiters.abandon(effects);

        assertThat(effects)
                .hasSize(3)
                .allSatisfy(effect -> assertThat(((Answer) effect).outcome()).isEqualTo(new Outcome.NotLeader(null)));
        assertThat(waiters.size()).isZero();
    }

    @Test
    void shouldNoticeAnotherHistory() {
        addAll();

        assertThat(waiters.contradicts(Samples.end(Samples.log(8, 9)))).isTrue();
        assertThat(waiters.contradicts(LOG.get(1).position())).isFalse();
    }
}
