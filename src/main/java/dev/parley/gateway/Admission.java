package dev.parley.gateway;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many clients are being taken in at the moment: from their hello until their rooms are found. Any thread.
 *
 * <p>When another node dies, all of its clients come at once, and each of them costs reads of the log. Those for whom there is no time now are
 * told when to come again, each a little later than the one before, so that they do not come at once once more.
 */
final class Admission {

    private static final long SOONEST_MILLIS = 100;
    private static final long LATEST_MILLIS = 10_000;
    private static final long APART_MILLIS = 2;

    private final int most;
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger highest = new AtomicInteger();
    private final AtomicLong nextSlotMillis = new AtomicLong();
    private final LongAdder refused = new LongAdder();

    Admission(int most) {
        this.most = most;
    }

    /** Lets one in: 0; or gives after how many milliseconds they may ask again. Who was let in is reported with {@link #done}. */
    long enter(long nowMillis) {
        int inside = now.incrementAndGet();
        if (inside <= most) {
            highest.accumulateAndGet(inside, Math::max);
            return 0;
        }
        now.decrementAndGet();
        refused.increment();
        long slot = nextSlotMillis.updateAndGet(
                last -> Math.min(nowMillis + LATEST_MILLIS, Math.max(nowMillis + SOONEST_MILLIS, last + APART_MILLIS)));
        return slot - nowMillis;
    }

    /** One who was let in has their rooms, or is gone. */
    void done() {
        now.decrementAndGet();
    }

    /** The most that were being taken in at the same time. */
    int highest() {
        return highest.get();
    }

    /** How many were told to come again. */
    long refused() {
        return refused.sum();
    }
}
