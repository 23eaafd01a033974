package dev.parley.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What happened, one line for each event: virtual time, who, what. Costs nothing when nobody reads it. */
final class SimTrace {

    private static final int KEPT = 60;

    private final SimClock clock;
    private final Consumer<String> reader;
    private final boolean isOn;
    private final Deque<String> last = new ArrayDeque<>();

    private SimTrace(SimClock clock, Consumer<String> reader, boolean isOn) {
        this.clock = clock;
        this.reader = reader;
        this.isOn = isOn;
    }

    /** A trace that nobody reads. */
    static SimTrace off(SimClock clock) {
        return new SimTrace(clock, line -> {}, false);
    }

    /** A trace whose lines go to a reader. */
    static SimTrace to(SimClock clock, Consumer<String> reader) {
        return new SimTrace(clock, reader, true);
    }

    /** Notes an event. */
    void note(Object who, Supplier<String> what) {
        if (isOn) {
            long micros = clock.nowMicros();
            String line = String.format(
                    Locale.ROOT, "%4d.%06d %-6s %s", micros / 1_000_000, micros % 1_000_000, who, what.get());
            last.add(line);
            if (last.size() > KEPT) {
                last.remove();
            }
            reader.accept(line);
        }
    }
}
