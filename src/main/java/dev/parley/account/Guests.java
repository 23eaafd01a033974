package dev.parley.account;

import dev.parley.wire.Outside;
import dev.parley.wire.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what a guest's client brings into who they are: the door of this package. Any thread may call. */
@Outside
public final class Guests {

    /** The longest name, in characters (UTF-16 units). */
    public static final int MAX_NAME = 40;

    private static final Pattern TOKEN_FORM = Pattern.compile("[A-Za-z0-9_-]{22,64}");
    private static final int TOKEN_BYTES = 16;
    private static final int ID_CHARACTERS = 16;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final RandomGenerator random;

    /** Makes tokens from this generator, which must be unpredictable and safe for use by several threads. */
    public Guests(RandomGenerator random) {
        this.random = random;
    }

    /** Makes tokens from the strongest generator that the platform has. */
    public static Guests secure() {
        return new Guests(new SecureRandom());
    }

    /** Whether the text can be a guest's secret. */
    public static boolean isToken(String text) {
        return TOKEN_FORM.matcher(text).matches();
    }

    /**
     * The guest who calls themselves so and brings this token; null: a new one is made.
     *
     * @throws IllegalArgumentException when the name or the token has not the form that was to be checked before
     */
    public Guest guest(String name, @Nullable String token) {
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a guest name, " + name.length() + " characters");
        }
        if (token != null && !isToken(token)) {
            throw new IllegalArgumentException("not a token, " + token.length() + " characters");
        }
        String secret = token == null ? newToken() : token;
        return new Guest(idOf(secret), name, secret);
    }

    /** Who brings this token: the first 16 characters, 80 bits, of its SHA-256 in lower-case base 32. */
    static UserId idOf(String token) {
        byte[] hash = sha256(token.getBytes(StandardCharsets.US_ASCII));
        StringBuilder id = new StringBuilder(ID_CHARACTERS);
        for (int bit = 0; id.length() < ID_CHARACTERS; bit += 5) {
            int pair = (hash[bit / 8] & 0xff) << 8 | (hash[bit / 8 + 1] & 0xff);
            id.append(BASE32.charAt(pair >>> (11 - bit % 8) & 31));
        }
        return new UserId(id.toString());
    }

    private String newToken() {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
