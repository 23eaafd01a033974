package dev.parley.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions in tests. */
public final class Await {

    private Await() {}

    /** Returns as soon as the condition holds; fails with what and the state when the deadline passes. */
    public static void until(String what, Duration deadline, BooleanSupplier condition, Supplier<?> state) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "not within " + deadline.toMillis() + " ms: " + what + "; now: " + state.get());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
