package dev.parley.gateway;

import java.time.Duration;

/**
 * How long the gateway waits for what.
 *
 * @param hello for the first frame of a connection
 * @param idle for any frame of a connection
 * @param quiet for any sign of a WebSocket, before it is asked for one; and as long again for the answer
 * @param stuck for a socket to take in anything while data waits for it
 * @param roomUnknown for a room that this node has not heard of yet: it may have been made on another node a moment ago
 * @param behind for this node to catch up with a reader who has read further elsewhere, before it says so
 * @param ahead for a reader who has read further elsewhere and has been told so, until what they have beyond this node's history counts as lost
 * @param typing between two signs of the same person typing in the same room
 */
public record Patience(
        Duration hello,
        Duration idle,
        Duration quiet,
        Duration stuck,
        Duration roomUnknown,
        Duration behind,
        Duration ahead,
        Duration typing) {

    /** What the protocol page promises. */
    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3));

    public Patience {
        positive("hello", hello);
        positive("idle", idle);
        positive("quiet", quiet);
        positive("stuck", stuck);
        positive("roomUnknown", roomUnknown);
        positive("behind", behind);
        positive("ahead", ahead);
        positive("typing", typing);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, not " + value);
        }
    }
}
