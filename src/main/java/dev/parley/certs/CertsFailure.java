package dev.parley.certs;

import org.jspecify.annotations.Nullable;

/** Why certificates could not be made, as a sentence for the person at the terminal. */
final class CertsFailure extends Exception {

    private static final long serialVersionUID = 1;

    CertsFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    CertsFailure(String sentence) {
        this(sentence, null);
    }
}
