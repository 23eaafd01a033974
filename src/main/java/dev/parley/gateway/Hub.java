package dev.parley.gateway;

import dev.parley.wire.CloseCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the event loops of one gateway share: whether it serves, who is counted, what was counted. Any thread. */
final class Hub {

    /** Whether the gateway takes sessions. */
    enum State {
        /** Not yet. */
        STARTING,
        /** It does. */
        OPEN,
        /** No more. */
        DRAINING
    }

    private volatile State state = State.STARTING;
    private final AtomicLong sessionNumbers = new AtomicLong();
    private final AtomicInteger sessions = new AtomicInteger();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final Map<CloseCode, LongAdder> closes = new ConcurrentHashMap<>();

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    /** The number of a new session. */
    long nextSession() {
        return sessionNumbers.incrementAndGet();
    }

    /** A connection came. Gives how many there are. */
    int came() {
        return sessions.incrementAndGet();
    }

    /** A connection went. */
    void went() {
        sessions.decrementAndGet();
    }

    int sessions() {
        return sessions.get();
    }

    void countFrame() {
        frames.increment();
    }

    void countRefusal() {
        refusals.increment();
    }

    void countClose(CloseCode code) {
        closes.computeIfAbsent(code, c -> new LongAdder()).increment();
    }

    void countSent(long entries, long sentBytes) {
        deliveries.add(entries);
        bytes.add(sentBytes);
    }

    Gateway.Counts counts() {
        Map<CloseCode, Long> closed = new java.util.EnumMap<>(CloseCode.class);
        closes.forEach((code, count) -> closed.put(code, count.sum()));
        return new Gateway.Counts(
                sessions.get(), frames.sum(), refusals.sum(), deliveries.sum(), bytes.sum(), Map.copyOf(closed));
    }
}
