package dev.parley.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The chained hash of a log up to one entry: the first 16 bytes of SHA-256.
 *
 * <p>Equal digests at the same number mean equal histories. {@link #NONE} is the digest of the empty log.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record Digest(long high, long low) {

    /** Length in bytes. */
    public static final int BYTES = 16;

    /** The digest before the first entry: all bits zero. */
    public static final Digest NONE = new Digest(0, 0);

    /** The digest of the log that ends with this entry: {@code SHA-256(this ‖ id ‖ kind ‖ 0 ‖ author ‖ 0 ‖ at ‖ SHA-256(body))}. */
    public Digest next(EntryId id, Kind kind, UserId author, long atMillis, byte[] body) {
        MessageDigest sha = sha256();
        byte[] bodyHash = sha.digest(body);
        sha.update(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).flip());
        sha.update(id.value().getBytes(StandardCharsets.US_ASCII));
        sha.update(kind.value().getBytes(StandardCharsets.US_ASCII));
        sha.update((byte) 0);
        sha.update(author.value().getBytes(StandardCharsets.US_ASCII));
        sha.update((byte) 0);
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(atMillis).flip());
        sha.update(bodyHash);
        ByteBuffer hash = ByteBuffer.wrap(sha.digest());
        return new Digest(hash.getLong(), hash.getLong());
    }

    /** Reads 32 hexadecimal digits. */
    public static Digest parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a digest has 32 hexadecimal digits, not " + hex.length());
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /** The digest whose bytes these 16 are. */
    public static Digest of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a digest has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Digest(buffer.getLong(), buffer.getLong());
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** 32 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
