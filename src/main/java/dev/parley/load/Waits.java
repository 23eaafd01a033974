package dev.parley.load;

import java.time.Duration;
import java.util.List;

/**
 * How long was waited, from one moment on until the next that was marked.
 *
 * <p>Of each who waits counts the longest time; a wait that began before the moment counts from the moment on, and one that began before
 * the next moment counts whole.
 *
 * @param what what happened at the moment
 * @param waits the longest wait of each that got something after it, the shortest first
 */
public record Waits(String what, List<Duration> waits) {

    public Waits {
        waits = waits.stream().sorted().toList();
    }

    /** How many waited. */
    public int count() {
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
