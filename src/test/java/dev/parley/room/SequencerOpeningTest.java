package dev.parley.room;

import static dev.parley.room.Requests.ASKER;
import static dev.parley.room.Requests.effect;
import static dev.parley.room.Requests.the;
import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailReply;
import dev.parley.log.TailReply.Status;
import dev.parley.room.SequencerEffect.Answer;
import dev.parley.room.SequencerEffect.Find;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A leader that has just opened a log, in a grid that keeps no more entries than the log has. */
class SequencerOpeningTest {

    private static final long TERM = 7;
    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4, 5, 6, 7, 8);
    private static final Position END = Samples.end(LOG);

    private final Sequencer sequencer = new Sequencer(Samples.ROOM, A, TERM, Requests.ALL, Requests.TWO_DISKS);

    private static LogEnd in(long term, Position at) {
        return new LogEnd(term, at);
    }

    private void openWithOthersAt(Position others) {
        sequencer.start();
        sequencer.replied(new TailReply(Status.DONE, TERM, END, LOG), 0);
        sequencer.position(A, in(6, END));
        List.of(B, C).forEach(node -> sequencer.position(node, in(6, others)));
        sequencer.caughtUp(END, Rules.NONE);
    }

    private Append numbered(List<SequencerEffect> effects) {
        Find find = the(Find.class, effects);
        return (Append)
                the(Grid.class, sequencer.found(find.number(), Map.of(), 1_000)).command();
    }

    /** Where the disks were before this leader, they are; what they confirm to it, they confirm later. */
    @Test
    void shouldNumberAtOnceWhatComesAfterALogThatEnoughDisksHave() {
        openWithOthersAt(END);

        Append append = numbered(sequencer.submit(Samples.command(9), ASKER, 0));

        assertThat(append.previous()).isEqualTo(END);
        sequencer.replied(TailReply.of(Status.DONE, TERM, append.end()), 0);
        assertThat(sequencer.archived(A, in(TERM, append.end()))).isEmpty();
        assertThat(sequencer.archived(B, in(6, append.end())))
                .as("a disk that does not know the term")
                .isEmpty();
        Entry ninth = append.entries().get(0);
        assertThat(sequencer.archived(B, in(TERM, append.end())))
                .containsExactly(new Answer(ASKER, new Outcome.Accepted(ninth.position(), ninth.atMillis())));
    }

    /** Only the leader's disk has the log, and the grid: it must not drop what it has. */
    @Test
    void shouldNumberNothingWhileOnlyTheGridKeepsTheLogForTheOtherDisks() {
        openWithOthersAt(Position.START);

        assertThat(effect(Find.class, sequencer.submit(Samples.command(9), ASKER, 0)))
                .isEmpty();
        assertThat(effect(Find.class, sequencer.archived(C, in(TERM, END)))).isPresent();
    }

    /** They count for what the grid can keep: here there is room for them and for nothing more. */
    @Test
    void shouldLeaveRoomInTheGridForWhatOnlyItKeepsForTheOtherDisks() {
        int kept = LOG.get(7).json().size();
        int next = Backlog.ENTRY_BYTES + Samples.command(9).body().size();
        Sequencer narrow = new Sequencer(
                Samples.ROOM,
                A,
                TERM,
                Requests.ALL,
                RoomConfig.of(2, 1, Duration.ofSeconds(10), 8, kept + next - 1).sequencer());
        narrow.start();
        narrow.replied(new TailReply(Status.DONE, TERM, END, LOG), 0);
        List.of(A, B, C).forEach(node -> narrow.position(node, in(6, LOG.get(6).position())));
        narrow.caughtUp(END, Rules.NONE);

        assertThat(effect(Find.class, narrow.submit(Samples.command(9), ASKER, 0)))
                .isEmpty();
        assertThat(effect(Find.class, narrow.archived(C, in(TERM, END)))).isPresent();
    }

    /** As after all nodes were down: the grid has nothing, and the others have yet to fetch what this disk has. */
    @Test
    void shouldNumberNothingBeforeAnotherDiskHasWhatIsNotInTheGrid() {
        sequencer.start();
        sequencer.replied(TailReply.of(Status.MISSING, 0, Position.START), 0);
        sequencer.position(A, in(6, LOG.get(1).position()));
        List.of(B, C).forEach(node -> sequencer.position(node, in(6, LOG.get(0).position())));
        sequencer.caughtUp(LOG.get(1).position(), Rules.NONE);
        sequencer.read(LOG.subList(0, 2));
        sequencer.replied(TailReply.of(Status.DONE, TERM, LOG.get(1).position()), 0);
        assertThat(sequencer.isOpen()).isTrue();

        assertThat(effect(Find.class, sequencer.submit(Samples.command(9), ASKER, 0)))
                .isEmpty();
        assertThat(effect(Find.class, sequencer.archived(B, in(TERM, LOG.get(1).position()))))
                .isPresent();
    }
}
