package dev.parley.load;

import dev.parley.wire.PureCore;
import java.time.Duration;

/** Counts durations, each to within 3 percent, from 1 µs to several hours in a fixed 10 KB. */
@PureCore
final class Histogram {

    private static final int BITS = 5;
    private static final int STEPS = 1 << BITS;
    private static final int OCTAVES = 40;

    /** The first {@code 2 * STEPS} count single microseconds; then each octave has {@code STEPS}. */
    private final long[] counts = new long[STEPS * OCTAVES];

    private long count;
    private long sum;
    private long max;

    void add(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts[slot(micros)]++;
        count++;
        sum += micros;
        max = Math.max(max, micros);
    }

    long count() {
        return count;
    }

    Duration mean() {
        return micros(count == 0 ? 0 : sum / count);
    }

    Duration max() {
        return micros(max);
    }

    /** The duration that this part of all, 0 to 1, does not exceed; zero when nothing was counted. */
    Duration quantile(double part) {
        long wanted = Math.max(1, (long) Math.ceil(part * count));
        long passed = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            passed += counts[slot];
            if (passed >= wanted) {
                return micros(Math.min(max, highest(slot)));
            }
        }
        return micros(max);
    }

    private static int slot(long micros) {
        int octave = Math.max(0, 64 - Long.numberOfLeadingZeros(micros) - BITS - 1);
        int slot = octave * STEPS + (int) (micros >>> octave);
        return Math.min(slot, STEPS * OCTAVES - 1);
    }

    /** The highest value that is counted in a slot. */
    private static long highest(int slot) {
        int octave = Math.max(0, slot / STEPS - 1);
        return ((long) (slot - octave * STEPS + 1) << octave) - 1;
    }

    private static Duration micros(long value) {
        return Duration.ofNanos(value * 1_000);
    }
}
