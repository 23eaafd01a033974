package dev.parley.room;

import dev.parley.log.HedgedTails;
import dev.parley.wire.LoopDelay;
import java.util.concurrent.atomic.LongAdder;

/** Counts what {@link RoomCounts} tells. Written by the context of the room verticle, read by any thread. */
final class RoomCounter {

    private final LongAdder submitted = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder orphans = new LongAdder();
    private final LoopDelay delay;
    private volatile Now now = new Now(0, 0, 0);

    /** What is so at a moment; replaced as a whole. */
    private record Now(int underWay, int leading, int recovering) {}

    RoomCounter(long tickMillis) {
        delay = new LoopDelay(tickMillis);
    }

    void submitted() {
        submitted.increment();
    }

    void sent() {
        sent.increment();
    }

    /** Orphans have become entries. Any thread. */
    void returned(int entries) {
        orphans.add(entries);
    }

    /** The loop's clock has come; this is so now. */
    void tick(int underWay, int leading, int recovering) {
        delay.tick();
        now = new Now(underWay, leading, recovering);
    }

    RoomCounts counts(HedgedTails.Counts grid) {
        Now seen = now;
        return new RoomCounts(
                submitted.sum(),
                sent.sum(),
                seen.underWay(),
                seen.leading(),
                seen.recovering(),
                orphans.sum(),
                grid,
                delay.snapshot());
    }
}
