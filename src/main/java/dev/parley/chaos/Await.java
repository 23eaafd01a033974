package dev.parley.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what other processes do, which nobody announces. Blocks the thread that calls. */
final class Await {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Never counted down: waiting for it takes as long as one is willing to wait, unless interrupted. */
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    /** A look at the world: empty words when it is as wanted, otherwise what is still missing. */
    interface Look extends Supplier<String> {}

    /** Looks until nothing is missing; after a time fails with what was, and with the words of {@code more}. */
    static void until(String what, Duration within, Look missing, Supplier<String> more) {
        String words = look(within, LOOK_EVERY, missing);
        if (!words.isEmpty()) {
            throw new ChaosFailure(
                    what + " did not come true within " + within.toSeconds() + " s: " + words + "\n" + more.get());
        }
    }

    /** Looks this often until nothing is missing. Returns what is missing after a time, empty when nothing is. */
    static String look(Duration within, Duration every, Look missing) {
        long deadline = System.nanoTime() + within.toNanos();
        String words = missing.get();
        while (!words.isEmpty() && System.nanoTime() < deadline) {
            hold(every);
            words = missing.get();
        }
        return words;
    }

    /** Lets a time pass: that for which a fault lasts. */
    static void hold(Duration time) {
        try {
            if (NEVER.await(Math.max(0, time.toNanos()), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("counted down");
            }
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while waiting", e);
        }
    }
}
