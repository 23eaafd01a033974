package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.FetchWatch.Look;
import dev.parley.log.FetchWatch.Verdict;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the fetching of a log is over, well or not. */
class FetchWatchTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4);
    private static final int ROUND = 3;

    private final FetchWatch watch = new FetchWatch();
    private final Intake intake = new Intake(Samples.ROOM, LogEnd.START, new IntakeLimits(100, 1 << 20, 200));

    private static Position at(int seq) {
        return LOG.get(seq - 1).position();
    }

    private void fetchAll() {
        watch.begin(Samples.ROOM, at(4), ROUND, 1000);
        intake.known(Samples.A, at(4), 1000);
    }

    private void stored(int upTo) {
        Position here = intake.accepted().at();
        intake.fetched(
                Samples.A,
                new Fetched(Relation.PREFIX, new LogEnd(5, at(4)), LOG.subList((int) here.seq(), upTo)),
                1000);
        intake.archived(new LogEnd(5, at(upTo)));
    }

    private Verdict look(long nowMillis) {
        return watch.look(Samples.ROOM, intake, nowMillis);
    }

    @Test
    void shouldTellWhenTheDiskHasItAll() {
        fetchAll();
        stored(2);
        assertThat(look(1100)).isEqualTo(new Verdict(Look.GOES_ON, ROUND));
        stored(4);

        assertThat(look(1200)).isEqualTo(new Verdict(Look.REACHED, ROUND));
        assertThat(watch.isWatched(Samples.ROOM)).isFalse();
        assertThat(look(1300).look()).as("told once").isEqualTo(Look.GOES_ON);
    }

    @Test
    void shouldGiveUpWhatGetsNoFurtherForTenSeconds() {
        fetchAll();
        assertThat(look(1000 + FetchWatch.STALLED_MILLIS).look()).isEqualTo(Look.GOES_ON);
        assertThat(look(1001 + FetchWatch.STALLED_MILLIS)).isEqualTo(new Verdict(Look.STUCK, ROUND));
        assertThat(watch.logs()).isEmpty();
    }

    @Test
    void shouldCountFromTheLastStep() {
        fetchAll();
        stored(2);
        look(9000);
        assertThat(look(15_000).look()).isEqualTo(Look.GOES_ON);
        assertThat(look(19_001).look()).isEqualTo(Look.STUCK);
    }

    @Test
    void shouldGiveUpAtOnceWhenTheHistoriesDiffer() {
        fetchAll();
        intake.fetched(Samples.A, new Fetched(Relation.DIVERGED, new LogEnd(5, at(4)), List.of()), 1000);

        assertThat(look(1001).look()).isEqualTo(Look.STUCK);
    }

    @Test
    void shouldGiveUpAtOnceWhenNobodyIsKnownWhoHasMore() {
        fetchAll();
        intake.fetchFailed(Samples.A, 1000);

        assertThat(look(1001).look()).isEqualTo(Look.STUCK);
    }

    @Test
    void shouldForgetTheFetchThatAnotherOneReplaces() {
        fetchAll();
        watch.begin(Samples.ROOM, at(4), ROUND + 1, 8000);

        assertThat(look(12_000)).isEqualTo(new Verdict(Look.GOES_ON, ROUND + 1));
    }
}
