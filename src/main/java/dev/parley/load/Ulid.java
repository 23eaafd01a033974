package dev.parley.load;

import dev.parley.wire.EntryId;
import dev.parley.wire.PureCore;
import java.util.random.RandomGenerator;

/**
 * The 128 bits of an id, as numbers: a history holds millions of them, and as text each would cost five times as much.
 *
 * @param high the first 64 bits: 48 of time in milliseconds, 16 of chance
 * @param low the last 64 bits: chance
 */
@PureCore
public record Ulid(long high, long low) {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final byte[] VALUES = new byte[128];

    static {
        java.util.Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            VALUES[DIGITS.charAt(i)] = (byte) i;
        }
    }

    /** A new id, made at a time in milliseconds since 1970. */
    public static Ulid next(long atMillis, RandomGenerator random) {
        return new Ulid((atMillis << 16) | (random.nextLong() & 0xffff), random.nextLong());
    }

    /** The bits of this id. */
    public static Ulid of(EntryId id) {
        return parse(id.value());
    }

    /**
     * Reads 26 characters.
     *
     * @throws IllegalArgumentException when they are not a ULID
     */
    public static Ulid parse(String text) {
        if (text.length() != EntryId.LENGTH || text.charAt(0) > '7') {
            throw new IllegalArgumentException("not a ULID: " + text);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < EntryId.LENGTH; i++) {
            char c = text.charAt(i);
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                throw new IllegalArgumentException("not a ULID: " + text);
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | value;
        }
        return new Ulid(high, low);
    }

    /** 26 characters of Crockford's base 32. */
    @Override
    public String toString() {
        char[] text = new char[EntryId.LENGTH];
        long h = high;
        long l = low;
        for (int i = text.length - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (l & 31));
            l = (l >>> 5) | (h << 59);
            h >>>= 5;
        }
        return new String(text);
    }
}
