package dev.parley.wire;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * One counter for each constant of an enum. Any thread; counting takes no lock and no memory.
 *
 * @param <E> of what
 */
public final class Tallies<E extends Enum<E>> {

    private final Class<E> type;

    /** Never changed after the constructor. */
    private final Map<E, LongAdder> counters;

    /** All at 0. */
    public Tallies(Class<E> type) {
        this.type = type;
        counters = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counters.put(constant, new LongAdder());
        }
    }

    /** One more. */
    public void count(E constant) {
        LongAdder counter = counters.get(constant);
        if (counter == null) {
            throw new IllegalStateException(constant + " is no constant of " + type);
        }
        counter.increment();
    }

    /** All counters, those at 0 too. */
    public Map<E, Long> snapshot() {
        Map<E, Long> counts = new EnumMap<>(type);
        counters.forEach((constant, counter) -> counts.put(constant, counter.sum()));
        return Collections.unmodifiableMap(counts);
    }
}
