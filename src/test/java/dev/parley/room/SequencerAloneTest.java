package dev.parley.room;

import static dev.parley.room.Requests.ASKER;
import static dev.parley.room.Requests.the;
import static dev.parley.wire.Samples.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.TailReply;
import dev.parley.log.TailReply.Status;
import dev.parley.room.SequencerEffect.Answer;
import dev.parley.room.SequencerEffect.Find;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A leader whose disk is the only one: nobody confirms anything to it but itself, once. */
class SequencerAloneTest {

    private static final long TERM = 7;
    private static final List<Entry> LOG = Samples.log(1, 2);
    private static final Position END = Samples.end(LOG);

    private final Sequencer sequencer =
            new Sequencer(Samples.ROOM, A, TERM, new Company(Set.of(A), Set.of(A)), Requests.TWO_DISKS);

    private void open() {
        sequencer.start();
        sequencer.replied(TailReply.of(Status.DONE, TERM, END), 0);
        sequencer.position(A, new LogEnd(6, END));
        sequencer.caughtUp(END, Rules.NONE);
    }

    @Test
    void shouldKeepNothingOfACommandThatIsSettledAlready() {
        open();
        Find find = the(Find.class, sequencer.submit(Samples.command(1), ASKER, 0));

        List<SequencerEffect> effects =
                sequencer.found(find.number(), Map.of(find.ids().get(0), LOG.get(0)), 1_000);

        assertThat(effects)
                .containsExactly(new Answer(
                        ASKER,
                        new Outcome.Accepted(LOG.get(0).position(), LOG.get(0).atMillis())));
        assertThat(sequencer.isIdle(1_000_000, 1_000)).isTrue();
    }
}
