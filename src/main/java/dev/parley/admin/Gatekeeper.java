package dev.parley.admin;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides whether somebody is the administrator. Any thread. */
final class Gatekeeper {

    private static final String SCHEME = "Bearer ";

    private final Supplier<Optional<String>> hash;
    private final Attempts attempts = new Attempts();

    /**
     * @param hash of the token that counts now, in hex; empty: there is none yet
     */
    Gatekeeper(Supplier<Optional<String>> hash) {
        this.hash = hash;
    }

    /**
     * What keeps them out.
     *
     * @param error why
     * @param waitMillis how long to wait before it makes sense to try again; 0: it does not depend on time
     */
    record Barred(AdminError error, long waitMillis) {}

    /**
     * Looks at what somebody brings: the token first. Behind a proxy all people have one address, and nobody is to lock the administrator out
     * by guessing there.
     *
     * @param authorization the header of that name
     * @param address from where they come
     * @return why not; empty: it is the administrator
     */
    Optional<Barred> look(@Nullable String authorization, String address, long nowMillis) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.of(new Barred(AdminError.NO_TOKEN, 0));
        }
        Optional<String> wanted = hash.get();
        if (wanted.isEmpty()) {
            return Optional.of(new Barred(AdminError.NO_TOKEN_YET, 0));
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (Tokens.isToken(token) && Tokens.matches(token, wanted.get())) {
            return Optional.empty();
        }
        long waitMillis = attempts.waitMillis(address, nowMillis);
        if (waitMillis > 0) {
            return Optional.of(new Barred(AdminError.TOO_MANY_ATTEMPTS, waitMillis));
        }
        attempts.failed(address, nowMillis);
        return Optional.of(new Barred(AdminError.WRONG_TOKEN, 0));
    }
}
