package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.random.RandomGenerator;

/** How long one client waits before it comes back, so that those of a lost node do not come together. Times in milliseconds. */
@PureCore
final class Pace {

    private static final long FIRST_BACK_OFF = 500;
    private static final long LONGEST_BACK_OFF = 8_000;
    /** A lost node had many clients: they come over so long, each of them at any time of it. */
    private static final long SPREAD_LEAST = 250;

    private static final long SPREAD_MOST = 30_000;
    private static final long SPREAD_EACH = 2;
    private static final long MOVE_MOST = 4_000;
    private static final long SEEK = 5_000;

    private final RandomGenerator random;
    private long backOff = FIRST_BACK_OFF;

    Pace(RandomGenerator random) {
        this.random = random;
    }

    /** A node took the client in. */
    void welcome() {
        backOff = FIRST_BACK_OFF;
    }

    /** After the loss of a node that had so many clients. */
    long afterLoss(int sessions) {
        return 1 + random.nextLong(spread(sessions));
    }

    /** After a node with so many clients has asked to move. */
    long beforeMove(int sessions) {
        return 1 + random.nextLong(Math.min(MOVE_MOST, spread(sessions)));
    }

    /** After a full round without success; longer after each, up to a limit. */
    long afterRound() {
        long wait = 1 + random.nextLong(backOff);
        backOff = Math.min(LONGEST_BACK_OFF, 2 * backOff);
        return wait;
    }

    /** Before a node is looked for that takes messages, when the own, with so many clients, has just said that it takes none. */
    long beforeSeeking(int sessions) {
        return afterLoss(sessions);
    }

    /** Before that is tried again. */
    long beforeSeekingAgain() {
        return SEEK / 4 + random.nextLong(SEEK);
    }

    private static long spread(int sessions) {
        return Math.min(SPREAD_MOST, Math.max(SPREAD_LEAST, SPREAD_EACH * sessions));
    }
}
