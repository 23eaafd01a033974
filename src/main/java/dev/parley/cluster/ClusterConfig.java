package dev.parley.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one node needs to know to be in a cluster. Immutable, and valid: the constructors refuse everything else with an
 * {@link IllegalArgumentException}. Any thread.
 *
 * @param clusterName label of the cluster, 1 to 40 of {@code A-Z a-z 0-9 . _ -}
 * @param nodeName what the administrator calls this node; the same form
 * @param discovery how it finds the others
 * @param bindHost address of the interface for traffic between nodes, or a pattern such as {@code 10.77.0.*}; null lets Hazelcast
 *     choose. Under {@link Discovery.Local} null means 127.0.0.1
 * @param port TCP port of membership and grid, 1 to 65535; the first of {@link #LOCAL_PORTS} under {@link Discovery.Local}
 * @param heartbeat pause between two signs of life, in whole seconds
 * @param deadAfter silence after which a node is dead, in whole seconds; more than two heartbeats
 * @param joinDeadline how long joining may take, in whole seconds
 * @param policy what the smaller side of a split does
 * @param identity what the other nodes are told of this one
 * @param factories class names of Hazelcast's DataSerializableFactory by factory id, of the packages that keep something in the grid
 */
public record ClusterConfig(
        String clusterName,
        String nodeName,
        Discovery discovery,
        @Nullable String bindHost,
        int port,
        Duration heartbeat,
        Duration deadAfter,
        Duration joinDeadline,
        Policy policy,
        Identity identity,
        Map<Integer, String> factories) {

    /** How many nodes one machine holds under {@link Discovery.Local}: each takes one port. */
    public static final int LOCAL_PORTS = 10;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_SEEDS = 64;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    public ClusterConfig {
        label("clusterName", clusterName);
        label("nodeName", nodeName);
        int last = discovery instanceof Discovery.Local ? port + LOCAL_PORTS - 1 : port;
        if (port < 1 || last > MAX_PORT) {
            throw new IllegalArgumentException("ports " + port + " to " + last + " are not within 1 to " + MAX_PORT);
        }
        seconds("heartbeat", heartbeat);
        seconds("deadAfter", deadAfter);
        seconds("joinDeadline", joinDeadline);
        if (deadAfter.compareTo(heartbeat.multipliedBy(2)) <= 0) {
            throw new IllegalArgumentException(
                    "deadAfter " + deadAfter + " must be more than two heartbeats of " + heartbeat);
        }
        if (bindHost == null && discovery instanceof Discovery.Local) {
            bindHost = "127.0.0.1";
        }
        factories = Map.copyOf(factories);
    }

    private static void label(String what, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " must be 1 to 40 of A-Z a-z 0-9 . _ -, not: " + value);
        }
    }

    private static void seconds(String what, Duration value) {
        if (value.toSeconds() < 1 || !value.equals(Duration.ofSeconds(value.toSeconds()))) {
            throw new IllegalArgumentException(what + " must be whole seconds, at least one, not " + value);
        }
    }

    /** How a node finds the others. */
    public sealed interface Discovery {

        /** On this machine only: loopback, {@link ClusterConfig#LOCAL_PORTS} ports. */
        record Local() implements Discovery {}

        /** In one LAN, by IP multicast; group and port stand in {@code cluster.xml}. */
        record Multicast() implements Discovery {}

        /**
         * All addresses of one DNS name.
         *
         * @param name such as {@code tasks.parley}
         */
        record Dns(String name) implements Discovery {
            public Dns {
                if (name.isBlank()) {
                    throw new IllegalArgumentException("discovery by DNS needs a name");
                }
            }
        }

        /**
         * Known addresses, of which one has to be up.
         *
         * @param nodes 1 to 64 times {@code host} or {@code host:port}; without a port the cluster's own; IPv6 in brackets
         */
        record Seeds(List<String> nodes) implements Discovery {
            public Seeds {
                nodes = List.copyOf(nodes);
                if (nodes.isEmpty() || nodes.size() > MAX_SEEDS) {
                    throw new IllegalArgumentException("1 to " + MAX_SEEDS + " seeds, not " + nodes.size());
                }
            }
        }
    }

    /** What the smaller side of a split does. */
    public sealed interface Policy {

        /** Both sides go on. */
        record Available() implements Policy {}

        /**
         * Only a majority of all nodes goes on.
         *
         * @param size number of nodes that belong to the cluster, up or not; 1 to 100
         */
        record Majority(int size) implements Policy {
            public Majority {
                if (size < 1 || size > 100) {
                    throw new IllegalArgumentException("a cluster of 1 to 100 nodes, not " + size);
                }
            }

            /** The smallest number of nodes that is more than half. */
            public int quorum() {
                return size / 2 + 1;
            }
        }
    }

    /**
     * What the other nodes, and through them the clients, are told of this one.
     *
     * @param version of the software
     * @param httpPort where browsers reach it
     * @param publicUrl under which they reach it; null: the host they came by, with {@code httpPort}
     * @param sinceMillis when it started, in milliseconds since 1970
     * @param bus which certificates its event bus shows and takes
     */
    public record Identity(
            String version, int httpPort, @Nullable String publicUrl, long sinceMillis, BusSeal bus) {

        /** Of a node with a plain event bus. */
        public Identity(String version, int httpPort, @Nullable String publicUrl, long sinceMillis) {
            this(version, httpPort, publicUrl, sinceMillis, BusSeal.NONE);
        }

        public Identity {
            if (httpPort < 1 || httpPort > MAX_PORT) {
                throw new IllegalArgumentException("httpPort must be a bound port, not " + httpPort);
            }
        }
    }
}
