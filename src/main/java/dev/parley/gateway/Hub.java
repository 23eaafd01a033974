package dev.parley.gateway;

import dev.parley.wire.CloseCode;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Latency;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

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
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final AtomicLong sessionNumbers = new AtomicLong();
    private final AtomicInteger sessions = new AtomicInteger();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final TrafficCounter traffic = new TrafficCounter();
    private final Admission admission;
    private final Map<CloseCode, LongAdder> closes = new ConcurrentHashMap<>();

    Hub(int hellosAtOnce) {
        admission = new Admission(hellosAtOnce);
    }

    Admission admission() {
        return admission;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    /** One more event loop takes part. */
    void add(Loop loop) {
        loops.add(loop);
    }

    /** How many event loops take part. */
    int loops() {
        return loops.size();
    }

    /** Does something on every event loop. */
    void onLoops(Consumer<Loop> deed) {
        loops.forEach(loop -> loop.context().runOnContext(v -> deed.accept(loop)));
    }

    /** The event loop that a name stands for; always the same once all take part. */
    Loop loopFor(String name) {
        return loops.get(Math.floorMod(name.hashCode(), loops.size()));
    }

    /** The event loop whose own context this code runs on; if it is that of a single connection, the loop of the connection. */
    Loop here(Loop ofConnection) {
        Context context = Vertx.currentContext();
        return loops.stream()
                .filter(loop -> loop.context() == context)
                .findAny()
                .orElse(ofConnection);
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

    void countRefusal(ErrorCode error) {
        refusals.increment();
        traffic.refused(error);
    }

    /** What else is counted. */
    TrafficCounter traffic() {
        return traffic;
    }

    void countClose(CloseCode code) {
        closes.computeIfAbsent(code, c -> new LongAdder()).increment();
    }

    void countSent(long entries, long sentBytes) {
        deliveries.add(entries);
        bytes.add(sentBytes);
    }

    Gateway.Counts counts() {
        Map<CloseCode, Long> closed = new EnumMap<>(CloseCode.class);
        closes.forEach((code, count) -> closed.put(code, count.sum()));
        return new Gateway.Counts(
                sessions.get(),
                frames.sum(),
                refusals.sum(),
                deliveries.sum(),
                bytes.sum(),
                admission.refused(),
                admission.highest(),
                Map.copyOf(closed),
                traffic.traffic(
                        state == State.OPEN,
                        sessionNumbers.get(),
                        loops.stream().map(Loop::load).reduce(Load.NONE, Load::plus),
                        Latency.Snapshot.sum(loops.stream().map(Loop::delay).toList())));
    }
}
