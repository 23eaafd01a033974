package dev.parley.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the parts of a message between nodes; read back by {@link ByteReader}. Big-endian, grows as needed; one thread. */
public final class ByteWriter {

    private byte[] bytes;
    private int size;

    /** A writer that begins with room for so many bytes. */
    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** One byte. */
    public ByteWriter putByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Four bytes. */
    public ByteWriter putInt(int value) {
        room(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Eight bytes. */
    public ByteWriter putLong(long value) {
        return putInt((int) (value >>> 32)).putInt((int) value);
    }

    /** Length and bytes. */
    public ByteWriter putBytes(byte[] value) {
        putInt(value.length);
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** Length and UTF-8. */
    public ByteWriter putText(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Sixteen bytes. */
    public ByteWriter putDigest(Digest value) {
        return putLong(value.high()).putLong(value.low());
    }

    /** Number and digest. */
    public ByteWriter putPosition(Position value) {
        return putLong(value.seq()).putDigest(value.digest());
    }

    /** What was written so far, as a copy. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
