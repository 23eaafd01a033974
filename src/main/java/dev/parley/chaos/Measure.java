package dev.parley.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What a scenario measures beside how its strikes are felt.
 *
 * @param fault the strike that it belongs to
 * @param what is measured
 * @param times one figure for each that it is measured of
 */
record Measure(String fault, String what, List<Duration> times) {
    Measure {
        times = List.copyOf(times);
    }
}
