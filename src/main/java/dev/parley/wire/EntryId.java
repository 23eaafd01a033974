package dev.parley.wire;

import java.util.regex.Pattern;

/**
 * The name that a client gives to one thing it wants said: a ULID. The same id is the same thing, however often it is sent.
 *
 * @param value 26 characters of Crockford's base 32, upper case
 */
public record EntryId(String value) implements Comparable<EntryId> {

    /** Length in characters, all ASCII. */
    public static final int LENGTH = 26;

    private static final Pattern FORM = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

    /**
     * The id of the first administrator's token, the same whichever node makes it. No client may use it: what has an id first is what the id
     * stands for.
     */
    public static final EntryId FIRST_TOKEN = new EntryId("0000000000000000ADM1NT0KEN");

    public EntryId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a ULID: " + value);
        }
    }

    /** Whether the text has the form of an id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(EntryId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
