package dev.parley.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.Orphan;
import dev.parley.room.OrphanSteps.Effect;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How orphans come back. */
class OrphanStepsTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3);
    private static final Orphan FIRST = new Orphan(11, Samples.ROOM, LOG.get(0));
    private static final Orphan SECOND = new Orphan(12, Samples.ROOM, LOG.get(1));
    private static final Orphan OF_OTHER = new Orphan(13, LogId.ofRoom("coffee"), LOG.get(2));
    private static final Outcome ACCEPTED = new Outcome.Accepted(Samples.end(LOG), 5);

    private final OrphanSteps steps = new OrphanSteps(50);

    private static Effect.Say say(Orphan orphan) {
        Entry entry = orphan.entry();
        return new Effect.Say(
                orphan,
                new Command(orphan.log(), entry.id(), entry.kind(), entry.author(), entry.atMillis(), entry.body()));
    }

    @Test
    void shouldSayOneLogAfterTheOtherWithIdAuthorAndTime() {
        assertThat(steps.next()).containsExactly(new Effect.Read(0, 50));
        assertThat(steps.read(List.of(FIRST, SECOND, OF_OTHER))).containsExactly(say(FIRST), say(SECOND));
    }

    @Test
    void shouldForgetWhatIsAcknowledgedAndGoOnBehindIt() {
        steps.read(List.of(FIRST, SECOND, OF_OTHER));
        assertThat(steps.answered(12, ACCEPTED)).as("the first is open").isEmpty();
        assertThat(steps.answered(11, ACCEPTED)).containsExactly(new Effect.Settle(List.of(12L, 11L)));

        assertThat(steps.settled()).containsExactly(new Effect.Read(12, 50));
        steps.read(List.of(OF_OTHER));
        steps.answered(13, ACCEPTED);
        steps.settled();
        assertThat(steps.read(List.of())).containsExactly(new Effect.Ended(3));
    }

    @Test
    void shouldNotPassWhatIsNotDecided() {
        steps.read(List.of(FIRST, SECOND));
        steps.answered(11, Refusals.NOT_IN_TIME);
        assertThat(steps.answered(12, ACCEPTED)).containsExactly(new Effect.Settle(List.of(12L)));

        assertThat(steps.settled()).containsExactly(new Effect.Pause());
        assertThat(steps.next()).as("the first is among them again").containsExactly(new Effect.Read(0, 50));
    }

    @Test
    void shouldTryAgainWhenNobodyKnowsWhatBecameOfIt() {
        steps.read(List.of(FIRST));
        assertThat(steps.answered(11, null)).containsExactly(new Effect.Settle(List.of()));
        assertThat(steps.settled()).containsExactly(new Effect.Pause());
    }

    @Test
    void shouldPassWhatIsRefusedForGoodAndLeaveItInTheArchive() {
        steps.read(List.of(FIRST));
        assertThat(steps.answered(11, Refusals.ID_TAKEN))
                .containsExactly(new Effect.Refused(FIRST, Refusals.ID_TAKEN), new Effect.Settle(List.of()));
        assertThat(steps.settled()).containsExactly(new Effect.Read(11, 50));
        assertThat(steps.read(List.of())).containsExactly(new Effect.Ended(0));
    }

    @Test
    void shouldSayAgainWhatCannotBeForgotten() {
        steps.read(List.of(FIRST));
        steps.answered(11, ACCEPTED);
        assertThat(steps.settleFailed()).containsExactly(new Effect.Pause());
        assertThat(steps.next()).containsExactly(new Effect.Read(0, 50));
        steps.read(List.of(FIRST));
        assertThat(steps.answered(11, ACCEPTED)).containsExactly(new Effect.Settle(List.of(11L)));
    }

    @Test
    void shouldTryAgainWhenTheyCannotBeRead() {
        steps.next();
        assertThat(steps.readFailed()).containsExactly(new Effect.Pause());
        assertThat(steps.next()).containsExactly(new Effect.Read(0, 50));
    }

    @Test
    void shouldTakeNoNoticeOfASecondAnswer() {
        steps.read(List.of(FIRST));
        steps.answered(11, ACCEPTED);
        assertThat(steps.answered(11, Refusals.NOT_IN_TIME)).isEmpty();
        assertThat(steps.settled()).containsExactly(new Effect.Read(11, 50));
    }
}
