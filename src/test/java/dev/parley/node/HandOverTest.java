package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void shouldGiveAwayWhatItLeadsBeforeItsClients() {
        new HandOver(() -> done.add("declare"), step("resign"), step("drain"), step("close")).run(Duration.ZERO);

        assertThat(done).containsExactly("declare", "resign", "drain", "close");
    }

    @Test
    void shouldCloseThePortWhateverFailsBefore() {
        new HandOver(
                        HandOverTest::lost,
                        () -> Future.failedFuture("nobody takes it"),
                        () -> {
                            throw new IllegalStateException("no gateway");
                        },
                        step("close"))
                .run(Duration.ZERO);

        assertThat(done).containsExactly("close");
    }

    private static void lost() {
        throw new IllegalStateException("the grid is lost");
    }

    private Supplier<Future<Void>> step(String name) {
        return () -> {
            done.add(name);
            return Future.succeededFuture();
        };
    }
}
