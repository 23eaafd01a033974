package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import dev.parley.cluster.ClusterConfig.Discovery;
import dev.parley.cluster.ClusterConfig.Identity;
import dev.parley.cluster.ClusterConfig.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HzClusterTest {

    private static ClusterConfig seeds(String bindHost, int port, Duration joinDeadline) {
        return new ClusterConfig(
                "hz-" + NodeIds.fresh(),
                "n",
                new Discovery.Seeds(List.of("127.0.0.1")),
                bindHost,
                port,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                joinDeadline,
                new Policy.Available(),
                new Identity("1.0", 8080, null, 0),
                Map.of());
    }

    private static String sentence(ClusterConfig config) {
        HzCluster.Join join = HzCluster.join(config, NodeIds.fresh());
        assertThat(join).isInstanceOf(HzCluster.JoinFailed.class);
        return ((HzCluster.JoinFailed) join).sentence();
    }

    @Test
    void shouldSayWhenNoInterfaceMatches() {
        assertThat(sentence(seeds("192.0.2.1", TestNode.freePorts(), Duration.ofSeconds(30))))
                .startsWith("Cannot join the cluster (cluster hz-")
                .contains("interfaces");
    }

    @Test
    void shouldSayWhenThePortIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(sentence(seeds("127.0.0.1", other.getLocalPort(), Duration.ofSeconds(30))))
                    .contains(Integer.toString(other.getLocalPort()));
        }
    }

    @Test
    void shouldGiveUpAtTheDeadlineAndLeaveNothingBehind() {
        ClusterConfig config = seeds("127.0.0.1", TestNode.freePorts(), Duration.ofSeconds(1));
        // Nobody starts Hazelcast in a second and then waits for five more.
        ClusterConfig slow = new ClusterConfig(
                config.clusterName(),
                "n",
                new Discovery.Dns("localhost"),
                "127.0.0.1",
                config.port(),
                config.heartbeat(),
                config.deadAfter(),
                config.joinDeadline(),
                config.policy(),
                config.identity(),
                Map.of());

        assertThat(sentence(slow)).startsWith("Not let into the cluster within 1 s");

        Await.until(
                "the late member is gone",
                Duration.ofSeconds(30),
                () -> com.hazelcast.core.Hazelcast.getAllHazelcastInstances().stream()
                        .map(HazelcastInstance::getConfig)
                        .noneMatch(started -> started.getClusterName().equals(slow.clusterName())),
                com.hazelcast.core.Hazelcast::getAllHazelcastInstances);
    }

    @Test
    void shouldJoinWithAStrangerOnOneOfThePorts() throws IOException {
        int port = TestNode.freePorts();
        try (ServerSocket stranger = new ServerSocket(port + 1, 10, InetAddress.getLoopbackAddress())) {
            long begin = System.nanoTime();
            TestNode first = TestNode.start(TestNode.config("stranger-" + NodeIds.fresh(), port, "first"));
            System.out.println("joined beside a stranger ms=" + (System.nanoTime() - begin) / 1_000_000);
            TestNode second = TestNode.start(
                    TestNode.config(first.cluster().hazelcast().getConfig().getClusterName(), port, "second"));
            first.awaitRoster("first=JOINING second=JOINING");
            assertThat(second.cluster().port()).isEqualTo(port + 2);
            assertThat(stranger.isClosed()).isFalse();
            second.crash();
            first.crash();
        }
    }
}
