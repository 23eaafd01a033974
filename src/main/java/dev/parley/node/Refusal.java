package dev.parley.node;

import java.io.PrintStream;
import java.util.concurrent.TimeoutException;

/** Tells the person at the terminal, without a stack trace, why this process does not serve. */
final class Refusal {

    private static final int OTHER = 1;

    private final PrintStream err;

    Refusal(PrintStream err) {
        this.err = err;
    }

    /** Prints a line for each problem and returns the exit code. What caused it goes to the log. */
    int tell(Throwable thrown) {
        // Asked for here: a static logger would set logging up before the properties of the JVM are set.
        System.Logger log = System.getLogger("dev.parley.node");
        StartupFailure failure = StartupFailure.in(thrown);
        if (failure == null) {
            log.log(System.Logger.Level.ERROR, "event=start-failed", thrown);
            String what = thrown instanceof TimeoutException ? "it took too long" : StartupFailure.told(thrown);
            err.println("parley: could not start: " + what + ". This is a bug, or the log says more.");
            return OTHER;
        }
        log.log(System.Logger.Level.DEBUG, "event=start-failed", failure);
        failure.sentences().forEach(sentence -> err.println("parley: " + sentence));
        return failure.reason().exitCode();
    }
}
