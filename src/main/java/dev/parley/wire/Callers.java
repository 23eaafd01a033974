package dev.parley.wire;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Promises whose futures complete where the caller lives. */
public final class Callers {

    private Callers() {}

    /**
     * A promise that completes on the caller's context, whichever Vert.x it belongs to: browsers and cluster are served by two of them in one
     * process. A caller without a context gets one of this Vert.x.
     */
    public static <T> Promise<T> promise(Vertx vertx) {
        @Nullable ContextInternal caller = ContextInternal.current();
        return caller == null ? ((ContextInternal) vertx.getOrCreateContext()).promise() : caller.promise();
    }
}
