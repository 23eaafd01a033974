package dev.parley.node;

import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a node gives up what it has: what it leads first, then its clients, so that nobody waits for both at once; and the port in any case. A
 * gateway that stayed open would share the port with the one of the node's next life, and send every second client away.
 *
 * @param declare tells the others
 * @param resign gives away what this node leads
 * @param drain asks the clients to move
 * @param close closes what is left, and the port
 */
record HandOver(
        Runnable declare, Supplier<Future<Void>> resign, Supplier<Future<Void>> drain, Supplier<Future<Void>> close) {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final Duration RESIGN_LIMIT = Duration.ofSeconds(10);
    private static final Duration SLACK = Duration.ofSeconds(3);

    /**
     * Does it all, and blocks. A step that fails or takes too long is logged and keeps none of the others.
     *
     * @param drainLimit what draining may take
     */
    void run(Duration drainLimit) {
        attempt("declare", declare);
        attempt("resign", () -> LifeThread.await(resign.get(), RESIGN_LIMIT));
        attempt("drain", () -> LifeThread.await(drain.get(), drainLimit.plus(SLACK)));
        ParleyNode.await(close.get());
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private static void attempt(String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "event=hand-over-failed what=" + what, e);
        }
    }
}
