package dev.parley.chaos;

import dev.parley.chaos.Scenario.Trait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this machine allows.
 *
 * @param noNamespaces why network namespaces cannot be made; empty when they can
 * @param quality what links in namespaces can suffer
 * @param noLyingDisks why disks whose fsync fails cannot be made; empty when they can
 * @param fakeTime the library that gives each node a wall clock of its own
 */
record Surroundings(
        Optional<String> noNamespaces,
        Namespaces.Quality quality,
        Optional<String> noLyingDisks,
        Optional<Path> fakeTime) {

    private static final String NO_CLOCKS =
            "jumps of the wall clock: the kernel has one for all processes, and libfaketime is not here (Debian, Ubuntu: apt-get install faketime)";

    /** Looks. */
    static Surroundings look() {
        Optional<String> obstacle = Namespaces.obstacle();
        if (obstacle.isPresent()) {
            return new Surroundings(obstacle, Namespaces.Quality.NONE, LyingDisks.obstacle(), NodeClocks.library());
        }
        try (Namespaces trial = Namespaces.open(1)) {
            return new Surroundings(Optional.empty(), trial.quality(), LyingDisks.obstacle(), NodeClocks.library());
        }
    }

    /** Without namespaces, whether they could be made or not. */
    static Surroundings loopback() {
        return new Surroundings(
                Optional.of("not asked for"), Namespaces.Quality.NONE, LyingDisks.obstacle(), NodeClocks.library());
    }

    /** Why a scenario cannot be played here, as words; empty when it can. */
    Optional<String> obstacle(Scenario scenario) {
        if (scenario.traits().contains(Trait.NETWORK) || scenario.traits().contains(Trait.DISKS)) {
            if (noNamespaces.isPresent()) {
                return Optional.of("no network namespaces: " + noNamespaces.get());
            }
        }
        if (scenario.traits().contains(Trait.LYING_DISKS) && noLyingDisks.isPresent()) {
            return noLyingDisks.map(Surroundings::noLyingDisks);
        }
        if (scenario.traits().contains(Trait.CLOCKS) && fakeTime.isEmpty()) {
            return Optional.of(NO_CLOCKS);
        }
        return scenario.traits().contains(Trait.BAD_LINKS) && quality == Namespaces.Quality.NONE
                ? quality.leftOut()
                : Optional.empty();
    }

    private static String noLyingDisks(String words) {
        return "a disk whose fsync fails: " + words;
    }

    /** Where the nodes run, as a sentence. */
    String told() {
        return noNamespaces.isEmpty()
                ? "each node in a network namespace of its own, on one bridge"
                : "all nodes on 127.0.0.1";
    }

    /** What cannot be done here, as sentences. */
    List<String> leftOut() {
        List<String> leftOut = new ArrayList<>();
        noNamespaces.ifPresentOrElse(
                words -> leftOut.add("cut links, bad links, small disks (no network namespaces: " + words + ")"),
                () -> quality.leftOut().ifPresent(leftOut::add));
        noLyingDisks.map(Surroundings::noLyingDisks).ifPresent(leftOut::add);
        if (fakeTime.isEmpty()) {
            leftOut.add(NO_CLOCKS);
        }
        return leftOut;
    }

    Place place(int nodes) {
        return noNamespaces.isEmpty() ? Namespaces.open(nodes) : new Loopback();
    }
}
