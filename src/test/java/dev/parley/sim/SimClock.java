package dev.parley.sim;

import java.util.PriorityQueue;

/** Virtual time. Events happen in the order of their times, and in the order of their making where the times are equal. */
final class SimClock {

    private record Event(long atMicros, long order, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atMicros != other.atMicros
                    ? Long.compare(atMicros, other.atMicros)
                    : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowMicros;
    private long made;

    long nowMicros() {
        return nowMicros;
    }

    long nowMillis() {
        return nowMicros / 1000;
    }

    /** Number of events that happened or wait. */
    long made() {
        return made;
    }

    /** Has something happen later, or now but after everything that was asked for before. */
    void after(long micros, Runnable task) {
        events.add(new Event(nowMicros + Math.max(0, micros), made++, task));
    }

    /** Lets time pass. */
    void advance(long micros) {
        long end = nowMicros + micros;
        Event next = events.peek();
        while (next != null && next.atMicros() <= end) {
            events.remove();
            nowMicros = next.atMicros();
            next.task().run();
            next = events.peek();
        }
        nowMicros = end;
    }
}
