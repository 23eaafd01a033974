package dev.parley.node;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the launcher does for a node that must join afresh: it ends the whole Vert.x, which is the node's membership, and starts it again in
 * the same process. Where somebody else's application deployed the node there is no launcher to ask.
 *
 * @param again ends and starts; called once, on the caller's thread, and must not block
 * @param isAsked whether it was called
 */
record Relaunch(Runnable again, AtomicBoolean isAsked) implements Shareable {

    private static final String MAP = "parley.relaunch";
    private static final String KEY = "launcher";

    /** Makes it possible on this Vert.x. */
    static void offer(Vertx vertx, Runnable again) {
        offers(vertx).put(KEY, new Relaunch(again, new AtomicBoolean()));
    }

    /** Asks for it; false: nobody offers it here. */
    static boolean ask(Vertx vertx) {
        Relaunch offered = offers(vertx).get(KEY);
        if (offered == null) {
            return false;
        }
        if (!offered.isAsked().getAndSet(true)) {
            offered.again().run();
        }
        return true;
    }

    private static Map<String, Relaunch> offers(Vertx vertx) {
        return vertx.sharedData().getLocalMap(MAP);
    }
}
