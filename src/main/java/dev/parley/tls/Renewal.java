package dev.parley.tls;

import dev.parley.wire.PureCore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what to make of files that were looked at once more: use them, complain, or wait.
 *
 * <p>A renewal replaces two files, one after the other: what does not fit together at one look and was never seen before is not worth a
 * word. What is still wrong at the next look is told, once.
 */
@PureCore
final class Renewal {

    /** How long before its end a certificate is warned of. */
    static final Duration WARN_BEFORE = Duration.ofDays(14);

    private static final Duration WARN_EVERY = Duration.ofDays(1);

    /** What to do. */
    enum Step {
        /** Nothing new, or not yet. */
        WAIT,
        /** These files can be used, and are not in use. */
        USE,
        /** These files cannot be used, and nobody was told. */
        COMPLAIN
    }

    /**
     * What one look has found.
     *
     * @param contents of the files, in short; empty when they could not be read
     * @param trouble why they cannot be used
     */
    record Seen(String contents, Optional<String> trouble) {}

    private String inUse;
    private Seen last;
    private boolean hasComplained;
    private Optional<Instant> warned = Optional.empty();

    /** Begins with contents that are in use. */
    Renewal(String inUse) {
        this.inUse = inUse;
        last = new Seen(inUse, Optional.empty());
    }

    Step look(Seen seen) {
        boolean isNew = !seen.equals(last);
        last = seen;
        if (isNew) {
            hasComplained = false;
        }
        if (seen.trouble().isEmpty()) {
            if (seen.contents().equals(inUse)) {
                return Step.WAIT;
            }
            inUse = seen.contents();
            warned = Optional.empty();
            return Step.USE;
        }
        if (isNew || hasComplained) {
            return Step.WAIT;
        }
        hasComplained = true;
        return Step.COMPLAIN;
    }

    /** Whether to warn now that what is in use ends, or has ended: once a day, from 14 days before on. */
    boolean isWarningDue(Instant end, Instant now) {
        boolean isNear = now.isAfter(end.minus(WARN_BEFORE));
        boolean isTold = warned.filter(at -> now.isBefore(at.plus(WARN_EVERY))).isPresent();
        if (!isNear || isTold) {
            return false;
        }
        warned = Optional.of(now);
        return true;
    }
}
