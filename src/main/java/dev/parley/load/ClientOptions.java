package dev.parley.load;

import java.util.List;

/**
 * Who a client is and where it begins.
 *
 * @param name guest name, 1 to 40 characters
 * @param token secret of the client, 22 to 64 characters of {@code [A-Za-z0-9_-]}
 * @param urls addresses of nodes, such as {@code http://127.0.0.1:8080}; the first is dialled first
 * @param following whether it goes to other nodes
 */
record ClientOptions(String name, String token, List<String> urls, Following following) {

    /** Where a client may go. */
    enum Following {
        /** To every node that it hears of. */
        CLUSTER,
        /** Only to the addresses it was given. */
        GIVEN_ONLY
    }

    ClientOptions {
        if (name.isBlank() || name.length() > 40) {
            throw new IllegalArgumentException("a name has 1 to 40 characters: " + name);
        }
        if (!token.matches("[A-Za-z0-9_-]{22,64}")) {
            throw new IllegalArgumentException("a token has 22 to 64 characters of [A-Za-z0-9_-]: " + token);
        }
        urls = List.copyOf(urls);
    }
}
