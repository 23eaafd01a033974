package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeThreadTest {

    private final List<String> late = new ArrayList<>();

    @Test
    void shouldDisposeOfWhatArrivesWhenNobodyWaitsAnyMore() {
        Promise<String> slow = Promise.promise();

        assertThatThrownBy(() -> LifeThread.await(slow.future(), Duration.ofMillis(1), late::add))
                .isInstanceOf(IllegalStateException.class);
        assertThat(late).isEmpty();
        slow.complete("port");

        assertThat(late).containsExactly("port");
    }

    @Test
    void shouldKeepWhatArrivesInTime() {
        assertThat(LifeThread.await(Future.succeededFuture("port"), Duration.ofSeconds(10), late::add))
                .isEqualTo("port");
        assertThat(late).isEmpty();
    }
}
