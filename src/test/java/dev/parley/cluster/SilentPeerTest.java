package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A member that hangs: its system accepts connections, and it says nothing. The threads that write to it write to others too, and must have the time
 * for it.
 */
@Timeout(120)
class SilentPeerTest {

    /** An idle thread takes next to nothing, one that turns in a circle all it can get. */
    private static final Duration TOO_MUCH = Duration.ofMillis(300);

    private static final Duration WATCHED = Duration.ofSeconds(3);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final TestNode node = TestNode.start(TestNode.alone("silent-" + NodeIds.fresh(), "a"));

    @AfterEach
    void stop() {
        node.crash();
    }

    @Test
    void shouldNotSpendItsTimeOnAPeerThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ((HazelcastInstanceProxy) node.cluster().hazelcast())
                    .getOriginal()
                    .node
                    .getServer()
                    .getConnectionManager(EndpointQualifier.MEMBER)
                    .getOrConnect(new Address("127.0.0.1", silent.getLocalPort()));
            try (Socket peer = silent.accept()) {
                // From here on the handshake waits behind it until the peer has answered.
                assertThat(new String(peer.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                        .isEqualTo("HZC");
                long before = spentNanos();
                long end = System.nanoTime() + WATCHED.toNanos();

                Await.until(
                        "watched for " + WATCHED,
                        WATCHED.multipliedBy(4),
                        () -> spentNanos() - before > TOO_MUCH.toNanos() || System.nanoTime() > end,
                        this::spentNanos);

                assertThat(Duration.ofNanos(spentNanos() - before))
                        .as("processor time of the threads that write")
                        .isLessThan(TOO_MUCH);
            }
        }
    }

    private long spentNanos() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().contains(".IO.thread-out-"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }
}
