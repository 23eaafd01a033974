package dev.parley.account;

import dev.parley.wire.UserId;

/**
 * Somebody without a password.
 *
 * @param id who, for everybody to see; the same wherever the same token is brought
 * @param name how they want to be called now; need not be unique
 * @param token the secret from which {@code id} follows; for nobody but them
 */
public record Guest(UserId id, String name, String token) {

    /** Without the token, so that it never gets into a log. */
    @Override
    public String toString() {
        return "Guest[" + id + ", " + name + "]";
    }
}
