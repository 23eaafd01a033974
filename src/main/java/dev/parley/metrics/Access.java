package dev.parley.metrics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Who may read {@code /metrics}. Any thread. */
public sealed interface Access {

    /** Nobody: there is no such address. */
    record Off() implements Access {}

    /** Everybody who reaches the port. */
    record Open() implements Access {}

    /**
     * Whoever knows a secret.
     *
     * @param secret what comes behind {@code Bearer} in the header {@code Authorization}
     */
    record Token(String secret) implements Access {

        public Token {
            if (secret.isBlank()) {
                throw new IllegalArgumentException("a token must not be empty");
            }
        }

        /** Whether the header names the secret; takes as long whether it almost does or not at all. */
        boolean isIn(@Nullable String authorization) {
            byte[] given = String.valueOf(authorization).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(given, ("Bearer " + secret).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Token[...]";
        }
    }
}
