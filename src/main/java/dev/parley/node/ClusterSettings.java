package dev.parley.node;

import dev.parley.cluster.BusSeal;
import dev.parley.cluster.ClusterConfig;
import dev.parley.leader.HzTermFactory;
import dev.parley.log.HzTailFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Says to the cluster package what the settings say. */
final class ClusterSettings {

    /** How long joining may take: a node that is not let in by then says so and ends. */
    private static final Duration JOIN_DEADLINE = Duration.ofSeconds(90);

    private ClusterSettings() {}

    /**
     * What the cluster must know.
     *
     * @param settings with the port that is really open
     * @param sinceMillis when the node started, in milliseconds since 1970
     * @param bus which certificates the event bus shows and takes
     */
    static ClusterConfig of(Settings settings, long sinceMillis, BusSeal bus) {
        Settings.Cluster cluster = settings.cluster();
        URI url = settings.web().publicUrl();
        return new ClusterConfig(
                cluster.name(),
                settings.name(),
                discovery(cluster.discovery()),
                cluster.host(),
                cluster.port(),
                cluster.heartbeat(),
                cluster.deadAfter(),
                JOIN_DEADLINE,
                policy(cluster),
                new ClusterConfig.Identity(
                        Versions.parley(),
                        settings.web().port(),
                        url == null ? null : url.toString(),
                        sinceMillis,
                        bus),
                Map.of(
                        HzTailFactory.ID,
                        HzTailFactory.class.getName(),
                        HzTermFactory.ID,
                        HzTermFactory.class.getName()));
    }

    private static ClusterConfig.Discovery discovery(Discovery discovery) {
        if (discovery instanceof Discovery.Dns dns) {
            return new ClusterConfig.Discovery.Dns(dns.name());
        } else if (discovery instanceof Discovery.Seeds seeds) {
            return new ClusterConfig.Discovery.Seeds(seeds.nodes());
        } else if (discovery instanceof Discovery.Multicast) {
            return new ClusterConfig.Discovery.Multicast();
        }
        return new ClusterConfig.Discovery.Local();
    }

    private static ClusterConfig.Policy policy(Settings.Cluster cluster) {
        return switch (cluster.policy()) {
            case AVAILABLE -> new ClusterConfig.Policy.Available();
            case MAJORITY -> new ClusterConfig.Policy.Majority(cluster.size().orElseThrow());
        };
    }
}
