package dev.parley.node;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter grows, over the last five samples. Sampled by one thread, read by any. */
final class Rate {

    private static final int SAMPLES = 5;

    // Owned by the thread that samples.
    private final Deque<Sample> samples = new ArrayDeque<>();

    private volatile double perSecond;

    private record Sample(long count, long atMillis) {}

    /** The counter stands there now. */
    void sample(long count, long nowMillis) {
        samples.addLast(new Sample(count, nowMillis));
        if (samples.size() > SAMPLES + 1) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        long millis = nowMillis - first.atMillis();
        perSecond = millis <= 0 ? 0 : (count - first.count()) * 1000.0 / millis;
    }

    /** Growth for each second; 0 before the second sample. */
    double perSecond() {
        return perSecond;
    }
}
