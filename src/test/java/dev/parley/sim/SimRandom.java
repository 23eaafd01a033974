package dev.parley.sim;

import java.util.List;
import java.util.SplittableRandom;

/** All chance of one simulation, from one seed. */
final class SimRandom {

    private final SplittableRandom random;

    SimRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whether something happens that happens with this probability. */
    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A number from the first to the last, both included. */
    long between(long first, long last) {
        return random.nextLong(first, last + 1);
    }

    /** An index below a size. */
    int below(int size) {
        return random.nextInt(size);
    }

    /** One of some. */
    <T> T one(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** A time that is mostly short and sometimes ten times as long. */
    long tailed(long first, long last) {
        long usual = between(first, last);
        return random.nextInt(20) == 0 ? usual * 10 : usual;
    }
}
