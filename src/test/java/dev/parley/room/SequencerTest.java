package dev.parley.room;

import static dev.parley.room.Requests.ALL;
import static dev.parley.room.Requests.ASKER;
import static dev.parley.room.Requests.effect;
import static dev.parley.room.Requests.the;
import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailReply;
import dev.parley.log.TailReply.Status;
import dev.parley.room.SequencerEffect.Alarm;
import dev.parley.room.SequencerEffect.Announce;
import dev.parley.room.SequencerEffect.Answer;
import dev.parley.room.SequencerEffect.Broadcast;
import dev.parley.room.SequencerEffect.Closed;
import dev.parley.room.SequencerEffect.Find;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequencerTest {

    private static final long TERM = 7;

    private final Sequencer sequencer = sequencer(Requests.TWO_DISKS);

    private static Sequencer sequencer(SequencerConfig config) {
        return new Sequencer(Samples.ROOM, A, TERM, ALL, config);
    }

    /** Recovered on an empty log. */
    private static List<SequencerEffect> open(Sequencer sequencer) {
        return open(sequencer, Rules.NONE);
    }

    private static List<SequencerEffect> open(Sequencer sequencer, Rules rules) {
        sequencer.start();
        sequencer.replied(TailReply.of(Status.DONE, TERM, Position.START), 0);
        List.of(A, B, C).forEach(node -> sequencer.position(node, in(6, Position.START)));
        return sequencer.caughtUp(Position.START, rules);
    }

    private static LogEnd in(long term, Position at) {
        return new LogEnd(term, at);
    }

    private Append commandsTo(int... numbers) {
        List<SequencerEffect> effects = List.of();
        for (int number : numbers) {
            List<SequencerEffect> more = sequencer.submit(Samples.command(number), new Asker(B, number), 0);
            effects = effects.isEmpty() ? more : effects;
        }
        return numbered(the(Find.class, effects));
    }

    private Append numbered(Find find) {
        return (Append)
                the(Grid.class, sequencer.found(find.number(), Map.of(), 1_000)).command();
    }

    private List<SequencerEffect> committed(Append append) {
        return sequencer.replied(TailReply.of(Status.DONE, TERM, append.end()), 0);
    }

    private static Answer accepted(int number, Entry entry) {
        return new Answer(new Asker(B, number), new Outcome.Accepted(entry.position(), entry.atMillis()));
    }

    @Test
    void shouldNumberNothingBeforeItHasRecovered() {
        sequencer.start();

        assertThat(sequencer.submit(Samples.command(1), ASKER, 0)).isEmpty();
        assertThat(sequencer.isOpen()).isFalse();
    }

    @Test
    void shouldAnnounceTheEndWhenItOpens() {
        assertThat(open(sequencer)).containsExactly(new Announce(Position.START));
    }

    @Test
    void shouldBroadcastOnlyWhatIsCommitted() {
        open(sequencer);
        Append append = commandsTo(1);
        assertThat(append.previous()).isEqualTo(Position.START);

        assertThat(committed(append)).contains(new Broadcast(Position.START, append.entries()));
        assertThat(sequencer.head().at()).isEqualTo(append.end());
    }

    @Test
    void shouldAcknowledgeWhenEnoughDisksHaveIt() {
        open(sequencer);
        Append append = commandsTo(1);
        assertThat(effect(Answer.class, committed(append))).isEmpty();
        assertThat(effect(Answer.class, sequencer.archived(A, in(TERM, append.end()))))
                .isEmpty();

        assertThat(sequencer.archived(C, in(TERM, append.end())))
                .containsExactly(accepted(1, append.entries().get(0)));
    }

    @Test
    void shouldNotCountADiskThatHasNotYetAllThatItsTermBeganWith() {
        open(sequencer);
        Append append = commandsTo(1);
        committed(append);
        sequencer.archived(A, in(TERM, append.end()));

        assertThat(sequencer.archived(C, in(TERM - 1, append.end()))).isEmpty();
        assertThat(sequencer.archived(C, in(TERM, append.end())))
                .containsExactly(accepted(1, append.entries().get(0)));
    }

    @Test
    void shouldLetACommandThatIsSentAgainWaitForTheDisksToo() {
        open(sequencer);
        Append append = commandsTo(1);
        committed(append);
        sequencer.archived(A, in(TERM, append.end()));

        assertThat(sequencer.submit(Samples.command(1), new Asker(C, 9), 0)).isEmpty();

        assertThat(sequencer.archived(C, in(TERM, append.end()))).hasSize(2);
    }

    @Test
    void shouldFormTheNextBatchOfWhatCameMeanwhile() {
        open(sequencer);
        Append first = commandsTo(1, 2, 3);
        assertThat(first.entries()).hasSize(1);

        Append second = numbered(the(Find.class, committed(first)));

        assertThat(second.previous()).isEqualTo(first.end());
        assertThat(second.entries()).extracting(Entry::seq).containsExactly(2L, 3L);
    }

    @Test
    void shouldNumberAnIdOnceThatComesTwiceInABatch() {
        open(sequencer);
        Append first = commandsTo(1, 2, 2);

        assertThat(numbered(the(Find.class, committed(first))).entries()).hasSize(1);
    }

    @Test
    void shouldNotNumberAgainWhatTheArchiveHas() {
        open(sequencer);
        Entry old = Samples.log(1).get(0);
        Find find = the(Find.class, sequencer.submit(Samples.command(1), ASKER, 0));

        List<SequencerEffect> effects = sequencer.found(find.number(), Map.of(Samples.id(1), old), 0);

        assertThat(effect(Grid.class, effects)).isEmpty();
    }

    @Test
    void shouldNotTakeTheAnswerToAnOlderQuestion() {
        open(sequencer);
        Find first = the(Find.class, sequencer.submit(Samples.command(1), ASKER, 0));
        sequencer.archiveFailed(0);
        sequencer.tick(1_000);

        assertThat(sequencer.found(first.number(), Map.of(), 0)).isEmpty();
    }

    /** The refusal is for good, and the entry that is its reason may never be committed. */
    @Test
    void shouldNotRefuseForGoodBecauseOfWhatIsNotCommitted() {
        open(sequencer, new OneOnly(0));
        commandsTo(1, 2, 3);
        sequencer.replied(TailReply.of(Status.MISMATCH, TERM, Position.START), 0);
        sequencer.replied(TailReply.of(Status.DONE, TERM, Position.START), 0);
        List.of(A, B, C).forEach(node -> sequencer.position(node, in(6, Position.START)));

        Find find = the(Find.class, sequencer.caughtUp(Position.START, new OneOnly(0)));
        List<SequencerEffect> effects = sequencer.found(find.number(), Map.of(), 0);

        assertThat(effects).noneMatch(Answer.class::isInstance);
        assertThat(the(Grid.class, effects).command()).isInstanceOf(Append.class);
    }

    @Test
    void shouldRefuseForGoodWhatACommittedEntryForbids() {
        open(sequencer, new OneOnly(0));
        Append first = commandsTo(1, 2);
        Find find = the(Find.class, committed(first));

        assertThat(sequencer.found(find.number(), Map.of(), 0))
                .containsExactly(new Answer(new Asker(B, 2), OneOnly.FULL));
    }

    /** Rules of a log that may have one entry. */
    private record OneOnly(int entries) implements Rules {
        static final Outcome.Refused FULL = new Outcome.Refused(ErrorCode.NAME_TAKEN, "full");

        @Override
        public Outcome.Refused check(Command command) {
            return entries == 0 ? null : FULL;
        }

        @Override
        public Rules after(Entry entry) {
            return new OneOnly(entries + 1);
        }
    }

    @Test
    void shouldSendTheSameCommitAgainWhenNothingIsKnownOfIt() {
        open(sequencer);
        Append append = commandsTo(1);
        sequencer.replied(TailReply.unknown(), 0);

        assertThat(sequencer.tick(Requests.TWO_DISKS.retryMillis())).containsExactly(new Grid(append));
    }

    @Test
    void shouldEndWhenItIsFenced() {
        open(sequencer);
        commandsTo(1);

        List<SequencerEffect> effects = sequencer.replied(TailReply.of(Status.FENCED, 9, Position.START), 0);

        assertThat(effects).contains(new Answer(new Asker(B, 1), new Outcome.NotLeader(null)));
        assertThat(effect(Closed.class, effects)).isPresent();
    }

    @Test
    void shouldRecoverWhenTheLogEndsElsewhere() {
        open(sequencer);
        commandsTo(1);
        Position elsewhere = Samples.end(Samples.log(8));

        List<SequencerEffect> effects = sequencer.replied(TailReply.of(Status.MISMATCH, TERM, elsewhere), 0);

        assertThat(effect(Alarm.class, effects)).isPresent();
        assertThat(effects).contains(new Grid(new Claim(TERM)));
        assertThat(sequencer.isOpen()).isFalse();
    }

    @Test
    void shouldNumberTheBatchAnewAfterARecovery() {
        open(sequencer);
        commandsTo(1);
        List<Entry> others = Samples.log(8);
        sequencer.replied(TailReply.of(Status.MISMATCH, TERM, Samples.end(others)), 0);
        sequencer.replied(new TailReply(Status.DONE, TERM, Samples.end(others), others), 0);
        List.of(A, B, C).forEach(node -> sequencer.position(node, in(6, Samples.end(others))));

        Find find = the(Find.class, sequencer.caughtUp(Samples.end(others), Rules.NONE));

        assertThat(numbered(find).previous()).isEqualTo(Samples.end(others));
    }

    @Test
    void shouldTellThatItIsReadOnlyInsteadOfLettingPeopleWait() {
        open(sequencer);
        commandsTo(1);

        assertThat(sequencer.replied(TailReply.of(Status.READ_ONLY, 0, Position.START), 0))
                .contains(new Answer(new Asker(B, 1), Refusals.READ_ONLY));
    }

    @Test
    void shouldRecoverAgainWhenFewerThanAQuorumStayed() {
        Sequencer majority = sequencer(Requests.MAJORITY);
        open(majority);

        assertThat(majority.members(new Company(Set.of(A), Set.of(A)))).contains(new Grid(new Claim(TERM)));
        assertThat(majority.isOpen()).isFalse();
    }

    @Test
    void shouldNotRecoverAgainWhileAQuorumStays() {
        Sequencer majority = sequencer(Requests.MAJORITY);
        open(majority);

        assertThat(majority.members(new Company(Set.of(A, C), Set.of(A, C)))).isEmpty();
        assertThat(majority.isOpen()).isTrue();
    }

    @Test
    void shouldAskTheTailOneThingAtATimeAlsoWhenItMustRecoverAgain() {
        Sequencer majority = sequencer(Requests.MAJORITY);
        open(majority);
        Find find = the(Find.class, majority.submit(Samples.command(1), ASKER, 0));
        majority.found(find.number(), Map.of(), 0);

        assertThat(effect(Grid.class, majority.members(new Company(Set.of(A), Set.of(A)))))
                .isEmpty();
        assertThat(majority.replied(TailReply.unknown(), 0)).contains(new Grid(new Claim(TERM)));
    }

    @Test
    void shouldCommitNoMoreThanTheGridKeepsUntilTheDisksHaveIt() {
        open(sequencer);
        int[] numbers = new int[12];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        Append first = commandsTo(numbers);
        Append second = numbered(the(Find.class, committed(first)));
        assertThat(second.end().seq()).isEqualTo(8);
        assertThat(effect(Find.class, committed(second))).isEmpty();

        sequencer.archived(A, in(TERM, second.end()));

        assertThat(effect(Find.class, sequencer.archived(B, in(TERM, second.end()))))
                .isPresent();
    }

    @Test
    void shouldNotCountADiskThatSpeaksOfMoreThanThereIs() {
        open(sequencer);
        Position beyond = Samples.end(Samples.log(8, 9));
        List.of(B, C).forEach(node -> sequencer.archived(node, in(TERM, beyond)));

        Append append = commandsTo(1);

        assertThat(effect(Answer.class, committed(append))).isEmpty();
    }

    @Test
    void shouldKnowWhichDisksHaveMoreThanItsOwn() {
        open(sequencer);
        Append append = commandsTo(1);
        committed(append);
        sequencer.archived(C, in(TERM, append.end()));
        assertThat(sequencer.furtherDisks()).containsExactly(Map.entry(C, append.end()));

        sequencer.archived(A, in(TERM, append.end()));
        assertThat(sequencer.furtherDisks()).isEmpty();
    }

    @Test
    void shouldFinishWhatIsUnderWayBeforeItIsReleased() {
        open(sequencer);
        Append append = commandsTo(1);
        assertThat(effect(Closed.class, sequencer.release(0))).isEmpty();
        assertThat(effect(Closed.class, committed(append))).isEmpty();
        sequencer.archived(A, in(TERM, append.end()));
        sequencer.archived(B, in(TERM, append.end()));

        assertThat(effect(Closed.class, sequencer.tick(10))).isPresent();
    }

    @Test
    void shouldBeReleasedAfterAWhileInAnyCase() {
        open(sequencer);
        commandsTo(1);
        sequencer.release(0);

        List<SequencerEffect> effects = sequencer.tick(Requests.TWO_DISKS.releaseMillis());

        assertThat(effects).contains(new Answer(new Asker(B, 1), new Outcome.NotLeader(null)));
        assertThat(effect(Closed.class, effects)).isPresent();
    }

    @Test
    void shouldTakeNothingMoreWhileItIsReleased() {
        open(sequencer);
        commandsTo(1);
        sequencer.release(0);

        assertThat(sequencer.submit(Samples.command(2), ASKER, 0))
                .containsExactly(new Answer(ASKER, new Outcome.NotLeader(null)));
    }
}
