package dev.parley.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a scenario plays on: a cluster under load, chance from a seed, and a watch that measures how faults are felt. One thread. */
final class Stage {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration DETECTED_WITHIN = Duration.ofSeconds(40);
    private static final Duration RECOVERS_WITHIN = Duration.ofMinutes(3);
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(4);
    /** A node looks at its clock's file once a second; on a busy machine its answer may take long. */
    private static final Duration CLOCK_SET_WITHIN = Duration.ofSeconds(30);

    /** A client that was cut off is listed for some 20 s. */
    private static final Duration PEOPLE_WITHIN = Duration.ofSeconds(45);

    private static final Duration QUIET = Duration.ofSeconds(3);

    /**
     * What the stage stands on.
     *
     * @param cluster all nodes ready
     * @param load running
     * @param props what else the scenario asked for
     * @param plan of the whole run
     * @param policy of the nodes
     */
    record Ground(TestCluster cluster, ChaosLoad load, Props props, ChaosPlan plan, Policy policy) {}

    private final Ground ground;
    private final SplittableRandom random;
    private final Consumer<String> story;
    private final List<Strike> strikes = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Stage(Ground ground, long seed, Consumer<String> story) {
        this.ground = ground;
        random = new SplittableRandom(seed);
        this.story = story;
    }

    TestCluster cluster() {
        return ground.cluster();
    }

    List<String> rooms() {
        return ground.load().rooms();
    }

    Disks disks() {
        return ground.props()
                .disks()
                .orElseThrow(() -> new IllegalStateException("the scenario does not ask for disks"));
    }

    LyingDisks lyingDisks() {
        return ground.props()
                .lyingDisks()
                .orElseThrow(() -> new IllegalStateException("the scenario does not ask for lying disks"));
    }

    NodeClocks clocks() {
        return ground.props()
                .clocks()
                .orElseThrow(() -> new IllegalStateException("the scenario does not ask for clocks"));
    }

    /** Sets the clock of a running node, and returns when the node tells so. */
    void setClock(String node, Duration ahead) {
        clocks().set(node, ahead);
        awaitClock(node, ahead);
    }

    /** Waits until a node tells a time that is so far ahead of the true one; without that nothing would be tried at all. */
    void awaitClock(String node, Duration ahead) {
        Await.until(
                "the clock of " + node + " ahead by " + ahead.toSeconds() + " s",
                CLOCK_SET_WITHIN,
                () -> cluster()
                        .clockAhead(node)
                        .map(now -> now.minus(ahead).abs().compareTo(CLOCK_SET_WITHIN) <= 0
                                ? ""
                                : "it is ahead by " + now.toSeconds() + " s")
                        .orElse("no answer"),
                cluster()::lastLines);
    }

    /** Whether links can be cut. */
    boolean hasNetwork() {
        return ground.cluster().hasNetwork();
    }

    ChaosPlan plan() {
        return ground.plan();
    }

    Policy policy() {
        return ground.policy();
    }

    // ---- Chance ----

    SplittableRandom random() {
        return random;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** All of them in some order. */
    List<String> shuffled(Collection<String> all) {
        List<String> rest = new ArrayList<>(all);
        List<String> order = new ArrayList<>();
        while (!rest.isEmpty()) {
            order.add(rest.remove(random.nextInt(rest.size())));
        }
        return order;
    }

    /** A time between these, both in milliseconds. */
    Duration millis(int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least + 1));
    }

    // ---- Faults ----

    /** Many clients more, which only read; returns when all are in, on the first of the addresses if it takes them. */
    ChaosCrowd gather(List<String> urls, int size) {
        return ChaosCrowd.gather(ground.load().vertx(), urls, size, random.nextLong());
    }

    /** Figures of its own that a scenario has beside those of its strikes. */
    void measured(String fault, String what, List<Duration> times) {
        measures.add(new Measure(fault, what, times));
    }

    List<Measure> measures() {
        return List.copyOf(measures);
    }

    /** Tells what happens, for the report. */
    void say(String words) {
        story.accept(words);
    }

    /** Something is not as it must be. The scenario goes on and is red. */
    void problem(String words) {
        problems.add(words);
        say("PROBLEM: " + words.lines().findFirst().orElse(""));
    }

    void hold(Duration time) {
        Await.hold(time);
    }

    /** Does it, and measures until all other running nodes miss the victims and every room acknowledges something new. */
    void strike(String fault, Collection<String> victims, Runnable blow) {
        Set<String> missed = new TreeSet<>(victims);
        Map<String, Set<String>> noticing = new LinkedHashMap<>();
        cluster().running().stream().filter(node -> !missed.contains(node)).forEach(node -> noticing.put(node, missed));
        strike(fault, victims, noticing, blow, () -> {});
    }

    /**
     * Does it, which must be done when it returns, and measures from then on.
     *
     * @param noticing whom each node has to miss; none: nobody has to notice anything
     * @param meanwhile what else is done while it is measured
     */
    void strike(
            String fault,
            Collection<String> victims,
            Map<String, Set<String>> noticing,
            Runnable blow,
            Runnable meanwhile) {
        String whom = String.join(", ", victims);
        say(fault + " of " + whom);
        blow.run();
        long from = System.nanoTime();
        ChaosLoad.Mark mark = ground.load().mark(fault + " of " + whom, RECOVERS_WITHIN);
        meanwhile.run();
        Optional<Duration> detected = noticing.isEmpty() ? Optional.empty() : detect(from, noticing);
        if (detected.isEmpty() && !noticing.isEmpty()) {
            problem(fault + ": not every other node missed " + whom + " within " + DETECTED_WITHIN.toSeconds() + " s");
        }
        Collection<Duration> recovered = List.of();
        try {
            recovered = mark.await().rooms().values();
        } catch (ChaosFailure e) {
            problem(e.getMessage() + "\n" + cluster().lastLines());
        }
        Strike strike = new Strike(fault, whom, detected, recovered);
        strikes.add(strike);
        say(strike.toString());
    }

    /** The time until the last of the nodes missed whom it has to miss; empty when one never did. */
    private Optional<Duration> detect(long from, Map<String, Set<String>> noticing) {
        Map<String, Set<String>> waiting = new HashMap<>(noticing);
        String missing = Await.look(DETECTED_WITHIN, LOOK_EVERY, () -> {
            waiting.entrySet().removeIf(one -> misses(one.getKey(), one.getValue()));
            return waiting.isEmpty() ? "" : "not noticed";
        });
        return missing.isEmpty() ? Optional.of(Duration.ofNanos(System.nanoTime() - from)) : Optional.empty();
    }

    private boolean misses(String node, Set<String> victims) {
        Optional<JsonObject> view = Http.cluster(cluster().url(node));
        return view.isPresent() && ClusterViews.ready(view.get()).stream().noneMatch(victims::contains);
    }

    /** Heals everything, starts what ended, and waits until all is one cluster that acknowledges in every room. */
    void settle() {
        say("healing");
        cluster().heal();
        ground.props().mendAll(cluster().nodes());
        cluster().nodes().stream()
                .filter(node -> !cluster().running().contains(node))
                .forEach(cluster()::restart);
        cluster().awaitReady(SETTLES_WITHIN);
        calm();
    }

    /** Lets the load run for a while without a fault: what was acknowledged then is what can be lost. */
    void calm() {
        ground.load().mark("healing", RECOVERS_WITHIN).await();
        say("all nodes are ready, all rooms acknowledge");
        awaitPeople();
        hold(QUIET);
    }

    /** No ghosts in any room, and nobody missing, whoever is asked. */
    private void awaitPeople() {
        long from = System.nanoTime();
        List<String> wrong = ground.load().awaitPeople(PEOPLE_WITHIN);
        if (wrong.isEmpty()) {
            say("every list of people is right after " + (System.nanoTime() - from) / 1_000_000 + " ms");
        } else {
            problem("lists of people are wrong after " + PEOPLE_WITHIN.toSeconds() + " s:\n"
                    + String.join("\n", wrong));
        }
    }

    List<Strike> strikes() {
        return List.copyOf(strikes);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
