package dev.parley.admin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts wrong tokens: ten from one address, then one each five seconds; what comes before its time is refused unread by the log. The right
 * token is never asked to wait, so this does not keep anybody from guessing it: that a token cannot be guessed is because of its length. Any
 * thread.
 */
final class Attempts {

    /** Wrong tokens at once. */
    static final int BURST = 10;

    /** Time that buys one more attempt. */
    static final long MILLIS_EACH = 5_000;

    private static final int MAX_ADDRESSES = 1_000;
    /** All further addresses together, when so many are remembered. */
    private static final String OTHERS = "";

    /** Monotonic time up to which the attempts of an address are used up, were they one each {@link #MILLIS_EACH}. */
    private final Map<String, Long> usedUntil = new ConcurrentHashMap<>();

    /** How long this address has to wait, in milliseconds; 0: not at all. */
    long waitMillis(String address, long nowMillis) {
        Long until = usedUntil.get(key(address));
        return until == null ? 0 : Math.max(0, until - nowMillis - (BURST - 1) * MILLIS_EACH);
    }

    /** A wrong token came from there. */
    void failed(String address, long nowMillis) {
        if (usedUntil.size() >= MAX_ADDRESSES) {
            usedUntil.values().removeIf(until -> until <= nowMillis);
        }
        usedUntil.merge(
                key(address), nowMillis + MILLIS_EACH, (until, first) -> Math.max(until, nowMillis) + MILLIS_EACH);
    }

    private String key(String address) {
        return usedUntil.containsKey(address) || usedUntil.size() < MAX_ADDRESSES ? address : OTHERS;
    }
}
