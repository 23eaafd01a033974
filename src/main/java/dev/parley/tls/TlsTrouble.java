package dev.parley.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate or key that cannot be used. The message says which file, and why, in words that a person can act on, without a full stop. */
public final class TlsTrouble extends Exception {

    private static final long serialVersionUID = 1;

    TlsTrouble(Path file, String why) {
        this(file, why, null);
    }

    TlsTrouble(Path file, String why, @Nullable Throwable cause) {
        super(file.toAbsolutePath().normalize() + " " + why, cause);
    }
}
