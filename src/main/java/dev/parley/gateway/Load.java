package dev.parley.gateway;

/**
 * What waits in the sockets of one event loop, or of several.
 *
 * @param waitingBytes handed to sockets, or queued for them, and not taken in
 * @param slow sessions with so much of it that they are handed nothing more
 */
record Load(long waitingBytes, int slow) {

    static final Load NONE = new Load(0, 0);

    Load plus(Load other) {
        return new Load(waitingBytes + other.waitingBytes, slow + other.slow);
    }
}
