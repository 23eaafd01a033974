package dev.parley.chaos;

import dev.parley.load.LoadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of one scenario under one policy.
 *
 * @param scenario which
 * @param policy of the nodes
 * @param strikes what was measured
 * @param measures what else was
 * @param load what the clients saw; empty when the check did not end
 * @param problems what else was not as it must be; the first line of each says what, the rest shows it
 * @param story what happened, line by line
 * @param took all together
 */
record Outcome(
        Scenario scenario,
        Policy policy,
        List<Strike> strikes,
        List<Measure> measures,
        Optional<LoadResult> load,
        List<String> problems,
        List<String> story,
        Duration took) {

    Outcome {
        strikes = List.copyOf(strikes);
        measures = List.copyOf(measures);
        problems = List.copyOf(problems);
        story = List.copyOf(story);
    }

    boolean isGreen() {
        return problems.isEmpty() && load.filter(LoadResult::isClean).isPresent();
    }

    String title() {
        return scenario.name() + " " + policy.word();
    }
}
