package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The UTF-8 bytes of one JSON value, never changed once made.
 *
 * <p>Compared by content. Whoever takes {@link #bytes()} must not write to them; they are not copied because they go to every socket.
 */
public final class Json {

    private final byte[] bytes;

    private Json(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over the array. */
    public static Json of(byte[] bytes) {
        return new Json(bytes);
    }

    /** The bytes of this text. */
    public static Json of(String text) {
        return new Json(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes themselves; read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes. */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Json json && Arrays.equals(bytes, json.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
