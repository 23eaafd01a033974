package dev.parley.presence;

import java.util.List;

/**
 * Who is in a room.
 *
 * @param some at most {@link #MOST} of them
 * @param count how many there are
 */
public record People(List<Person> some, int count) {

    /** How many are named at the most. */
    public static final int MOST = 200;

    /** Nobody. */
    public static final People NOBODY = new People(List.of(), 0);

    public People {
        some = List.copyOf(some);
        if (some.size() > Math.min(MOST, count)) {
            throw new IllegalArgumentException(some.size() + " named of " + count);
        }
    }
}
