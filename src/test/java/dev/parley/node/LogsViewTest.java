package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogsViewTest {

    private final List<Promise<Map<LogId, LogEnd>>> asked = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final LogsView view = new LogsView(this::ask, now::get);

    @Test
    void shouldAskTheDiskForOneAnswerAtATime() {
        Optional<Future<String>> first = view.answer();

        assertThat(first).isPresent();
        assertThat(view.answer()).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldGiveAnAnswerAgainWhileItIsNew() {
        Future<String> first = view.answer().orElseThrow();
        asked.get(0).complete(Map.of());
        now.set(LogsView.FRESH_MILLIS - 1);

        assertThat(first.result()).isEqualTo("{\"logs\":[]}");
        assertThat(view.answer().orElseThrow().result()).isEqualTo(first.result());
        assertThat(asked).hasSize(1);

        now.set(LogsView.FRESH_MILLIS);
        assertThat(view.answer().orElseThrow().isComplete()).isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void shouldAskAgainAfterTheArchiveHasNotAnswered() {
        Future<String> first = view.answer().orElseThrow();
        asked.get(0).fail("the disk hangs");

        assertThat(first.failed()).isTrue();
        assertThat(view.answer()).isPresent();
        assertThat(asked).hasSize(2);
    }

    private Future<Map<LogId, LogEnd>> ask() {
        Promise<Map<LogId, LogEnd>> promise = Promise.promise();
        asked.add(promise);
        return promise.future();
    }
}
