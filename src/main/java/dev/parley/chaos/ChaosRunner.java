package dev.parley.chaos;

import dev.parley.load.LoadPlan;
import dev.parley.load.LoadResult;
import dev.parley.load.Verdict;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays scenarios, each on a cluster and under a load of its own, and judges them. One thread, which it blocks; {@link #abandon} may be called
 * by another.
 */
final class ChaosRunner {

    private static final Duration EQUAL_WITHIN = Duration.ofSeconds(60);
    private static final int MESSAGE_SIZE = 100;
    private static final Duration LONGER_THAN_ANY = Duration.ofHours(12);

    private final ChaosPlan plan;
    private final Surroundings surroundings;
    private final Vertx vertx;
    private final Consumer<String> out;

    /** What must be closed however the program ends. */
    private final AtomicReference<@Nullable TestCluster> open = new AtomicReference<>();

    ChaosRunner(ChaosPlan plan, Surroundings surroundings, Vertx vertx, Consumer<String> out) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.vertx = vertx;
        this.out = out;
    }

    /** All scenarios that can be played here; {@code after} gets what is known after each. */
    List<Outcome> all(Consumer<List<Outcome>> after) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Scenario scenario : plan.scenarios()) {
            Optional<String> obstacle = surroundings.obstacle(scenario);
            obstacle.ifPresent(words -> out.accept(scenario.name() + " is left out: " + words));
            if (obstacle.isEmpty()) {
                for (Policy policy : plan.policiesOf(scenario)) {
                    outcomes.add(play(scenario, policy));
                    after.accept(List.copyOf(outcomes));
                }
            }
        }
        return outcomes;
    }

    /** One scenario, as often as planned, on one cluster. */
    Outcome play(Scenario scenario, Policy policy) {
        long begun = System.nanoTime();
        List<String> story = new ArrayList<>();
        Consumer<String> tell = words -> {
            String line = String.format(Locale.ROOT, "%7.1f s  %s", (System.nanoTime() - begun) / 1e9, words);
            story.add(line);
            out.accept(line);
        };
        out.accept("== " + scenario.name() + ", policy " + policy.word());
        Path folder = folder(scenario, policy);
        Folders.remove(folder);
        Acts acts = new Acts();
        Optional<NodeClocks> clocks = clocks(scenario, folder);
        try (Place place = place(folder);
                TestCluster cluster = TestCluster.in(
                        place,
                        folder,
                        plan.nodes(),
                        options(policy),
                        node -> clocks.map(all -> all.environment(node)).orElse(Map.of()))) {
            open.set(cluster);
            perform(new Play(scenario, policy, cluster, place, clocks), acts, tell);
        } catch (ChaosFailure e) {
            acts.fail(e, tell);
        } finally {
            open.set(null);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Outcome outcome = new Outcome(
                scenario, policy, acts.strikes(), acts.measures(), acts.result, acts.problems(), story, took);
        if (outcome.isGreen()) {
            keepLogsOnly(folder);
        }
        out.accept("== " + outcome.title() + ": " + (outcome.isGreen() ? "green" : "RED, see " + folder) + ", "
                + took.toSeconds() + " s");
        return outcome;
    }

    /** What is known of a scenario so far, also when it breaks off. */
    private static final class Acts {
        private final List<String> problems = new ArrayList<>();
        private Optional<Stage> stage = Optional.empty();
        private Optional<LoadResult> result = Optional.empty();

        void fail(ChaosFailure failure, Consumer<String> tell) {
            fail(String.valueOf(failure.getMessage()), tell);
        }

        void fail(String words, Consumer<String> tell) {
            problems.add(words);
            tell.accept("FAILED: " + words.lines().findFirst().orElse(""));
        }

        List<Strike> strikes() {
            return stage.map(Stage::strikes).orElse(List.of());
        }

        List<Measure> measures() {
            return stage.map(Stage::measures).orElse(List.of());
        }

        List<String> problems() {
            List<String> all = new ArrayList<>(stage.map(Stage::problems).orElse(List.of()));
            all.addAll(problems);
            return all;
        }
    }

    /** One scenario with what it is played on. */
    private record Play(
            Scenario scenario, Policy policy, TestCluster cluster, Place place, Optional<NodeClocks> clocks) {}

    private void perform(Play play, Acts acts, Consumer<String> tell) {
        Scenario scenario = play.scenario();
        Policy policy = play.policy();
        TestCluster cluster = play.cluster();
        List<Path> folders = cluster.nodes().stream().map(cluster::data).toList();
        Props props = Props.of(scenario.traits(), play.place(), folders, play.clocks());
        try {
            cluster.start();
            ChaosLoad load = ChaosLoad.start(vertx, loadPlan(scenario, cluster), scenario.healing(policy));
            Stage stage =
                    new Stage(new Stage.Ground(cluster, load, props, plan, policy), scenario.seed(plan.seed()), tell);
            acts.stage = Optional.of(stage);
            try {
                stage.calm();
                for (int i = 0; i < plan.repeat(); i++) {
                    scenario.play().play(stage);
                    stage.settle();
                }
            } catch (ChaosFailure e) {
                acts.fail(e, tell);
            }
            judge(cluster, load, acts, tell);
        } finally {
            cluster.close();
            props.close();
            play.clocks().ifPresent(clocks -> clocks.close(cluster.pids()));
        }
    }

    private void judge(TestCluster cluster, ChaosLoad load, Acts acts, Consumer<String> tell) {
        LoadResult result = load.finish();
        acts.result = Optional.of(result);
        if (!result.isClean()) {
            String shown = result.verdict() + "\n" + String.join("\n", result.problems());
            acts.fail("the judge: " + broken(result) + "\n" + shown + "\n" + cluster.lastLines(), tell);
        }
        if (result.nodesRead().size() != plan.nodes()) {
            acts.fail("only the logs of " + result.nodesRead() + " could be read in the end", tell);
        }
        Await.until("equal logs on all nodes", EQUAL_WITHIN, () -> differing(cluster), cluster::lastLines);
    }

    /** What was found, in one line. */
    private static String broken(LoadResult result) {
        Stream<String> found = result.verdict().found().entrySet().stream()
                .map(kind -> Verdict.name(kind.getKey()) + " " + kind.getValue().count());
        return Stream.concat(found.sorted(), result.problems().stream()).collect(Collectors.joining(", "));
    }

    /** What differs between the archives of the nodes; empty words when nothing does. */
    private static String differing(TestCluster cluster) {
        Map<String, Map<String, String>> ends = new TreeMap<>();
        for (String node : cluster.nodes()) {
            Optional<Map<String, String>> said = Http.logs(cluster.url(node));
            if (said.isEmpty()) {
                return node + " does not tell its logs";
            }
            said.get()
                    .forEach((log, end) ->
                            ends.computeIfAbsent(log, key -> new TreeMap<>()).put(node, end));
        }
        return ends.entrySet().stream()
                .filter(log -> log.getValue().size() != cluster.nodes().size()
                        || new HashSet<>(log.getValue().values()).size() > 1)
                .map(log -> log.getKey() + " is " + log.getValue())
                .findFirst()
                .orElse("");
    }

    private List<String> options(Policy policy) {
        List<String> options = new ArrayList<>(policy.options(plan.nodes()));
        // What clients have kept while nobody answered comes all at once.
        options.addAll(List.of("--posts-per-second", "1000"));
        return options;
    }

    private LoadPlan loadPlan(Scenario scenario, TestCluster cluster) {
        ChaosPlan.Load load = plan.load();
        return new LoadPlan(
                cluster.urls(),
                load.sessions(),
                load.rooms(),
                Math.max(1, load.sessions() / 2),
                load.rate(),
                1,
                MESSAGE_SIZE,
                LONGER_THAN_ANY,
                scenario.seed(plan.seed()),
                plan.secrecy() == ChaosPlan.Secrecy.TLS
                        ? Optional.of(certs(cluster.folder()).resolve("ca.pem"))
                        : Optional.empty());
    }

    private Place place(Path folder) {
        Place plain = surroundings.place(plan.nodes());
        return plan.secrecy() == ChaosPlan.Secrecy.TLS ? new SecurePlace(plain, certs(folder)) : plain;
    }

    private static Path certs(Path folder) {
        return folder.resolve("certs");
    }

    private Optional<NodeClocks> clocks(Scenario scenario, Path folder) {
        return scenario.traits().contains(Scenario.Trait.CLOCKS)
                ? surroundings.fakeTime().map(library -> new NodeClocks(library, folder))
                : Optional.empty();
    }

    private Path folder(Scenario scenario, Policy policy) {
        return plan.report().toAbsolutePath().resolve(scenario.name() + "-" + policy.word());
    }

    private void keepLogsOnly(Path folder) {
        Set<String> nodes = new HashSet<>();
        for (int i = 1; i <= plan.nodes(); i++) {
            nodes.add("n" + i);
        }
        nodes.forEach(node -> Folders.remove(folder.resolve(node)));
    }

    /** Ends the cluster that is being tormented, on any thread. */
    void abandon() {
        TestCluster cluster = open.get();
        if (cluster != null) {
            cluster.close();
        }
    }
}
