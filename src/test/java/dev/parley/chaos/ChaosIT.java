package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short form of {@code ./parley chaos}: real processes under load, killed, paused, cut off and restarted; every promise of
 * docs/fault-tolerance.md must hold.
 *
 * <p>{@code -Dparley.chaos.seed=N} repeats a run. How long faults are felt is written to {@code target/chaos/report.md} and never asserted:
 * it is the machine's as much as ours.
 */
class ChaosIT {

    private static final Path REPORT = Path.of("target", "chaos");
    private static final long SEED = Long.getLong("parley.chaos.seed", 20_261_122);

    private static final Surroundings SURROUNDINGS = Surroundings.look();
    private static final List<Outcome> OUTCOMES = new ArrayList<>();
    private static Instant begun;
    private static Vertx vertx;

    static Stream<Arguments> played() {
        return Stream.of(
                Arguments.of("kill-leader", Policy.AVAILABLE),
                Arguments.of("rolling-restart", Policy.AVAILABLE),
                Arguments.of("pause", Policy.MAJORITY),
                Arguments.of("partition", Policy.AVAILABLE),
                Arguments.of("partition", Policy.MAJORITY),
                Arguments.of("all-crash", Policy.MAJORITY));
    }

    @BeforeAll
    static void open() {
        begun = Instant.now();
        Leftovers.ofTheDead();
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    }

    @AfterAll
    static void close() throws Exception {
        Conditions conditions = Conditions.now(begun, SURROUNDINGS.told(), SURROUNDINGS.leftOut());
        new ChaosReport(plan(OUTCOMES.stream().map(Outcome::scenario).toList()), conditions, OUTCOMES).write();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("played")
    void shouldKeepEveryPromise(String name, Policy policy) {
        Scenario scenario = Scenarios.find(name).orElseThrow();
        Optional<String> obstacle = SURROUNDINGS.obstacle(scenario);
        assumeTrue(obstacle.isEmpty(), () -> name + " cannot be played here: " + obstacle);

        Outcome outcome = new ChaosRunner(plan(List.of(scenario)), SURROUNDINGS, vertx, System.out::println)
                .play(scenario, policy);

        OUTCOMES.add(outcome);
        assertThat(outcome.problems())
                .as(() -> String.join("\n", outcome.story()))
                .isEmpty();
        assertThat(outcome.isGreen()).isTrue();
        assertThat(outcome.load().orElseThrow().verdict().acked()).isPositive();
    }

    private static ChaosPlan plan(List<Scenario> scenarios) {
        return new ChaosPlan(
                3,
                scenarios,
                Optional.empty(),
                1,
                SEED,
                Duration.ofSeconds(30),
                ChaosPlan.USUAL_CROWD,
                ChaosPlan.Load.USUAL,
                REPORT,
                ChaosPlan.Secrecy.PLAIN);
    }
}
