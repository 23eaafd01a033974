package dev.parley.load;

import java.time.Duration;
import java.util.List;

/**
 * How long the readers got nothing, from one moment on until the next that was marked.
 *
 * <p>Of each session counts the longest time in which somebody had written in its room and nothing reached it; a wait that began before
 * the moment counts from the moment on.
 *
 * @param what what happened at the moment
 * @param waits the longest wait of each session that got something after it, the shortest first
 */
public record Reception(String what, List<Duration> waits) {

    public Reception {
        waits = waits.stream().sorted().toList();
    }

    /** How many sessions got something after the moment. */
    public int sessions() {
        return waits.size();
    }

    /** The longest wait of half of them was not longer. */
    public Duration half() {
        return quantile(0.5);
    }

    /** That of 95 percent. */
    public Duration p95() {
        return quantile(0.95);
    }

    /** The longest of all. */
    public Duration max() {
        return quantile(1);
    }

    private Duration quantile(double part) {
        return waits.isEmpty() ? Duration.ZERO : waits.get((int) Math.max(0, Math.ceil(part * waits.size()) - 1));
    }
}
