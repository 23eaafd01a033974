package dev.parley.node;

import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;

/** Makes the cluster manager of one Vert.x instance. Called once for each start, on the thread that starts it. */
@FunctionalInterface
public interface ClusterManagerFactory {

    /**
     * A cluster manager for one Vert.x. May join already, and so block.
     *
     * @param settings what was asked for
     * @param options of the Vert.x to be; the event bus is set up here as the cluster needs it
     */
    ClusterManager create(Settings settings, VertxOptions options);

    /** Leaves what was joined, after the Vert.x is closed. Blocks. */
    default void leave() {}
}
