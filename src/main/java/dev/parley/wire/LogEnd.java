package dev.parley.wire;

/**
 * Where a copy of a log ends, and which leader's history it is known to be.
 *
 * <p>The term is the newest one whose leader's log, as it was when that leader opened it, is wholly contained in this copy. It decides which
 * of two copies is the better one, before the length does: what a newer leader left out was never acknowledged, and what it added may be.
 * (The rule is that of Viewstamped Replication: the largest last normal view, then the longest log.)
 *
 * @param term in milliseconds since 1970 or more, see the leader package; 0: of no leader, as in a new archive
 * @param at the last entry
 */
public record LogEnd(long term, Position at) {

    /** The end of a log without entries that no leader has opened. */
    public static final LogEnd START = new LogEnd(0, Position.START);

    public LogEnd {
        if (term < 0) {
            throw new IllegalArgumentException("term must not be negative: " + term);
        }
    }

    /** Whether this copy is to be believed before the other: a newer term, or as new and longer. */
    public boolean isBetterThan(LogEnd other) {
        return term != other.term ? term > other.term : at.isAfter(other.at);
    }

    /** The number of the last entry; 0: there is none. */
    public long seq() {
        return at.seq();
    }

    @Override
    public String toString() {
        return at + "@" + term;
    }
}
