package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.HistoryChecker.Healing;
import dev.parley.load.LoadPlan;
import dev.parley.load.LoadResult;
import dev.parley.load.Verdict;
import dev.parley.load.Violation;
import dev.parley.load.Waits;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the report makes of several plays of one scenario. */
class ChaosReportTest {

    private static List<Duration> millis(int... times) {
        return IntStream.of(times).mapToObj(Duration::ofMillis).toList();
    }

    private static Strike strike(String victim, int noticed, int... rooms) {
        return new Strike("kill -9", victim, Optional.of(Duration.ofMillis(noticed)), millis(rooms));
    }

    private static Outcome outcome(Verdict verdict) {
        LoadPlan plan = new LoadPlan(
                List.of("http://127.0.0.1:1"), 24, 4, 12, 60, 1, 100, Duration.ofSeconds(1), 1, Optional.empty());
        LoadResult.Spread none =
                new LoadResult.Spread(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        LoadResult load = new LoadResult(
                plan,
                Healing.KEEPS_PLACES,
                Duration.ofSeconds(1),
                verdict,
                none,
                none,
                Duration.ZERO,
                List.of(),
                List.of(
                        new Waits("begin", millis(9_999)),
                        new Waits("kill -9 of n1", millis(10, 20, 30)),
                        new Waits("healing", millis(8_888)),
                        new Waits("kill -9 of n2", millis(1_000, 40))),
                List.of(
                        new Waits("begin", millis(7_777)),
                        new Waits("kill -9 of n1", millis(600, 700)),
                        new Waits("kill -9 of n2", millis(800, 900))),
                Map.of(),
                0,
                0,
                List.of("n1", "n2", "n3"),
                List.of());
        return new Outcome(
                Scenarios.find("kill-leader").orElseThrow(),
                Policy.AVAILABLE,
                List.of(strike("n1", 300, 100, 400), strike("n2", 500, 200, 300)),
                List.of(
                        new Measure("kill -9", "clients back", millis(7)),
                        new Measure("kill -9", "clients back", millis(5))),
                Optional.of(load),
                List.of(),
                List.of(),
                Duration.ofSeconds(9));
    }

    private static ChaosReport report(Verdict verdict) {
        ChaosPlan plan = new ChaosPlan(
                3,
                List.of(),
                Optional.empty(),
                2,
                1,
                Duration.ofSeconds(1),
                ChaosPlan.USUAL_CROWD,
                ChaosPlan.Load.USUAL,
                Path.of("."),
                ChaosPlan.Secrecy.PLAIN);
        return new ChaosReport(
                plan,
                new Conditions(Instant.EPOCH.toString(), 2, 0.5, "17", "Linux", "1", "here", List.of()),
                List.of(outcome(verdict)));
    }

    @Test
    void shouldPutAllFiguresOfAllPlaysTogether() {
        Verdict clean = new Verdict(1, 1, 0, 1, 0, Map.of());
        assertThat(report(clean).markdown())
                .contains(
                        "| kill -9 | kill-leader | available | 2 | 300 / 500 / 500 | 200 / 400 / 400 | 700 / 900 / 900 | 30 / 1000 / 1000 |");
        JsonObject json = report(clean).json().getJsonArray("outcomes").getJsonObject(0);
        JsonObject fault = json.getJsonArray("faults").getJsonObject(0);
        assertThat(fault.getJsonObject("stall").getInteger("count")).isEqualTo(5);
        assertThat(fault.getJsonObject("stall").getLong("p50Millis")).isEqualTo(30);
        assertThat(fault.getJsonObject("stall").getLong("maxMillis")).isEqualTo(1_000);
        assertThat(fault.getJsonObject("slowestAcknowledgement").getLong("maxMillis"))
                .isEqualTo(900);
        assertThat(json.getJsonObject("violations").getLong("lost")).isZero();
        assertThat(json.getJsonArray("measures")
                        .getJsonObject(0)
                        .getJsonObject("times")
                        .getInteger("count"))
                .isEqualTo(2);
    }

    @Test
    void shouldTellWhatWasLost() {
        Verdict lost = new Verdict(
                1,
                1,
                0,
                1,
                0,
                Map.of(
                        Violation.LOST,
                        new Verdict.Found(3, List.of("it")),
                        Violation.PRESENCE,
                        new Verdict.Found(2, List.of("they"))));
        assertThat(report(lost).markdown())
                .contains("| 3 | 0 | 0 | 0 | 0 | 0 | 0 | 2 |")
                .contains("**red**");
        JsonObject json = report(lost).json().getJsonArray("outcomes").getJsonObject(0);
        assertThat(json.getBoolean("green")).isFalse();
        assertThat(json.getJsonObject("violations").getLong("lost")).isEqualTo(3);
    }
}
