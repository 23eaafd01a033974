package dev.parley.node;

import com.hazelcast.config.Config;
import dev.parley.cluster.HzCluster;
import dev.parley.tls.BusTls;
import dev.parley.wire.Clocks;
import io.vertx.core.json.JsonObject;

/**
 * For applications that deploy {@link ParleyVerticle} on a Vert.x of their own: makes their Hazelcast member one that a node can live on.
 *
 * <p>A member tells the others what it is when it joins, so this comes before the cluster manager:
 *
 * <pre>{@code
 * Config hazelcast = ...;                                   // the application's
 * HzEmbedding.prepare(hazelcast, settings);
 * Vertx.builder().withClusterManager(new HazelcastClusterManager(hazelcast)).buildClustered()
 *     .compose(vertx -> vertx.deployVerticle(
 *         new ParleyVerticle(), new DeploymentOptions().setConfig(settings)));
 * }</pre>
 *
 * <p>Every member of that cluster must be prepared, and deploy a node: all of them hold a part of the grid.
 */
public final class HzEmbedding {

    private HzEmbedding() {}

    /**
     * Adds what a node needs. Name of the cluster, network, discovery and logging stay the application's; a property that it has set itself
     * stays, but {@code hazelcast.operation.fail.on.indeterminate.state}, which becomes true.
     *
     * @param hazelcast not yet started; for one start only
     * @param settings those of {@code docs/settings.md}, the same that the verticle gets. Of the settings of the cluster only {@code heartbeat},
     *     {@code dead-after}, {@code policy} and {@code cluster-size} count
     * @throws StartupFailure if a setting is wrong
     */
    public static void prepare(Config hazelcast, JsonObject settings) {
        Settings read = SettingsLoader.load(settings, System.getenv()).settings();
        Settings bound = read.web().port() == 0 ? read.boundTo(FirstServer.freePort(read.web())) : read;
        HzCluster.prepare(hazelcast, ClusterSettings.of(bound, Clocks.wallMillis(), Certificates.seal(BusTls.off())));
    }
}
