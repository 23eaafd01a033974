package dev.parley.leader;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.Latency;
import dev.parley.wire.LogId;
import dev.parley.wire.LoopDelay;
import dev.parley.wire.NodeId;
import dev.parley.wire.Tallies;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Counts what {@link LeaderCounts} tells. Written by the loop of leadership, read by any thread. */
final class LeaderCounter {

    /** One crash makes many elections, a moment apart. */
    private static final long ONE_CRASH_MILLIS = 10_000;

    private final Tallies<Reason> won = new Tallies<>(Reason.class);
    private final Map<Reason, Latency> leaderless = new EnumMap<>(Reason.class);
    private final LongAdder lost = new LongAdder();
    private final LongAdder delays = new LongAdder();
    private final LoopDelay delay;
    private volatile Failover last = new Failover(0, 0, 0);

    /** The last crash of which this node took shards over; replaced as a whole. */
    private record Failover(long firstAtMillis, long atMillis, long slowestMillis) {}

    LeaderCounter(long tickMillis) {
        delay = new LoopDelay(tickMillis);
        for (Reason reason : Reason.values()) {
            leaderless.put(reason, new Latency());
        }
    }

    /** This node has won. */
    void won(Election election) {
        won.count(election.reason());
        Latency of = leaderless.get(election.reason());
        if (of != null) {
            of.record(TimeUnit.MILLISECONDS.toNanos(election.durationMillis()));
        }
        if (election.reason() == Reason.CRASH) {
            Failover before = last;
            boolean isSame = election.atMillis() - before.firstAtMillis() < ONE_CRASH_MILLIS;
            last = new Failover(
                    isSame ? before.firstAtMillis() : election.atMillis(),
                    election.atMillis(),
                    isSame ? Math.max(before.slowestMillis(), election.durationMillis()) : election.durationMillis());
        }
    }

    /** A shard was lost. */
    void lost() {
        lost.increment();
    }

    /** The grid did not answer. */
    void delayed() {
        delays.increment();
    }

    /** The loop's clock has come. */
    void tick() {
        delay.tick();
    }

    LeaderCounts counts(NodeId self, IntFunction<@Nullable Led> leaders) {
        int led = 0;
        int without = 0;
        long highestTerm = 0;
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            Led leader = leaders.apply(shard);
            if (leader == null) {
                without++;
            } else {
                led += leader.node().equals(self) ? 1 : 0;
                highestTerm = Math.max(highestTerm, leader.term());
            }
        }
        Map<Reason, Latency.Snapshot> durations = new EnumMap<>(Reason.class);
        leaderless.forEach((reason, latency) -> durations.put(reason, latency.snapshot()));
        Failover failover = last;
        return new LeaderCounts(
                won.snapshot(),
                durations,
                led,
                without,
                lost.sum(),
                delays.sum(),
                highestTerm,
                failover.slowestMillis(),
                failover.atMillis(),
                delay.snapshot());
    }
}
