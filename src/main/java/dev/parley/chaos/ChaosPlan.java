package dev.parley.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run of chaos is to do.
 *
 * @param nodes how many, at least 2
 * @param scenarios in this order
 * @param policy of the nodes; empty: each scenario's own choice
 * @param repeat how often each scenario is played on its cluster
 * @param seed of all chance
 * @param duration of one play of the scenario {@code random}
 * @param crowd clients of the node that dies in the scenario {@code stampede}
 * @param load sessions, rooms and rate
 * @param report the folder for the report and for what is kept
 * @param secrecy how nodes and clients speak
 */
record ChaosPlan(
        int nodes,
        List<Scenario> scenarios,
        Optional<Policy> policy,
        int repeat,
        long seed,
        Duration duration,
        int crowd,
        Load load,
        Path report,
        Secrecy secrecy) {

    /** How nodes and clients speak. */
    enum Secrecy {
        /** Plainly. */
        PLAIN,
        /** Over TLS, browsers and event bus. */
        TLS
    }

    /**
     * How much is written meanwhile.
     *
     * @param sessions clients, half of which write
     * @param rooms rooms
     * @param rate messages a second of all together
     */
    record Load(int sessions, int rooms, int rate) {
        static final Load USUAL = new Load(24, 4, 60);
    }

    static final int USUAL_CROWD = 1000;

    ChaosPlan {
        scenarios = List.copyOf(scenarios);
        if (nodes < 2 || nodes > 9) {
            throw new IllegalArgumentException("nodes must be 2 to 9, not " + nodes);
        }
        if (crowd < 10 || crowd > 9000) {
            throw new IllegalArgumentException("crowd must be 10 to 9000, not " + crowd);
        }
        if (repeat < 1 || repeat > 1000) {
            throw new IllegalArgumentException("repeat must be 1 to 1000, not " + repeat);
        }
    }

    List<Policy> policiesOf(Scenario scenario) {
        return policy.map(List::of).orElseGet(scenario::policies);
    }
}
