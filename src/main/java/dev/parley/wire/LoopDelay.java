package dev.parley.wire;

import java.util.concurrent.TimeUnit;

/**
 * How late a periodic timer of an event loop comes: what runs too long there shows as delay, for everybody whom the loop serves.
 *
 * <p>{@link #tick} is called by one thread, the loop; {@link #snapshot} by any.
 */
public final class LoopDelay {

    private final long periodNanos;
    private final Latency delays = new Latency();

    // Owned by the loop.
    private long lastNanos;
    private boolean hasTicked;

    /** Of a timer with this period. */
    public LoopDelay(long periodMillis) {
        periodNanos = TimeUnit.MILLISECONDS.toNanos(periodMillis);
    }

    /** The timer has come. */
    public void tick() {
        long now = Clocks.monotonicNanos();
        if (hasTicked) {
            delays.record(now - lastNanos - periodNanos);
        }
        hasTicked = true;
        lastNanos = now;
    }

    /** The delays so far. */
    public Latency.Snapshot snapshot() {
        return delays.snapshot();
    }
}
