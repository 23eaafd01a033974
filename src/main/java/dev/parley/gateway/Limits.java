package dev.parley.gateway;

/**
 * How much one client may do, and how many clients there may be.
 *
 * @param textChars the longest text of a message, in UTF-16 units
 * @param frameBytes the longest message from a client; the WebSocket layer closes with 1009 above it
 * @param pageEntries the most entries that one history page holds
 * @param newestEntries how many entries somebody gets who joins afresh
 * @param rooms in how many rooms one session may be
 * @param sessions how many sessions this node takes; above it, connections are closed with 3003
 * @param hellosAtOnce how many clients this node takes in at the same time, from their hello until their rooms are found; others are told to
 *     come again a moment later, with error 135
 * @param postsPerSecond how many posts and new rooms a session may send on average
 * @param postBurst how many of those at once after a rest
 * @param framesPerSecond how many other frames a session may send on average
 * @param frameBurst how many of those at once after a rest
 * @param postsInFlight how many posts of one session may wait for their acknowledgement
 * @param readsInFlight how many history pages of one session may be under way
 * @param badFrames how many malformed frames in a row end the connection
 */
public record Limits(
        int textChars,
        int frameBytes,
        int pageEntries,
        int newestEntries,
        int rooms,
        int sessions,
        int hellosAtOnce,
        int postsPerSecond,
        int postBurst,
        int framesPerSecond,
        int frameBurst,
        int postsInFlight,
        int readsInFlight,
        int badFrames) {

    /** What the protocol page promises. */
    public static final Limits DEFAULT =
            new Limits(8_000, 65_536, 200, 50, 200, 20_000, 64, 20, 80, 50, 100, 100, 4, 20);

    public Limits {
        positive("textChars", textChars);
        positive("frameBytes", frameBytes);
        positive("newestEntries", newestEntries);
        positive("rooms", rooms);
        positive("sessions", sessions);
        positive("hellosAtOnce", hellosAtOnce);
        positive("postsPerSecond", postsPerSecond);
        positive("framesPerSecond", framesPerSecond);
        positive("postsInFlight", postsInFlight);
        positive("readsInFlight", readsInFlight);
        positive("badFrames", badFrames);
        if (pageEntries < 1 || pageEntries > 1_000) {
            throw new IllegalArgumentException("pageEntries is 1 to 1,000, not " + pageEntries);
        }
        if (postBurst < postsPerSecond || frameBurst < framesPerSecond) {
            throw new IllegalArgumentException("a burst is at least one second's worth: posts " + postBurst + " of "
                    + postsPerSecond + "/s, frames " + frameBurst + " of " + framesPerSecond + "/s");
        }
        if (frameBytes < 4 * textChars + 1_024) {
            throw new IllegalArgumentException("a frame of " + frameBytes + " bytes cannot hold a text of " + textChars
                    + " characters; it needs 4 bytes each and 1,024 around them");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
