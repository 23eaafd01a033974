package dev.parley.cluster;

import dev.parley.cluster.ClusterConfig.Discovery;
import dev.parley.cluster.ClusterConfig.Identity;
import dev.parley.cluster.ClusterConfig.Policy;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A real member of a real cluster on 127.0.0.1, with its Vert.x and its roster. */
public final class TestNode {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Map<Integer, String> FACTORIES =
            Map.of(7301, "dev.parley.leader.HzTermFactory", 7302, "dev.parley.log.HzTailFactory");

    private final HzCluster cluster;
    private final Vertx vertx;
    private final Members members;
    private final String name;

    private TestNode(String name, HzCluster cluster, Vertx vertx, Members members) {
        this.name = name;
        this.cluster = cluster;
        this.vertx = vertx;
        this.members = members;
    }

    /** Settings of a node of the cluster on these ports. */
    public static ClusterConfig config(String clusterName, int port, String name) {
        return config(clusterName, port, name, new Policy.Available());
    }

    /** The same under a policy. */
    public static ClusterConfig config(String clusterName, int port, String name, Policy policy) {
        return new ClusterConfig(
                clusterName,
                name,
                new Discovery.Local(),
                null,
                port,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                policy,
                new Identity("1.0", 8080, "http://" + name, 1_700_000_000_000L),
                FACTORIES);
    }

    /**
     * Settings of a node that knows of nobody: it begins a cluster alone, as a node does that is cut off, until it is {@link #introduce
     * introduced}.
     */
    public static ClusterConfig alone(String clusterName, String name) {
        int port = freePorts();
        return seeded(clusterName, name, port, port);
    }

    /** Settings of a node that knows of one other, whose cluster it joins. */
    public static ClusterConfig beside(TestNode known, String clusterName, String name) {
        return seeded(clusterName, name, freePorts(), known.cluster.port());
    }

    private static ClusterConfig seeded(String clusterName, String name, int port, int seed) {
        return new ClusterConfig(
                clusterName,
                name,
                new Discovery.Seeds(List.of("127.0.0.1:" + seed)),
                "127.0.0.1",
                port,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                new Policy.Available(),
                new Identity("1.0", 8080, "http://" + name, 1_700_000_000_000L),
                FACTORIES);
    }

    /** Lets two clusters find each other, as two sides of a split do when the network is whole again. */
    public static void introduce(TestNode one, TestNode other) {
        one.knows(other);
        other.knows(one);
    }

    private void knows(TestNode other) {
        HzConfig.join(cluster.hazelcast().getConfig()).getTcpIpConfig().addMember("127.0.0.1:" + other.cluster.port());
    }

    /** Starts a node and waits until it is a member. */
    public static TestNode start(ClusterConfig config) {
        HzCluster.Join join = HzCluster.join(config, NodeIds.fresh());
        if (!(join instanceof HzCluster.Joined joined)) {
            throw new AssertionError(join);
        }
        HzCluster cluster = joined.cluster();
        // Like a real node: on a busy machine nobody may know whether Vert.x has written to the grid.
        Vertx vertx = await(clustered(cluster).recover(failure -> clustered(cluster)));
        return new TestNode(
                config.nodeName(), cluster, vertx, await(Members.deploy(vertx, cluster, quorum(config.policy()))));
    }

    private static int quorum(Policy policy) {
        return policy instanceof Policy.Majority majority ? majority.quorum() : 1;
    }

    private static Future<Vertx> clustered(HzCluster cluster) {
        return Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(2).setEventBusOptions(cluster.busOptions(0)))
                .withClusterManager(cluster.clusterManager())
                .buildClustered();
    }

    /** First of ten ports of 127.0.0.1 that are free. */
    public static int freePorts() {
        for (int attempt = 0; attempt < 100; attempt++) {
            List<ServerSocket> taken = new ArrayList<>();
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                for (int i = 1; i < ClusterConfig.LOCAL_PORTS; i++) {
                    taken.add(new ServerSocket(first.getLocalPort() + i, 1, InetAddress.getLoopbackAddress()));
                }
                return first.getLocalPort();
            } catch (IOException | IllegalArgumentException e) {
                // One of the ten is in use, or beyond the last port: the next ten.
            } finally {
                taken.forEach(TestNode::close);
            }
        }
        throw new AssertionError("no ten free ports in a row");
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The result, or a failure of the test. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + DEADLINE, e);
        }
    }

    public String name() {
        return name;
    }

    public NodeId id() {
        return cluster.self();
    }

    public HzCluster cluster() {
        return cluster;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Members members() {
        return members;
    }

    /** The list as {@code name=STATE}, in its order. */
    public String roster() {
        return members.members().stream()
                .map(member -> member.name() + "=" + member.state())
                .collect(Collectors.joining(" "));
    }

    /** Waits until the list is this. */
    public void awaitRoster(String expected) {
        Await.until(name + " sees " + expected, DEADLINE, () -> roster().equals(expected), this::roster);
    }

    /** Waits until every part of the grid has its copies, as it has in a cluster at rest. */
    public void awaitRest() {
        Await.until(
                "the cluster is at rest",
                DEADLINE,
                () -> cluster.hazelcast().getPartitionService().isClusterSafe(),
                () -> "migrating");
    }

    /** Stops in order. */
    public void stop() {
        await(vertx.close());
        cluster.leave();
    }

    /** Dies: falls silent without a word, and its connections break. */
    public void crash() {
        await(vertx.close());
        cluster.terminate();
    }
}
