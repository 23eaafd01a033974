package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.load.HistoryChecker.Healing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The table of scenarios, and the words of the command line about it. */
class ScenariosTest {

    @Test
    void shouldHaveEachNameOnce() {
        assertThat(Scenarios.ALL).extracting(Scenario::name).doesNotHaveDuplicates();
        assertThat(Scenarios.QUICK)
                .allSatisfy(name -> assertThat(Scenarios.find(name)).isPresent());
    }

    @Test
    void shouldBeToldInTheDocument() throws Exception {
        String document = Files.readString(Path.of("docs", "fault-tolerance.md"));

        assertThat(Scenarios.ALL).allSatisfy(scenario -> assertThat(document).contains("`" + scenario.name() + "`"));
    }

    @Test
    void shouldNeverAllowAcknowledgedEntriesToMoveUnderMajority() {
        assertThat(Scenarios.ALL)
                .allSatisfy(scenario -> assertThat(scenario.healing(Policy.MAJORITY))
                        .isIn(Healing.KEEPS_PLACES, Healing.KEEPS_ACKNOWLEDGED));
        assertThat(Scenarios.ALL.stream()
                        .filter(scenario -> scenario.healing(Policy.MAJORITY) == Healing.KEEPS_ACKNOWLEDGED)
                        .map(Scenario::name))
                .containsExactly("all-crash", "cold-start", "random");
        assertThat(Scenarios.find("partition").orElseThrow().healing(Policy.AVAILABLE))
                .isEqualTo(Healing.MOVES_ENTRIES);
        assertThat(Scenarios.find("kill-leader").orElseThrow().healing(Policy.AVAILABLE))
                .isEqualTo(Healing.KEEPS_PLACES);
    }

    @Test
    void shouldListAllAndRefuseOthers() {
        assertThat(run("--list").out())
                .contains(Scenarios.ALL.stream().map(Scenario::name).toList());
        assertThat(run("--scenario", "kill-everybody"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.err()).contains("no scenario is called kill-everybody"));
        assertThat(run("--policy", "both").code()).isEqualTo(2);
        assertThat(run("--nodes", "1").code()).isEqualTo(2);
        assertThat(run("--help").out()).contains(Scenarios.QUICK);
    }

    @Test
    void shouldTellHowTimesAreSpread() {
        Spread spread =
                Spread.of(Stream.of(5, 1, 4, 2, 3).map(Duration::ofMillis).toList());

        assertThat(spread.cell()).isEqualTo("3 / 5 / 5");
        assertThat(Spread.of(List.of()).cell()).isEqualTo("—");
    }

    private record Ended(int code, String out, String err) {}

    private static Ended run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new ChaosCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Ended(code, out.toString(), err.toString());
    }
}
