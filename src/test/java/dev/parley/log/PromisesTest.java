package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromisesTest {

    private final List<Map<Integer, Long>> written = new ArrayList<>();
    private final List<Promise<Void>> writes = new ArrayList<>();
    private final Promises promises = new Promises(terms -> {
        written.add(Map.copyOf(terms));
        writes.add(Promise.promise());
        return writes.get(writes.size() - 1).future();
    });

    @Test
    void shouldGiveAPromiseWhenItIsOnTheDisk() {
        Future<Void> promised = promises.keep(1, 100);
        assertThat(promised.isComplete()).isFalse();
        assertThat(promises.of(1)).as("before the sync it is worth nothing").isZero();

        writes.get(0).complete();
        assertThat(promised.succeeded()).isTrue();
        assertThat(promises.of(1)).isEqualTo(100);
    }

    @Test
    void shouldWriteTogetherWhatCameMeanwhile() {
        promises.keep(1, 100);
        List<Future<Void>> later =
                List.of(promises.keep(2, 7), promises.keep(3, 8), promises.keep(2, 9), promises.keep(2, 8));
        writes.get(0).complete();

        assertThat(written).containsExactly(Map.of(1, 100L), Map.of(2, 9L, 3, 8L));
        assertThat(later).noneMatch(Future::isComplete);
        writes.get(1).complete();
        assertThat(later).allMatch(Future::succeeded);
    }

    @Test
    void shouldWriteNothingForAnOlderTerm() {
        promises.loaded(Map.of(1, 100L));

        assertThat(promises.keep(1, 100).succeeded()).isTrue();
        assertThat(promises.keep(1, 99).succeeded()).isTrue();
        assertThat(written).isEmpty();
    }

    @Test
    void shouldNotGiveAPromiseThatTheDiskDidNotTake() {
        Future<Void> promised = promises.keep(1, 100);
        Future<Void> next = promises.keep(1, 101);
        writes.get(0).fail("disk full");

        assertThat(promised.failed()).isTrue();
        assertThat(promises.of(1)).isZero();
        writes.get(1).complete();
        assertThat(next.succeeded()).isTrue();
        assertThat(promises.of(1)).isEqualTo(101);
    }
}
