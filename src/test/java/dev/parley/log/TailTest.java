package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailCommand.Install;
import dev.parley.log.TailCommand.Shrink;
import dev.parley.log.TailReply.Status;
import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final Tail.Limits LIMITS = new Tail.Limits(3, 10_000);
    private static final List<Entry> LOG = Samples.log(1, 2);
    private static final Position END = Samples.end(LOG);
    private static final Tail TAIL = new Tail(5, END, LOG);

    private static Append next(long term, int number) {
        return new Append(term, END, Samples.after(END, number));
    }

    @Test
    void shouldAppendFromTheTermThatClaimed() {
        Append append = next(5, 3);

        Tail.Change change = Tail.apply(TAIL, append, LIMITS);

        assertThat(change.reply().status()).isEqualTo(Status.DONE);
        assertThat(change.reply().head()).isEqualTo(append.end());
        assertThat(change.next().recent()).hasSize(3);
    }

    @Test
    void shouldRefuseAppendFromOlderTerm() {
        Tail.Change change = Tail.apply(TAIL, next(4, 3), LIMITS);

        assertThat(change.next()).isNull();
        assertThat(change.reply().status()).isEqualTo(Status.FENCED);
        assertThat(change.reply().term()).isEqualTo(5);
    }

    @Test
    void shouldRefuseAppendThatDoesNotFollow() {
        Append append =
                new Append(6, LOG.get(0).position(), Samples.after(LOG.get(0).position(), 9));

        Tail.Change change = Tail.apply(TAIL, append, LIMITS);

        assertThat(change.next()).isNull();
        assertThat(change.reply()).isEqualTo(TailReply.of(Status.MISMATCH, 5, END));
    }

    @Test
    void shouldRefuseAppendAfterTheSameNumberInAnotherHistory() {
        List<Entry> other = Samples.log(8, 9);
        Append append = new Append(6, Samples.end(other), Samples.after(Samples.end(other), 3));

        assertThat(Tail.apply(TAIL, append, LIMITS).reply().status()).isEqualTo(Status.MISMATCH);
    }

    @Test
    void shouldTakeTheSameAppendAgainWithoutEffect() {
        Append append = next(5, 3);
        Tail once = Tail.apply(TAIL, append, LIMITS).next();

        Tail.Change again = Tail.apply(once, append, LIMITS);

        assertThat(again.reply().status()).isEqualTo(Status.DONE);
        assertThat(again.next()).isEqualTo(once);
    }

    @Test
    void shouldFenceOlderTermsOffByAClaim() {
        Tail claimed = Tail.apply(TAIL, new Claim(9), LIMITS).next();

        assertThat(claimed.term()).isEqualTo(9);
        assertThat(Tail.apply(claimed, next(5, 3), LIMITS).reply().status()).isEqualTo(Status.FENCED);
    }

    @Test
    void shouldTellTheRecentEntriesToWhoClaims() {
        assertThat(Tail.apply(TAIL, new Claim(9), LIMITS).reply().recent()).isEqualTo(LOG);
    }

    @Test
    void shouldNotBeginALogByItself() {
        assertThat(Tail.apply(null, new Claim(9), LIMITS).reply().status()).isEqualTo(Status.MISSING);
        assertThat(Tail.apply(null, next(9, 3), LIMITS).reply().status()).isEqualTo(Status.MISSING);
    }

    @Test
    void shouldInstallWhatTheArchivesHold() {
        Tail.Change change = Tail.apply(null, new Install(5, null, END, LOG), LIMITS);

        assertThat(change.next()).isEqualTo(TAIL);
    }

    @Test
    void shouldNotInstallOverAnEndThatIsNotExpected() {
        Install install = new Install(6, null, Position.START, List.of());

        Tail.Change change = Tail.apply(TAIL, install, LIMITS);

        assertThat(change.next()).isNull();
        assertThat(change.reply().status()).isEqualTo(Status.MISMATCH);
    }

    @Test
    void shouldKeepTheNewestEntriesOnly() {
        Append append = new Append(5, END, Samples.after(END, 3, 4, 5));

        Tail next = Tail.apply(TAIL, append, LIMITS).next();

        assertThat(next.recent()).extracting(Entry::seq).containsExactly(3L, 4L, 5L);
    }

    @Test
    void shouldKeepOneEntryHoweverLong() {
        Tail next = Tail.apply(TAIL, next(5, 3), new Tail.Limits(3, 1)).next();

        assertThat(next.recent()).extracting(Entry::seq).containsExactly(3L);
    }

    @Test
    void shouldLetGoOfTheEntriesOfAnIdleLog() {
        Tail next = Tail.apply(TAIL, new Shrink(5, END), LIMITS).next();

        assertThat(next.recent()).isEmpty();
        assertThat(next.head()).isEqualTo(END);
    }

    @Test
    void shouldNotLetGoOfWhatCameAfterTheCommandWasSent() {
        Tail.Change change = Tail.apply(TAIL, new Shrink(5, LOG.get(0).position()), LIMITS);

        assertThat(change.next()).isNull();
        assertThat(change.reply().status()).isEqualTo(Status.MISMATCH);
    }

    @Test
    void shouldNotExistWithEntriesThatDoNotEndAtItsHead() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tail(1, Position.START, LOG));
    }
}
