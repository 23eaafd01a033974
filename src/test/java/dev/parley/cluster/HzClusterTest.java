package dev.parley.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.ClusterConfig.Discovery;
import dev.parley.cluster.ClusterConfig.Identity;
import dev.parley.cluster.ClusterConfig.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
                .contains("No matching network interface found");
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
                "the late start has ended",
                Duration.ofSeconds(30),
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("parley-join")),
                Thread::activeCount);
        Await.until("its port is free", Duration.ofSeconds(30), () -> isFree(config.port()), config::port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** What may listen on a port of ours. */
    private enum Manner {
        SILENT,
        HANGS_UP,
        ANSWERS_SOMETHING
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void shouldJoinWithAStrangerOnOneOfThePorts(Manner manner) throws IOException {
        int port = TestNode.freePorts();
        String cluster = "stranger-" + NodeIds.fresh();
        try (ServerSocket stranger = new ServerSocket(port + 1, 10, InetAddress.getLoopbackAddress())) {
            serve(stranger, manner);
            long begin = System.nanoTime();
            TestNode first = TestNode.start(TestNode.config(cluster, port, "first"));
            System.out.println(
                    "joined beside a stranger that is " + manner + " ms=" + (System.nanoTime() - begin) / 1_000_000);
            TestNode second = TestNode.start(TestNode.config(cluster, port, "second"));
            first.awaitRoster("first=JOINING second=JOINING");
            assertThat(second.cluster().port()).isEqualTo(port + 2);
            second.crash();
            first.crash();
        }
    }

    private static void serve(ServerSocket stranger, Manner manner) {
        if (manner == Manner.SILENT) {
            return;
        }
        Thread thread = new Thread(() -> {
            while (!stranger.isClosed()) {
                try (Socket socket = stranger.accept()) {
                    if (manner == Manner.ANSWERS_SOMETHING) {
                        socket.getInputStream().readNBytes(3);
                        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                    }
                } catch (IOException e) {
                    // The test has ended, or the other side has hung up.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
