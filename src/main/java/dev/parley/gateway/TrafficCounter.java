package dev.parley.gateway;

import dev.parley.wire.Clocks;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Latency;
import dev.parley.wire.Outcome;
import dev.parley.wire.Tallies;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link Traffic} tells, for all loops of one gateway. Any thread; counting takes no lock and no memory. */
final class TrafficCounter {

    private final LongAdder left = new LongAdder();
    private final Tallies<ErrorCode> refusals = new Tallies<>(ErrorCode.class);
    private final LongAdder posts = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final Tallies<ErrorCode> failed = new Tallies<>(ErrorCode.class);
    private final Latency acknowledgement = new Latency();
    private final Latency delivery = new Latency();

    /** A connection went that this node had not closed. */
    void left() {
        left.increment();
    }

    /** A client was told of an error. */
    void refused(ErrorCode error) {
        refusals.count(error);
    }

    /** A command was handed on. */
    void posted() {
        posts.increment();
    }

    /** There is an outcome of a command that was handed on then, by {@link Clocks#monotonicNanos}. */
    void answered(Outcome outcome, long sinceNanos) {
        if (outcome instanceof Outcome.Refused refused) {
            failed.count(refused.error());
        } else {
            acknowledged.increment();
            acknowledgement.recordSince(sinceNanos);
        }
    }

    /** An entry was written to the sockets of a loop just now. */
    void delivered(Entry entry) {
        delivery.record(TimeUnit.MILLISECONDS.toNanos(Clocks.wallMillis() - entry.atMillis()));
    }

    /**
     * All of it.
     *
     * @param opened connections that came
     * @param load what waits in the sockets
     */
    Traffic traffic(boolean isOpen, long opened, Load load, Latency.Snapshot loopDelay) {
        return new Traffic(
                isOpen,
                opened,
                left.sum(),
                refusals.snapshot(),
                posts.sum(),
                acknowledged.sum(),
                failed.snapshot(),
                acknowledgement.snapshot(),
                delivery.snapshot(),
                load.waitingBytes(),
                load.slow(),
                loopDelay);
    }
}
