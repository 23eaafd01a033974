package dev.parley.chaos;

import dev.parley.chaos.Scenario.Trait;
import java.util.List;
import java.util.Optional;

/**
 * What this machine allows.
 *
 * @param noNamespaces why network namespaces cannot be made; empty when they can
 * @param quality what links in namespaces can suffer
 */
record Surroundings(Optional<String> noNamespaces, Namespaces.Quality quality) {

    /** Looks. */
    static Surroundings look() {
        Optional<String> obstacle = Namespaces.obstacle();
        if (obstacle.isPresent()) {
            return new Surroundings(obstacle, Namespaces.Quality.NONE);
        }
        try (Namespaces trial = Namespaces.open(1)) {
            return new Surroundings(Optional.empty(), trial.quality());
        }
    }

    /** Without namespaces, whether they could be made or not. */
    static Surroundings loopback() {
        return new Surroundings(Optional.of("not asked for"), Namespaces.Quality.NONE);
    }

    /** Why a scenario cannot be played here, as words; empty when it can. */
    Optional<String> obstacle(Scenario scenario) {
        if (scenario.traits().contains(Trait.NETWORK) || scenario.traits().contains(Trait.DISKS)) {
            if (noNamespaces.isPresent()) {
                return Optional.of("no network namespaces: " + noNamespaces.get());
            }
        }
        return scenario.traits().contains(Trait.BAD_LINKS) && quality == Namespaces.Quality.NONE
                ? quality.leftOut()
                : Optional.empty();
    }

    /** Where the nodes run, as a sentence. */
    String told() {
        return noNamespaces.isEmpty()
                ? "each node in a network namespace of its own, on one bridge"
                : "all nodes on 127.0.0.1";
    }

    /** What cannot be done here, as sentences. */
    List<String> leftOut() {
        return noNamespaces
                .map(words -> List.of("cut links, bad links, small disks (no network namespaces: " + words + ")"))
                .orElseGet(() -> quality.leftOut().stream().toList());
    }

    Place place(int nodes) {
        return noNamespaces.isEmpty() ? Namespaces.open(nodes) : new Loopback();
    }
}
