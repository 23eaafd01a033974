package dev.parley.node;

import io.vertx.core.spi.cluster.ClusterManager;

/** Makes the cluster manager of one Vert.x instance. Called once for each start, on the thread that starts it. */
@FunctionalInterface
public interface ClusterManagerFactory {

    /** A cluster manager that has not joined yet. */
    ClusterManager create(Settings settings);
}
