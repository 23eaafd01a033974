package dev.parley.chaos;

import dev.parley.load.Crowd;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** A crowd of clients, for a thread that may block. The only class here that knows {@link Crowd}. */
final class ChaosCrowd implements AutoCloseable {

    private static final Duration GATHERS_WITHIN = Duration.ofMinutes(3);
    /** For a loop that a thousand clients keep busy. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Crowd crowd;

    private ChaosCrowd(Crowd crowd) {
        this.crowd = crowd;
    }

    /** Returns when all are in, on the first of the addresses if it takes them. */
    static ChaosCrowd gather(Vertx vertx, List<String> urls, int size, long seed) {
        return new ChaosCrowd(ChaosLoad.await(
                "a crowd of " + size,
                Crowd.gather(vertx, urls, size, seed, GATHERS_WITHIN),
                GATHERS_WITHIN.plus(GRACE)));
    }

    void begin() {
        ChaosLoad.await("the crowd", crowd.begin(), GRACE);
    }

    Crowd.Return awaitBack(int lost, Duration within) {
        return ChaosLoad.await("the crowd to come back", crowd.back(lost, within), within.plus(GRACE));
    }

    @Override
    public void close() {
        ChaosLoad.await("the crowd to end", crowd.close(), GRACE);
    }
}
