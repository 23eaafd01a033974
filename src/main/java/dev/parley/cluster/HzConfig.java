package dev.parley.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.EndpointConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.instance.EndpointQualifier;
import dev.parley.cluster.ClusterConfig.Discovery;
import dev.parley.cluster.ClusterConfig.Policy;
import dev.parley.wire.NodeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes Hazelcast's configuration: {@code cluster.xml} from the class path, and over it the settings that the file marks. Any thread.
 *
 * <p>Nothing else is set here, so that what an administrator reads in the file is what runs.
 */
final class HzConfig {

    /** The name of the protection in {@code cluster.xml}. */
    private static final String MAJORITY = "majority";

    /** Its name in the configuration of somebody else. */
    private static final String THEIR_MAJORITY = "parley.majority";

    /** What acknowledgements rest on: a write of which nobody knows whether it happened is an error. */
    private static final String INDETERMINATE = "hazelcast.operation.fail.on.indeterminate.state";

    /** What an application decides alone. */
    private static final Set<String> THEIRS = Set.of("hazelcast.logging.type", "hazelcast.socket.bind.any");

    /**
     * How long a first node waits for others. Swarm gives a task its name only after its first health check, 5 s after the start;
     * and a question asked before that takes up to 10 s, when Docker hands it to a name server that does not answer.
     */
    private static final Duration WAIT_FOR_NAMES = Duration.ofSeconds(15);

    /** Calls must outlive the death of a node and the repair after it. */
    private static final int CALL_TIMEOUT_DEATHS = 3;

    private HzConfig() {}

    /** The configuration of one node. */
    static Config of(ClusterConfig settings, NodeId self) {
        Config config = file();
        config.setClusterName(settings.clusterName());
        config.setProperty("hazelcast.max.join.seconds", seconds(settings.joinDeadline()));
        config.setProperty("hazelcast.heartbeat.interval.seconds", seconds(settings.heartbeat()));
        config.setProperty("hazelcast.max.no.heartbeat.seconds", seconds(settings.deadAfter()));
        raiseCallTimeout(config, settings.deadAfter());
        findOthers(config, settings);
        protect(config, settings.policy());
        settings.factories().forEach(config.getSerializationConfig()::addDataSerializableFactoryClass);
        HzMembership.write(self, settings, config.getMemberAttributeConfig());
        return config;
    }

    /**
     * Adds to somebody else's configuration what a node needs: the card of the node, the classes and maps that it keeps in the grid, and the
     * properties of {@code cluster.xml}.
     *
     * <p>A property or a map of Vert.x that the application has set itself stays as it is, but for the one that acknowledgements rest on.
     * Name of the cluster, network, discovery and logging are the application's.
     */
    static void prepare(Config theirs, ClusterConfig settings) {
        Config ours = file();
        ours.setProperty("hazelcast.heartbeat.interval.seconds", seconds(settings.heartbeat()));
        ours.setProperty("hazelcast.max.no.heartbeat.seconds", seconds(settings.deadAfter()));
        raiseCallTimeout(ours, settings.deadAfter());
        ours.getProperties().stringPropertyNames().stream()
                .filter(name -> !THEIRS.contains(name) && theirs.getProperty(name) == null)
                .forEach(name -> theirs.setProperty(name, ours.getProperty(name)));
        theirs.setProperty(INDETERMINATE, ours.getProperty(INDETERMINATE));
        protect(ours, settings.policy());
        SplitBrainProtectionConfig protection = ours.getSplitBrainProtectionConfig(MAJORITY);
        // The plain name may be one of theirs.
        theirs.addSplitBrainProtectionConfig(protection.setName(THEIR_MAJORITY));
        ours.getMapConfigs().forEach((name, map) -> {
            if (name.startsWith("parley.")) {
                theirs.addMapConfig(map.setSplitBrainProtectionName(THEIR_MAJORITY));
            } else {
                theirs.getMapConfigs().putIfAbsent(name, map);
            }
        });
        ours.getMultiMapConfigs().forEach(theirs.getMultiMapConfigs()::putIfAbsent);
        settings.factories().forEach(theirs.getSerializationConfig()::addDataSerializableFactoryClass);
        HzMembership.describe(settings, theirs.getMemberAttributeConfig());
    }

    private static Config file() {
        try (InputStream xml = HzConfig.class.getResourceAsStream("/cluster.xml")) {
            if (xml == null) {
                throw new IllegalStateException("cluster.xml is not at the root of the class path");
            }
            return new XmlConfigBuilder(xml).build();
        } catch (IOException e) {
            throw new UncheckedIOException("cluster.xml cannot be read", e);
        }
    }

    private static void raiseCallTimeout(Config config, Duration deadAfter) {
        String name = "hazelcast.operation.call.timeout.millis";
        long least = deadAfter.multipliedBy(CALL_TIMEOUT_DEATHS).toMillis();
        String written = config.getProperty(name);
        if (written == null || Long.parseLong(written) < least) {
            config.setProperty(name, Long.toString(least));
        }
    }

    private static void findOthers(Config config, ClusterConfig settings) {
        ServerSocketEndpointConfig network = members(config);
        boolean local = settings.discovery() instanceof Discovery.Local;
        network.setPort(settings.port());
        network.setPortAutoIncrement(local);
        network.setPortCount(local ? ClusterConfig.LOCAL_PORTS : 1);
        network.getInterfaces().clear();
        network.getInterfaces().setEnabled(settings.bindHost() != null);
        if (settings.bindHost() != null) {
            network.getInterfaces().addInterface(settings.bindHost());
        }
        JoinConfig join = join(config);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(false);
        join.getKubernetesConfig().setEnabled(false);
        if (local) {
            join.getTcpIpConfig().setEnabled(true);
            addresses(join.getTcpIpConfig(), localAddresses(settings.port()));
        } else if (settings.discovery() instanceof Discovery.Seeds seeds) {
            join.getTcpIpConfig().setEnabled(true);
            addresses(join.getTcpIpConfig(), seeds.nodes().stream().map(seed -> withPort(seed, settings.port())));
        } else if (settings.discovery() instanceof Discovery.Dns dns) {
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", dns.name())
                    .setProperty("service-port", Integer.toString(settings.port()));
            config.setProperty("hazelcast.wait.seconds.before.join", seconds(WAIT_FOR_NAMES));
        } else {
            join.getMulticastConfig().setEnabled(true);
        }
    }

    /** How members reach each other, in a configuration that has a port for them alone, as {@code cluster.xml} has it. */
    static ServerSocketEndpointConfig members(Config config) {
        EndpointConfig members =
                config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
        if (config.getAdvancedNetworkConfig().isEnabled() && members instanceof ServerSocketEndpointConfig port) {
            return port;
        }
        throw new IllegalStateException("cluster.xml has no member-server-socket-endpoint-config");
    }

    /** How members find each other, in cluster.xml or in the configuration of somebody else. */
    static JoinConfig join(Config config) {
        return config.getAdvancedNetworkConfig().isEnabled()
                ? config.getAdvancedNetworkConfig().getJoin()
                : config.getNetworkConfig().getJoin();
    }

    private static void addresses(TcpIpConfig tcpIp, Stream<String> nodes) {
        List<String> members = nodes.toList();
        tcpIp.setMembers(members);
    }

    private static Stream<String> localAddresses(int firstPort) {
        return IntStream.range(firstPort, firstPort + ClusterConfig.LOCAL_PORTS).mapToObj(HzConfig::localAddress);
    }

    private static String localAddress(int port) {
        return "127.0.0.1:" + port;
    }

    /** Hazelcast would try three ports for an address without one. */
    static String withPort(String seed, int port) {
        int afterHost = seed.lastIndexOf(']') + 1;
        return seed.indexOf(':', afterHost) < 0 ? seed + ":" + port : seed;
    }

    /** Takes these ports of this machine off the list of addresses to try. */
    static void avoid(Config config, Set<Integer> ports) {
        TcpIpConfig tcpIp = join(config).getTcpIpConfig();
        Set<String> avoided = ports.stream().map(HzConfig::localAddress).collect(Collectors.toSet());
        addresses(tcpIp, List.copyOf(tcpIp.getMembers()).stream().filter(address -> !avoided.contains(address)));
    }

    private static void protect(Config config, Policy policy) {
        SplitBrainProtectionConfig protection = config.getSplitBrainProtectionConfig(MAJORITY);
        // Of one node the majority is one, which is always there; Hazelcast knows protection from two on.
        if (policy instanceof Policy.Majority majority && majority.quorum() > 1) {
            protection.setEnabled(true).setMinimumClusterSize(majority.quorum());
        } else {
            protection.setEnabled(false);
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
