package dev.parley.node;

import java.util.logging.LogManager;

/**
 * The log manager of this process. The JDK's own closes all handlers in a shutdown hook that runs beside ours, so that
 * what a stopping node says would be lost; this one keeps them. Public because the JDK makes it, by name.
 */
public final class LastingLogManager extends LogManager {

    /** For the JDK. */
    public LastingLogManager() {}

    /** Does nothing: each line is written out at once, so there is nothing to close. */
    @Override
    public void reset() {
        // See the class comment.
    }
}
