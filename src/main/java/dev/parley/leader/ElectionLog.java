package dev.parley.leader;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines about elections won. One crash makes many at once; they become one line, as soon as no more come.
 *
 * <p>Times are milliseconds of the clock that never goes back.
 */
@PureCore
final class ElectionLog {

    private static final long QUIET_MILLIS = 200;
    private static final long LONGEST_MILLIS = 1000;

    private final Map<Cause, Batch> open = new LinkedHashMap<>();

    /** Elections with the same cause go into one line. */
    private record Cause(Reason reason, @Nullable NodeId from) {}

    private record Batch(List<Election> elections, long firstMillis, long lastMillis) {}

    /** This node has won. */
    void won(Election election, Now now) {
        open.merge(
                new Cause(election.reason(), election.from()),
                new Batch(List.of(election), now.tickMillis(), now.tickMillis()),
                ElectionLog::join);
    }

    private static Batch join(Batch one, Batch other) {
        List<Election> all = new ArrayList<>(one.elections());
        all.addAll(other.elections());
        return new Batch(all, one.firstMillis(), other.lastMillis());
    }

    /** The lines that are complete; each is given once. */
    List<String> due(Now now) {
        List<String> lines = new ArrayList<>();
        open.entrySet().removeIf(entry -> {
            Batch batch = entry.getValue();
            boolean isDue = now.tickMillis() - batch.lastMillis() >= QUIET_MILLIS
                    || now.tickMillis() - batch.firstMillis() >= LONGEST_MILLIS;
            if (isDue) {
                lines.add(line(entry.getKey(), batch.elections()));
            }
            return isDue;
        });
        return lines;
    }

    private static String line(Cause cause, List<Election> elections) {
        long slowest =
                elections.stream().mapToLong(Election::durationMillis).max().orElse(0);
        Election first = elections.get(0);
        String which = elections.size() == 1
                ? "shard=" + first.shard() + " term=" + first.term()
                : "shards=" + elections.size();
        return "event=elected " + which + " new=" + first.to() + " old="
                + (cause.from() == null ? "none" : cause.from()) + " reason=" + cause.reason() + " leaderless_ms="
                + slowest;
    }
}
