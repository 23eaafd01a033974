package dev.parley.wire;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The way of single messages through the nodes, as lines of the log: {@code event=trace hop=… id=…}, one for each hop on each node.
 *
 * <p>Off, until the level of the area {@code trace} is trace, which follows every message, or one message is {@link #follow followed} by its
 * id. Switched for the whole process, like the log itself. Where a message passes the question is only {@link #isOn}: two reads of
 * memory while it is off. Any thread.
 */
public final class Trace {

    /** How many messages can be followed at a time. */
    public static final int MAX_FOLLOWED = 64;

    private static final System.Logger LOG = System.getLogger("dev.parley.trace");

    /** Until when each id is followed, on the clock that never goes back. Replaced as a whole. */
    private static final AtomicReference<Map<EntryId, Long>> FOLLOWED = new AtomicReference<>(Map.of());

    private Trace() {}

    /** A place that messages pass. */
    public enum Hop {
        /** A session handed it to the gateway. */
        RECEIVED,
        /** It was sent to the leader of its log. */
        ROUTED,
        /** The leader gave it a number. */
        NUMBERED,
        /** The grid has it under that number. */
        COMMITTED,
        /** The leader sent it to the nodes. */
        SENT,
        /** It is due to the clients of an event loop. */
        FANNED_OUT,
        /** It is on the disk of this node. */
        ARCHIVED,
        /** Whoever said it is told what became of it. */
        ACKNOWLEDGED
    }

    /** Whether anything is followed, so that it is worth to look at ids. */
    public static boolean isOn() {
        return !map().isEmpty() || LOG.isLoggable(Level.TRACE);
    }

    /** Logs a hop, if this message is followed. To be called only when {@link #isOn}. */
    public static void hop(Hop hop, LogId log, EntryId id, String details) {
        Level level = levelOf(id);
        if (LOG.isLoggable(level)) {
            LOG.log(
                    level,
                    () -> "event=trace hop=" + name(hop) + " id=" + id + " log=" + log
                            + (details.isEmpty() ? "" : " " + details));
        }
    }

    /** Logs the hop of several entries of one log. To be called only when {@link #isOn}. */
    public static void hop(Hop hop, LogId log, Collection<Entry> entries, String details) {
        entries.forEach(
                entry -> hop(hop, log, entry.id(), "seq=" + entry.seq() + (details.isEmpty() ? "" : " " + details)));
    }

    /**
     * Follows one message from now on.
     *
     * @return false: so many are followed already
     */
    public static boolean follow(EntryId id, Duration time) {
        long now = Clocks.monotonicMillis();
        Map<EntryId, Long> next = FOLLOWED.updateAndGet(before -> {
            Map<EntryId, Long> more = still(before, now);
            if (more.size() < MAX_FOLLOWED || more.containsKey(id)) {
                more.put(id, now + time.toMillis());
            }
            return Map.copyOf(more);
        });
        return next.containsKey(id);
    }

    /** Follows this message no more. */
    public static void forget(EntryId id) {
        long now = Clocks.monotonicMillis();
        FOLLOWED.updateAndGet(before -> {
            Map<EntryId, Long> fewer = still(before, now);
            fewer.remove(id);
            return Map.copyOf(fewer);
        });
    }

    /** Lets go of those whose time is over, so that {@link #isOn} can be false again. */
    public static void prune() {
        long now = Clocks.monotonicMillis();
        FOLLOWED.updateAndGet(before -> Map.copyOf(still(before, now)));
    }

    /** What is followed now. */
    public static List<EntryId> followed() {
        return still(map(), Clocks.monotonicMillis()).keySet().stream().sorted().toList();
    }

    /** One that is followed by its id is logged at info: also while the area is not at trace. */
    private static Level levelOf(EntryId id) {
        Long until = map().get(id);
        if (until == null) {
            return Level.TRACE;
        }
        if (until > Clocks.monotonicMillis()) {
            return Level.INFO;
        }
        forget(id);
        return Level.TRACE;
    }

    private static Map<EntryId, Long> map() {
        return Objects.requireNonNull(FOLLOWED.get());
    }

    private static Map<EntryId, Long> still(Map<EntryId, Long> before, long now) {
        Map<EntryId, Long> still = new HashMap<>(before);
        still.values().removeIf(until -> until <= now);
        return still;
    }

    private static String name(Hop hop) {
        return hop.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
