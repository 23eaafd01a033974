package dev.parley.cluster;

import dev.parley.wire.NodeId;
import dev.parley.wire.Outside;
import java.security.SecureRandom;

/** Makes the ids of nodes: a ULID each, so that ids sort by the time at which the nodes started. Any thread. */
@Outside
public final class NodeIds {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int CHANCE_DIGITS = 16;
    private static final int BITS = 5;
    private static final SecureRandom CHANCE = new SecureRandom();

    private NodeIds() {}

    /** An id that no other node ever has. */
    public static NodeId fresh() {
        StringBuilder text = new StringBuilder(TIME_DIGITS + CHANCE_DIGITS);
        long millis = System.currentTimeMillis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            text.append(DIGITS[(int) (millis >>> (digit * BITS)) & (DIGITS.length - 1)]);
        }
        for (int i = 0; i < CHANCE_DIGITS; i++) {
            text.append(DIGITS[CHANCE.nextInt(DIGITS.length)]);
        }
        return new NodeId(text.toString());
    }
}
