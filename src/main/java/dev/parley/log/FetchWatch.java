package dev.parley.log;

import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Watches logs that are being fetched while a node reconciles: whether each has got where it is to get, and that none is waited for in vain.
 *
 * <p>The fetching itself is done by each log's {@link Intake}, which tries again and asks others; here is decided when that is over. Not thread
 * safe: one owner. Times are monotonic milliseconds.
 */
@PureCore
public final class FetchWatch {

    /** For so long a log may get no further, as when the disk is slow or the one that is asked is busy. */
    static final long STALLED_MILLIS = 10_000;

    /** How it stands with a log. */
    public enum Look {
        /** It is not watched, or it gets further. */
        GOES_ON,
        /** The disk has it up to the end that was asked for; it is watched no more. */
        REACHED,
        /** It contradicts what is fetched, gets no further, or knows nobody to ask; it is watched no more. */
        STUCK
    }

    /**
     * What a look showed.
     *
     * @param look how it stands
     * @param round of the reconciliation, as it was told when the fetch began; -1: the log is not watched
     */
    public record Verdict(Look look, int round) {}

    private record Fetching(Position upTo, Position reached, long sinceMillis, int round) {}

    private static final Verdict UNWATCHED = new Verdict(Look.GOES_ON, -1);

    private final Map<LogId, Fetching> fetching = new TreeMap<>();

    /** A log is fetched from now on, up to an end; what was watched of it before is forgotten. */
    public void begin(LogId log, Position upTo, int round, long nowMillis) {
        fetching.put(log, new Fetching(upTo, Position.START, nowMillis, round));
    }

    /** The logs that are watched, in the order of their names. */
    public List<LogId> logs() {
        return List.copyOf(fetching.keySet());
    }

    /** Whether the log is watched. */
    public boolean isWatched(LogId log) {
        return fetching.containsKey(log);
    }

    /** Looks at a log: whenever it got further, and now and then. */
    public Verdict look(LogId log, Intake intake, long nowMillis) {
        Fetching fetch = fetching.get(log);
        if (fetch == null) {
            return UNWATCHED;
        }
        Position archived = intake.archived().at();
        boolean isStalled = archived.equals(fetch.reached()) && nowMillis - fetch.sinceMillis() > STALLED_MILLIS;
        if (!fetch.upTo().isAfter(archived)) {
            fetching.remove(log);
            return new Verdict(Look.REACHED, fetch.round());
        }
        if (intake.isDiverged() || isStalled || !intake.isBehind()) {
            fetching.remove(log);
            return new Verdict(Look.STUCK, fetch.round());
        }
        if (!archived.equals(fetch.reached())) {
            fetching.put(log, new Fetching(fetch.upTo(), archived, nowMillis, fetch.round()));
        }
        return new Verdict(Look.GOES_ON, fetch.round());
    }
}
