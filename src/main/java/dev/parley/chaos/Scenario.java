package dev.parley.chaos;

import dev.parley.load.HistoryChecker;
import java.util.List;
import java.util.Set;

/**
 * Some faults in some order, with a name.
 *
 * @param name for the command line
 * @param what happens, as a sentence
 * @param traits what it needs, and what it may bring about
 * @param play what is done in each repetition; healing follows by itself
 */
record Scenario(String name, String what, Set<Trait> traits, Play play) {

    /** What matters of a scenario before it is played. */
    enum Trait {
        /** Needs a network that can be cut. */
        NETWORK,
        /** Needs packets that can be lost. */
        BAD_LINKS,
        /** Needs small disks of its own. */
        DISKS,
        /** Needs disks whose fsync can fail. */
        LYING_DISKS,
        /** Needs a wall clock for each node that can be set. */
        CLOCKS,
        /** Nodes may go on alone, or begin from a disk that lacks something: under {@code available} entries may move; both policies. */
        SPLITS,
        /**
         * At some moment no node runs: what was shown and not yet acknowledged may be gone or get another place, and readers are told to
         * reset. What was acknowledged stays under {@code majority}.
         */
        ALL_DOWN,
        /** One fault comes before the other is over: what moved may change its order, too. */
        OVERLAPPING
    }

    /** What is done. */
    @FunctionalInterface
    interface Play {
        void play(Stage stage);
    }

    Scenario {
        traits = Set.copyOf(traits);
    }

    static Scenario of(String name, String what, Play play, Trait... traits) {
        return new Scenario(name, what, Set.of(traits), play);
    }

    /** The policies under which it says something new. */
    List<Policy> policies() {
        return traits.contains(Trait.SPLITS) ? List.of(Policy.values()) : List.of(Policy.AVAILABLE);
    }

    /** What may become of entries that were shown, and of those that were acknowledged, when it is over. */
    HistoryChecker.Healing healing(Policy policy) {
        if (policy == Policy.MAJORITY) {
            return traits.contains(Trait.ALL_DOWN)
                    ? HistoryChecker.Healing.KEEPS_ACKNOWLEDGED
                    : HistoryChecker.Healing.KEEPS_PLACES;
        }
        if (!traits.contains(Trait.SPLITS)) {
            return HistoryChecker.Healing.KEEPS_PLACES;
        }
        return traits.contains(Trait.OVERLAPPING)
                ? HistoryChecker.Healing.MIXES_ENTRIES
                : HistoryChecker.Healing.MOVES_ENTRIES;
    }

    /** The seed of its chance, from that of the run. */
    long seed(long ofRun) {
        return ofRun * 31 + name.hashCode();
    }
}
