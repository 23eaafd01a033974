package dev.parley.wire;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long many things of one sort took, counted in fixed classes of duration. Any thread; a recording takes no lock and no memory.
 *
 * <p>The classes are the same everywhere, so that nodes can be added up.
 */
public final class Latency {

    private static final long[] BOUNDS_NANOS = nanos(
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            25_000,
            50_000,
            100_000,
            250_000,
            500_000,
            1_000_000,
            2_500_000,
            5_000_000,
            10_000_000,
            30_000_000);

    /** The upper ends of the classes in seconds, ascending, each included in its class; what is longer is in one class more. */
    public static final List<Double> BOUNDS_SECONDS = Arrays.stream(BOUNDS_NANOS)
            .mapToObj(bound -> bound / (double) TimeUnit.SECONDS.toNanos(1))
            .toList();

    /**
     * What was recorded so far.
     *
     * @param classes how many in each class of {@link #BOUNDS_SECONDS}, and last the longer ones; not cumulative
     * @param sumNanos all of them together
     */
    public record Snapshot(List<Long> classes, long sumNanos) {

        /** Nothing. */
        public static final Snapshot NONE = new Latency().snapshot();

        public Snapshot {
            classes = List.copyOf(classes);
        }

        /** Several together. */
        public static Snapshot sum(List<Snapshot> parts) {
            Long[] classes = new Long[BOUNDS_NANOS.length + 1];
            Arrays.setAll(
                    classes,
                    index -> parts.stream()
                            .mapToLong(part -> part.classes().get(index))
                            .sum());
            return new Snapshot(
                    List.of(classes),
                    parts.stream().mapToLong(Snapshot::sumNanos).sum());
        }

        /** How many there were. */
        public long count() {
            return classes.stream().mapToLong(Long::longValue).sum();
        }
    }

    private final LongAdder[] classes = new LongAdder[BOUNDS_NANOS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    /** Nothing recorded yet. */
    public Latency() {
        Arrays.setAll(classes, index -> new LongAdder());
    }

    /** It took so long. Less than nothing, as when two clocks disagree, is taken for nothing. */
    public void record(long nanos) {
        long taken = Math.max(0, nanos);
        int index = 0;
        while (index < BOUNDS_NANOS.length && taken > BOUNDS_NANOS[index]) {
            index++;
        }
        classes[index].increment();
        sumNanos.add(taken);
    }

    /** It took from then, by {@link Clocks#monotonicNanos}, until now. */
    public void recordSince(long sinceNanos) {
        record(Clocks.monotonicNanos() - sinceNanos);
    }

    /** What was recorded. While others record, some of the newest may be missing in one part and not in another. */
    public Snapshot snapshot() {
        return new Snapshot(Arrays.stream(classes).map(LongAdder::sum).toList(), sumNanos.sum());
    }

    private static long[] nanos(long... micros) {
        return Arrays.stream(micros).map(TimeUnit.MICROSECONDS::toNanos).toArray();
    }
}
