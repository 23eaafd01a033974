package dev.parley.gateway;

/**
 * How much memory is kept for sockets and rooms, in bytes.
 *
 * @param inFlight handed to one socket and not yet taken in by it; above it, the socket gets nothing more until it drains
 * @param outbox waiting for one socket beside the entries of its rooms: answers, presence; above it, the socket is closed as too slow
 * @param ring the newest entries of one room on one event loop, from which sockets that fell back a little are served
 * @param slice the most that one frame of entries holds, if it holds more than one; also the size of a page read for catching up
 */
public record Buffers(int inFlight, int outbox, int ring, int slice) {

    /** Sizes that suit nodes with some thousand sessions. */
    public static final Buffers DEFAULT = new Buffers(256 * 1024, 2 * 1024 * 1024, 256 * 1024, 64 * 1024);

    public Buffers {
        if (slice < 1_024 || inFlight < slice || ring < slice || outbox < inFlight) {
            throw new IllegalArgumentException(
                    "buffers must be 1,024 <= slice <= inFlight <= outbox and slice <= ring, not" + " slice " + slice
                            + ", inFlight " + inFlight + ", outbox " + outbox + ", ring " + ring);
        }
    }
}
