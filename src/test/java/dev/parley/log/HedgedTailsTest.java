package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HedgedTailsTest {

    private static final TailCommand CLAIM = new TailCommand.Claim(7);

    private final List<Promise<TailReply>> tries = new ArrayList<>();
    private final HedgedTails tails = new HedgedTails((log, command) -> {
        Promise<TailReply> one = Promise.promise();
        tries.add(one);
        return one.future();
    });

    @Test
    void shouldTryAgainWhenANodeIsGone() {
        tails.apply(Samples.ROOM, CLAIM);

        tails.membersChanged();

        assertThat(tries).hasSize(2);
    }

    /** All tries before may hang on the node that goes only now. */
    @Test
    void shouldTryAgainWhenANodeIsGoneHoweverOftenItHasTried() {
        Future<TailReply> reply = tails.apply(Samples.ROOM, CLAIM);
        for (int i = 0; i < 10; i++) {
            tails.membersChanged();
        }
        assertThat(tries).hasSize(11);

        tries.get(10).complete(TailReply.of(TailReply.Status.DONE, 7, Position.START));

        assertThat(reply.isComplete()).isTrue();
    }

    @Test
    void shouldNotTryAgainWhatIsAnswered() {
        tails.apply(Samples.ROOM, CLAIM);
        tries.get(0).complete(TailReply.of(TailReply.Status.DONE, 7, Position.START));

        tails.membersChanged();

        assertThat(tries).hasSize(1);
    }
}
