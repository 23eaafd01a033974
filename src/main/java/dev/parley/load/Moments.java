package dev.parley.load;

import dev.parley.wire.PureCore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moments of a run, and how long each who waits waited from one of them until the next. Times in nanoseconds of one clock. */
@PureCore
final class Moments {

    private static final class Moment {
        private final String what;
        private final long from;
        private long until = Long.MAX_VALUE;
        private final Map<String, Long> longest = new HashMap<>();

        Moment(String what, long from) {
            this.what = what;
            this.from = from;
        }
    }

    private final List<Moment> moments = new ArrayList<>();

    /** The moment before ends, and another begins. */
    void mark(String what, long now) {
        if (!moments.isEmpty()) {
            moments.get(moments.size() - 1).until = now;
        }
        moments.add(new Moment(what, now));
    }

    /** Somebody got now what it had waited for since {@code start}. Counts for each moment into whose time a part of the wait fell. */
    void waited(String name, long start, long now) {
        for (Moment moment : moments) {
            if (moment.from < now && start < moment.until) {
                moment.longest.merge(name, now - Math.max(start, moment.from), Math::max);
            }
        }
    }

    List<Waits> all() {
        return moments.stream().map(Moments::spread).toList();
    }

    private static Waits spread(Moment moment) {
        return new Waits(
                moment.what,
                moment.longest.values().stream().map(Duration::ofNanos).toList());
    }
}
