package dev.parley.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other processes do, which nobody announces. */
final class Await {

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Await() {}

    /** A look at the world: empty words when it is as wanted, otherwise what is still missing. */
    interface Look extends Supplier<String> {}

    /** Looks until nothing is missing; after a time fails with what was, and with the words of {@code more}. */
    static void until(String what, Duration within, Look missing, Supplier<String> more) {
        long deadline = System.nanoTime() + within.toNanos();
        String words = missing.get();
        while (!words.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        what + " did not come true within " + within.toSeconds() + " s: " + words + "\n" + more.get());
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            words = missing.get();
        }
    }
}
