package dev.parley.gateway;

import dev.parley.wire.PureCore;

/** Lets so many things happen per second on average, and some at once after a rest. Owned by one session. */
@PureCore
final class TokenBucket {

    private final int perSecond;
    private final long capacityMicros;
    private long microTokens;
    private long lastMillis;

    /** A full bucket. One thing costs a million micro-tokens; so many thousand come in each millisecond as things are allowed a second. */
    TokenBucket(int perSecond, int burst, long nowMillis) {
        this.perSecond = perSecond;
        this.capacityMicros = burst * 1_000_000L;
        this.microTokens = capacityMicros;
        this.lastMillis = nowMillis;
    }

    /** Takes one if there is one: 0; otherwise in how many milliseconds there will be one. */
    long take(long nowMillis) {
        long passed = Math.max(0, Math.min(nowMillis - lastMillis, 1_000_000));
        microTokens = Math.min(capacityMicros, microTokens + passed * perSecond * 1_000);
        lastMillis = nowMillis;
        if (microTokens >= 1_000_000) {
            microTokens -= 1_000_000;
            return 0;
        }
        return (1_000_000 - microTokens) / (perSecond * 1_000L) + 1;
    }
}
