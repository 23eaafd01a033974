package dev.parley.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * One fault, and how it was felt.
 *
 * @param fault what was done
 * @param victims to whom
 * @param detected until the last of those who had to notice did; empty when nobody had to, or somebody never did
 * @param rooms until each room acknowledged something posted after the fault; empty when one never did
 */
record Strike(String fault, String victims, Optional<Duration> detected, Collection<Duration> rooms) {

    /** What the load calls the moment. */
    String mark() {
        return fault + " of " + victims;
    }

    /** The time until the last room went on; zero when there is none. */
    Duration last() {
        return rooms.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        String seen = detected.map(time -> ", noticed after " + time.toMillis() + " ms")
                .orElse("");
        return mark()
                + seen
                + (rooms.isEmpty()
                        ? ", not all rooms went on"
                        : ", all rooms went on after " + last().toMillis() + " ms");
    }
}
