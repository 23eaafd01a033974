package dev.parley.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One file as it goes out: type, bytes, the same bytes compressed if that is worth it, and a tag that changes with them.
 *
 * @param type   the value of {@code Content-Type}
 * @param plain  the bytes as they are
 * @param gzip   the bytes compressed, or null where that saves nothing
 * @param tag    the value of {@code ETag}; weak, because both forms share it
 * @param policy the value of {@code Content-Security-Policy}, or null where it means nothing (not a document)
 */
record Asset(
        String type,
        Buffer plain,
        @Nullable Buffer gzip,
        String tag,
        @Nullable String policy) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json; charset=utf-8",
            "webmanifest", "application/manifest+json; charset=utf-8",
            "svg", "image/svg+xml; charset=utf-8",
            "png", "image/png");

    /** Packs a file; the ending of {@code path} decides its type. */
    static Asset of(String path, byte[] bytes, @Nullable String policy) {
        var type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
        var small = type.startsWith("image/png") ? bytes : gzip(bytes);
        var gzip = small.length < bytes.length ? Buffer.buffer(small) : null;
        return new Asset(type, Buffer.buffer(bytes), gzip, tag(bytes), policy);
    }

    private static String tag(byte[] bytes) {
        return "W/\""
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(sha256(bytes))
                        .substring(0, 22) + '"';
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 2 + 32);
        try (var packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
