package dev.parley.load;

import java.time.Duration;
import java.util.Map;

/**
 * How long after a moment the rooms took new messages again.
 *
 * @param what what happened at the moment
 * @param rooms for each room that was asked for, the time until the first acknowledgement of a message posted after the moment
 */
public record Recovery(String what, Map<String, Duration> rooms) {

    public Recovery {
        rooms = Map.copyOf(rooms);
    }

    /** The time until the first of the rooms did. */
    public Duration first() {
        return rooms.values().stream().min(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** The time until the last of the rooms did. */
    public Duration last() {
        return rooms.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        return what + ": first new acknowledgement after " + first().toMillis() + " ms, in every room after "
                + last().toMillis() + " ms";
    }
}
