package dev.parley.chaos;

/**
 * Something that had to come true in a cluster of real processes did not, or a process could not be made to do something. The message
 * tells what, and where it helps the last lines of every node's log.
 */
public final class ChaosFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    ChaosFailure(String message) {
        super(message);
    }

    ChaosFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a thread that was interrupted, which stays so. */
    static ChaosFailure interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChaosFailure("interrupted: " + what, cause);
    }
}
