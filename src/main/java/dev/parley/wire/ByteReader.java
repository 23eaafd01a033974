package dev.parley.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link ByteWriter} wrote. One thread.
 *
 * <p>Every method throws {@link IllegalArgumentException} when the bytes end early or a length is impossible.
 */
public final class ByteReader {

    private final ByteBuffer buffer;

    /** Reads these bytes from the first on. */
    public ByteReader(byte[] bytes) {
        buffer = ByteBuffer.wrap(bytes);
    }

    /** One byte, 0 to 255. */
    public int takeByte() {
        try {
            return buffer.get() & 0xff;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("message ends early", e);
        }
    }

    /** Four bytes. */
    public int takeInt() {
        try {
            return buffer.getInt();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("message ends early", e);
        }
    }

    /** A number of things that follow, each at least one byte long. */
    public int takeCount() {
        int count = takeInt();
        if (count < 0 || count > buffer.remaining()) {
            throw new IllegalArgumentException(
                    "impossible count " + count + " with " + buffer.remaining() + " bytes left");
        }
        return count;
    }

    /** Eight bytes. */
    public long takeLong() {
        try {
            return buffer.getLong();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("message ends early", e);
        }
    }

    /** Length and bytes. */
    public byte[] takeBytes() {
        byte[] value = new byte[takeCount()];
        buffer.get(value);
        return value;
    }

    /** Length and UTF-8. */
    public String takeText() {
        return new String(takeBytes(), StandardCharsets.UTF_8);
    }

    /** Sixteen bytes. */
    public Digest takeDigest() {
        return new Digest(takeLong(), takeLong());
    }

    /** Number and digest. */
    public Position takePosition() {
        return new Position(takeLong(), takeDigest());
    }

    /** Whether everything was read. */
    public boolean isAtEnd() {
        return !buffer.hasRemaining();
    }
}
