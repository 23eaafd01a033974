package dev.parley.wire;

import java.util.regex.Pattern;

/**
 * Who said something: the stable name of a person, not the one that is shown.
 *
 * @param value 1 to 40 characters of {@code [a-z0-9_-]}, so that it never needs escaping
 */
public record UserId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9_-]{1,40}");

    public UserId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a user id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
