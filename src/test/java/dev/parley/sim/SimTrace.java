package dev.parley.sim;

import java.util.Locale;
import java.util.function.Supplier;

/** What happened, one line for each event: virtual time, who, what. Costs nothing when nobody reads it. */
final class SimTrace {

    /** Who reads it. */
    @FunctionalInterface
    interface Reader {
        void read(String line);
    }

    private final SimClock clock;
    private final Reader reader;
    private final boolean isOn;

    private SimTrace(SimClock clock, Reader reader, boolean isOn) {
        this.clock = clock;
        this.reader = reader;
        this.isOn = isOn;
    }

    /** A trace that nobody reads. */
    static SimTrace off(SimClock clock) {
        return new SimTrace(clock, line -> {}, false);
    }

    /** A trace whose lines go to a reader. */
    static SimTrace to(SimClock clock, Reader reader) {
        return new SimTrace(clock, reader, true);
    }

    /** Notes an event. */
    void note(Object who, Supplier<String> what) {
        if (isOn) {
            long micros = clock.nowMicros();
            String line = String.format(
                    Locale.ROOT, "%4d.%06d %-6s %s", micros / 1_000_000, micros % 1_000_000, who, what.get());
            reader.read(line);
        }
    }
}
