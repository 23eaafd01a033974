package dev.parley.cluster;

import java.util.Arrays;

/** Bytes of the package above that travel on a {@link Beat}; never changed once made, compared by content. */
final class Rider {

    /** Largest number of bytes. */
    static final int MAX_BYTES = 64 * 1024;

    static final Rider NONE = new Rider(new byte[0]);

    private final byte[] bytes;

    /** Takes over the array. */
    Rider(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a rider of " + bytes.length + " bytes; at most " + MAX_BYTES);
        }
        this.bytes = bytes;
    }

    /** The bytes themselves; read only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rider rider && Arrays.equals(bytes, rider.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
