package dev.parley.load;

import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read one room, and enough of the way there to find what it has in common with another history.
 *
 * <p>Keeps the last {@value #RECENT} positions, and of the older ones the last two at multiples of each power of two: some 16 KB however
 * much was read.
 */
@PureCore
final class Trail {

    /** How many marks may be told. */
    static final int MARKS = 16;

    private static final int RECENT = 256;
    private static final int LEVELS = 20;
    private static final Comparator<Position> NEWEST_FIRST =
            Comparator.comparingLong(Position::seq).reversed();

    /** Newest first, without a hole. */
    private final Deque<Position> recent = new ArrayDeque<>();
    /** Level k: the last two whose number is a multiple of 2 to the k, newest first. */
    private final List<Deque<Position>> levels = new ArrayList<>();

    private boolean fromStart;
    private long seq;

    /** A client that has read nothing and asks for everything; or, with null, for the newest page. */
    Trail(@Nullable Position from) {
        for (int i = 0; i < LEVELS; i++) {
            levels.add(new ArrayDeque<>(3));
        }
        begin(from);
    }

    private void begin(@Nullable Position from) {
        fromStart = from != null && from.seq() == 0;
        seq = from == null ? 0 : from.seq();
        if (from != null && !fromStart) {
            read(from);
        }
    }

    /** The number of the last entry that was read, or of the one before the first to come. */
    long seq() {
        return seq;
    }

    /** The last entry that was read; null: none, and the next may be any. */
    @Nullable
    Position newest() {
        Position last = recent.peekFirst();
        return last == null && fromStart ? Position.START : last;
    }

    /** An entry was read. */
    void read(Position position) {
        seq = position.seq();
        recent.addFirst(position);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
        for (int level = 0; level < LEVELS && seq % (1L << level) == 0; level++) {
            Deque<Position> two = levels.get(level);
            two.addFirst(position);
            if (two.size() > 2) {
                two.removeLast();
            }
        }
    }

    /** All was forgotten; the next entry has the number {@code from}. */
    void restart(long from) {
        recent.clear();
        levels.forEach(Deque::clear);
        fromStart = from == 1;
        seq = from - 1;
    }

    /** What came after a number was forgotten. Gives the position there; null: it is not known, and nothing was done. */
    @Nullable
    Position cut(long keep) {
        Position kept = at(keep);
        if (kept == null) {
            return null;
        }
        recent.removeIf(position -> position.seq() > keep);
        levels.forEach(two -> two.removeIf(position -> position.seq() > keep));
        if (recent.isEmpty() && keep > 0) {
            recent.add(kept);
        }
        seq = keep;
        return kept;
    }

    /** The position with a number, if it is remembered. */
    @Nullable
    Position at(long wanted) {
        if (wanted == 0) {
            return fromStart ? Position.START : null;
        }
        for (Position position : known()) {
            if (position.seq() == wanted) {
                return position;
            }
        }
        return null;
    }

    /** Positions before the newest, the newest first, each about twice as far back as the one before; at most {@value #MARKS}. */
    List<Position> marks() {
        List<Position> marks = new ArrayList<>();
        long distance = 1;
        for (Position position : known()) {
            if (seq - position.seq() >= distance && marks.size() < MARKS - 1) {
                marks.add(position);
                distance = 2 * (seq - position.seq());
            }
        }
        if (fromStart && seq > 0) {
            marks.add(Position.START);
        }
        return marks;
    }

    private Set<Position> known() {
        Set<Position> known = new TreeSet<>(NEWEST_FIRST);
        known.addAll(recent);
        levels.forEach(known::addAll);
        return known;
    }
}
