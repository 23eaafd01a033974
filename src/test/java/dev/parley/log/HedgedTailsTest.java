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
    private long nowMillis;
    private final HedgedTails tails = new HedgedTails(
            (log, command) -> {
                Promise<TailReply> one = Promise.promise();
                tries.add(one);
                return one.future();
            },
            () -> nowMillis);

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

    private void answer(int which, long afterMillis) {
        nowMillis += afterMillis;
        tries.get(which).complete(TailReply.of(TailReply.Status.DONE, 7, Position.START));
    }

    private void tickAfter(long millis) {
        nowMillis += millis;
        tails.tick();
    }

    /** So that it knows what is usual. */
    private void answerAHundred(long afterMillis) {
        for (int i = 0; i < 100; i++) {
            tails.apply(Samples.ROOM, CLAIM);
            answer(i, afterMillis);
        }
        tries.clear();
    }

    @Test
    void shouldBePatientWithAGridOfWhichItKnowsNothing() {
        tails.apply(Samples.ROOM, CLAIM);

        tickAfter(299);
        assertThat(tries).hasSize(1);
        tickAfter(1);
        assertThat(tries).hasSize(2);
    }

    @Test
    void shouldTryAgainSoonThenMoreAndMoreSeldom() {
        answerAHundred(5);
        tails.apply(Samples.ROOM, CLAIM);

        tickAfter(99);
        assertThat(tries).hasSize(1);
        tickAfter(1);
        assertThat(tries).as("after 100 ms").hasSize(2);
        tickAfter(299);
        assertThat(tries).hasSize(2);
        tickAfter(1);
        assertThat(tries).as("300 ms later").hasSize(3);
        tickAfter(600);
        tickAfter(900);
        tickAfter(10_000);
        assertThat(tries).as("in all").hasSize(5);
    }

    @Test
    void shouldBePatientWithAGridThatIsAlwaysSlow() {
        answerAHundred(60);
        tails.apply(Samples.ROOM, CLAIM);

        tickAfter(200);
        assertThat(tries).as("four times 60 ms are not over").hasSize(1);
        tickAfter(50);
        assertThat(tries).hasSize(2);
    }

    @Test
    void shouldNotBePatientForLongWithAGridThatHardlyAnswers() {
        answerAHundred(5_000);
        tails.apply(Samples.ROOM, CLAIM);

        tickAfter(300);
        assertThat(tries).hasSize(2);
    }
}
