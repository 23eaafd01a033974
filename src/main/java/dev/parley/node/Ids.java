package dev.parley.node;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Makes the id that a node keeps for life: 26 letters and digits in the form of a ULID, so that older ones sort first. */
final class Ids {

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_LETTERS = 10;
    private static final int RANDOM_LETTERS = 16;

    private Ids() {}

    static String nodeId(Instant now, RandomGenerator random) {
        StringBuilder id = new StringBuilder(TIME_LETTERS + RANDOM_LETTERS);
        for (int letter = TIME_LETTERS - 1; letter >= 0; letter--) {
            id.append(CROCKFORD.charAt((int) (now.toEpochMilli() >>> (5 * letter)) & 31));
        }
        for (int letter = 0; letter < RANDOM_LETTERS; letter++) {
            id.append(CROCKFORD.charAt(random.nextInt(32)));
        }
        return id.toString();
    }
}
