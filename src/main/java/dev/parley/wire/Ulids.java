package dev.parley.wire;

import java.util.random.RandomGenerator;

/** Makes ids in the form of a ULID: 26 letters and digits, of which the first ten are the time, so that older ones sort first. Any thread. */
@PureCore
public final class Ulids {

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_LETTERS = 10;
    private static final int CHANCE_LETTERS = 16;
    private static final int BITS = 5;

    private Ulids() {}

    /** A new id, made at a time in milliseconds since 1970; unlike any other as long as the chance is good. */
    public static String text(long atMillis, RandomGenerator chance) {
        StringBuilder id = new StringBuilder(TIME_LETTERS + CHANCE_LETTERS);
        for (int letter = TIME_LETTERS - 1; letter >= 0; letter--) {
            id.append(CROCKFORD.charAt((int) (atMillis >>> (BITS * letter)) & (CROCKFORD.length() - 1)));
        }
        for (int letter = 0; letter < CHANCE_LETTERS; letter++) {
            id.append(CROCKFORD.charAt(chance.nextInt(CROCKFORD.length())));
        }
        return id.toString();
    }
}
