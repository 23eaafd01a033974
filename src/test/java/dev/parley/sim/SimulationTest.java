package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Many small worlds with trouble of every sort, each from its own seed.
 *
 * <p>{@code -Dsim.seeds=N} runs that many; {@code -Dsim.seed=42} runs one and prints what happens; {@code -Dsim.from=N} begins elsewhere.
 */
class SimulationTest {

    private static final long SEEDS = Long.getLong("sim.seeds", 500);
    private static final long FROM = Long.getLong("sim.from", 1);

    @Test
    void shouldKeepEveryPromiseUnderEverySeed() {
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            Simulation.Result result = Simulation.run(only, System.out::println);
            System.out.println(result);
            assertThat(result.violations()).as("seed %d", only).isEmpty();
            return;
        }
        List<String> failures = new ArrayList<>();
        long acknowledgements = 0;
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            Simulation.Result result = Simulation.run(seed, null);
            acknowledgements += result.acknowledgements();
            if (!result.violations().isEmpty()) {
                failures.add("seed " + seed + ": " + result.violations().get(0) + "\n  replay with: mvn -o test"
                        + " -Dtest=SimulationTest -Dsim.seed=" + seed);
            }
        }
        assertThat(failures).as("%d of %d seeds", failures.size(), SEEDS).isEmpty();
        assertThat(acknowledgements).as("messages acknowledged in all seeds").isGreaterThan(SEEDS * 20);
    }

    @Test
    void shouldReplayASeedExactly() {
        for (long seed = 1; seed <= 5; seed++) {
            List<String> one = new ArrayList<>();
            List<String> other = new ArrayList<>();
            Simulation.run(seed, one::add);
            Simulation.run(seed, other::add);
            assertThat(other).as("trace of seed %d", seed).isEqualTo(one);
        }
    }
}
