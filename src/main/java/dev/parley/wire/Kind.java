package dev.parley.wire;

import java.util.regex.Pattern;

/**
 * What sort of fact an entry states.
 *
 * <p>Not an enum: a node must store and pass on kinds that a newer node invented.
 *
 * @param value 1 to 40 characters of {@code [a-z0-9-]}
 */
public record Kind(String value) {

    // Before the constants: they are checked against it when the class is loaded.
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,40}");

    /** Somebody said something in a room; body {@code {"name","text"}}. */
    public static final Kind MESSAGE = new Kind("message");

    /** A room was made; in the directory; body {@code {"room","name"}}. */
    public static final Kind ROOM_CREATED = new Kind("room-created");

    /** The administrator's token is another one; in the directory; body {@code {"sha256"}}, its hash in hex. */
    public static final Kind ADMIN_TOKEN = new Kind("admin-token");

    public Kind {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a kind: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
