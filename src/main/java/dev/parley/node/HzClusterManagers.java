package dev.parley.node;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.instance.BuildInfoProvider;
import dev.parley.cluster.HzCluster;
import dev.parley.cluster.NodeIds;
import dev.parley.tls.BusTls;
import dev.parley.wire.Clocks;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import org.jspecify.annotations.Nullable;

/** Joins the cluster for the Vert.x launcher, which wants a cluster manager before it has anything else. Blocks; one thread. */
final class HzClusterManagers implements ClusterManagerFactory {

    private @Nullable HzCluster joined;
    private BusTls bus = BusTls.off();

    @Override
    public void leave() {
        if (joined != null) {
            joined.leave();
        }
        bus.close();
    }

    @Override
    public ClusterManager create(Settings settings, VertxOptions options) {
        Settings bound = settings.web().port() == 0 ? settings.boundTo(FirstServer.freePort(settings.web())) : settings;
        BusTls tls = Certificates.bus(bound);
        bus = tls;
        HzCluster cluster = join(bound, Clocks.wallMillis(), tls);
        joined = cluster;
        options.setEventBusOptions(tls.on(cluster.busOptions(bound.cluster().busPort())));
        return cluster.clusterManager();
    }

    /**
     * Joins, or fails with a sentence. Blocks up to the join deadline.
     *
     * @param sinceMillis when the node started, in milliseconds since 1970
     * @param bus how its event bus is going to speak
     */
    static HzCluster join(Settings settings, long sinceMillis, BusTls bus) {
        HzCluster.Join join =
                HzCluster.join(ClusterSettings.of(settings, sinceMillis, Certificates.seal(bus)), NodeIds.fresh());
        if (join instanceof HzCluster.Joined joined) {
            Certificates.warnOfPlainBus(settings, joined.cluster().host());
            return joined.cluster();
        }
        String sentence = ((HzCluster.JoinFailed) join).sentence();
        throw StartupFailure.join(settings.cluster(), new IllegalStateException(sentence));
    }

    /** Whether a start failed because the grid answered late or not at all, and may work when it is tried again. */
    static boolean isWeather(Throwable failure) {
        return failure instanceof HazelcastException && StartupFailure.in(failure) == null;
    }

    /** The version of Hazelcast. */
    static String version() {
        return BuildInfoProvider.getBuildInfo().getVersion();
    }
}
