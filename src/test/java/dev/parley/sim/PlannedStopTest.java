package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.EntryId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What it costs that a node is told to stop while others write through its log: how long acknowledgements take, in virtual time, in a network and
 * a grid without trouble, each stop in a world of its own. So it is about the number of steps in a row, and not about the machine.
 */
class PlannedStopTest {

    private static final int STOPS = 25;
    private static final long POST_EVERY_MILLIS = 5;
    private static final long STOP_MILLIS = 30;
    private static final long POST_MILLIS = 100;
    private static final long WATCH_MILLIS = 600;

    private enum What {
        STOP,
        NOTHING
    }

    @Test
    void shouldHoldUpNoAcknowledgementForLong() {
        List<Long> stopped = new ArrayList<>();
        List<Long> quiet = new ArrayList<>();
        for (int stop = 0; stop < STOPS; stop++) {
            stopped.add(longestWait(stop, What.STOP));
            quiet.add(longestWait(stop, What.NOTHING));
        }
        long more = tell("around a planned stop", stopped) - tell("without one", quiet);
        assertThat(more).as("virtual ms more than without, half of the stops").isLessThanOrEqualTo(50);
    }

    /** The median, which is told with the rest. */
    private static long tell(String when, List<Long> longest) {
        List<Long> sorted = longest.stream().sorted().toList();
        long half = sorted.get(STOPS / 2);
        System.out.println("longest wait for an acknowledgement " + when + ", virtual ms: half " + half + ", 95 % "
                + sorted.get(STOPS * 95 / 100) + ", longest " + sorted.get(STOPS - 1));
        return half;
    }

    private static long longestWait(int number, What what) {
        Scenario scenario = new Scenario(SimProfile.calm(3, SimProfile.Policy.AVAILABLE), 1 + number);
        SimMachine leader = scenario.leader();
        scenario.keepClientsOff(leader);
        scenario.pass(500 + number);
        Map<EntryId, Long> waiting = new HashMap<>();
        long longest = 0;
        for (long millis = 0; millis < WATCH_MILLIS; millis++) {
            if (millis == STOP_MILLIS && what == What.STOP) {
                scenario.resign(leader);
            }
            if (millis < POST_MILLIS && millis % POST_EVERY_MILLIS == 0) {
                waiting.put(scenario.post(), millis);
            }
            scenario.pass(1);
            for (EntryId id : List.copyOf(waiting.keySet())) {
                if (scenario.isAcknowledged(id)) {
                    longest = Math.max(longest, millis + 1 - waiting.remove(id));
                }
            }
        }
        assertThat(waiting).as("not acknowledged within %d ms", WATCH_MILLIS).isEmpty();
        assertThat(scenario.leader().equals(leader)).as("the same leads").isEqualTo(what == What.NOTHING);
        assertThat(scenario.cluster().judge().violations()).isEmpty();
        return longest;
    }
}
