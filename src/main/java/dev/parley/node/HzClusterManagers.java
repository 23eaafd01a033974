package dev.parley.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.instance.BuildInfoProvider;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Makes Hazelcast cluster managers that find and watch each other as the settings say. */
final class HzClusterManagers implements ClusterManagerFactory {

    private static final int LOCAL_PORTS = 10;

    @Override
    public ClusterManager create(Settings settings) {
        return new HazelcastClusterManager(config(settings.cluster()));
    }

    /** The version of Hazelcast. */
    static String version() {
        return BuildInfoProvider.getBuildInfo().getVersion();
    }

    static Config config(Settings.Cluster cluster) {
        Config config = new Config().setClusterName(cluster.name());
        config.getMetricsConfig().setEnabled(false);
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty(
                        "hazelcast.heartbeat.interval.seconds",
                        Long.toString(cluster.heartbeat().toSeconds()))
                .setProperty(
                        "hazelcast.max.no.heartbeat.seconds",
                        Long.toString(cluster.deadAfter().toSeconds()));
        NetworkConfig network = config.getNetworkConfig().setPort(cluster.port());
        network.setPortAutoIncrement(cluster.discovery() instanceof Discovery.Local);
        network.setPortCount(LOCAL_PORTS);
        if (cluster.host() != null) {
            network.getInterfaces().setEnabled(true).addInterface(cluster.host());
        }
        join(network.getJoin(), cluster);
        return config;
    }

    private static void join(JoinConfig join, Settings.Cluster cluster) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(cluster.discovery() instanceof Discovery.Multicast);
        if (cluster.discovery() instanceof Discovery.Local) {
            join.getTcpIpConfig().setEnabled(true);
            for (int port = cluster.port(); port < cluster.port() + LOCAL_PORTS; port++) {
                join.getTcpIpConfig().addMember(cluster.host() + ":" + port);
            }
        } else if (cluster.discovery() instanceof Discovery.Seeds seeds) {
            join.getTcpIpConfig().setEnabled(true);
            seeds.nodes().forEach(join.getTcpIpConfig()::addMember);
        } else if (cluster.discovery() instanceof Discovery.Dns dns) {
            // The tcp-ip strategy takes only one address of a name; this one takes all, with any DNS server.
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", dns.name())
                    .setProperty("service-port", Integer.toString(cluster.port()));
        }
    }
}
