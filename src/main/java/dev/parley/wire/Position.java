package dev.parley.wire;

/**
 * How far somebody has read, and of which history.
 *
 * @param seq number of the last entry read; 0 before the first
 * @param digest chained digest at that entry; {@link Digest#NONE} at 0
 */
public record Position(long seq, Digest digest) implements Comparable<Position> {

    /** Before the first entry of any log. */
    public static final Position START = new Position(0, Digest.NONE);

    public Position {
        if (seq < 0) {
            throw new IllegalArgumentException("seq must not be negative: " + seq);
        }
        if (seq == 0 && !digest.equals(Digest.NONE)) {
            throw new IllegalArgumentException("position 0 has no digest, not " + digest);
        }
    }

    /** Whether this is at a higher number than the other; says nothing about their histories. */
    public boolean isAfter(Position other) {
        return seq > other.seq;
    }

    /** Orders by number only, because only numbers have an order. */
    @Override
    public int compareTo(Position other) {
        return Long.compare(seq, other.seq);
    }

    @Override
    public String toString() {
        return seq + "/" + digest.toString().substring(0, 8);
    }
}
