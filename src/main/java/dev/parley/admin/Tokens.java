package dev.parley.admin;

import dev.parley.wire.Outside;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Administrator's tokens: how they are made, and compared. Any thread. */
@Outside
public final class Tokens {

    /** What a token must be, for a person. */
    public static final String ALLOWED = "20 to 200 printable ASCII characters without spaces";

    private static final Pattern FORM = Pattern.compile("[!-~]{20,200}");
    private static final int BYTES = 32;
    private static final SecureRandom CHANCE = new SecureRandom();

    private Tokens() {}

    /** A new token of 256 random bits: 43 characters that need no quoting anywhere. */
    public static String make() {
        byte[] secret = new byte[BYTES];
        CHANCE.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Whether a text can be a token. */
    public static boolean isToken(String text) {
        return FORM.matcher(text).matches();
    }

    /** SHA-256 in hex. A hash that is slow on purpose would gain nothing: what is made here cannot be guessed. */
    public static String hash(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether the token has this hash; takes the same time whether it does or not. */
    static boolean matches(String token, String hash) {
        return MessageDigest.isEqual(
                hash(token).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }
}
