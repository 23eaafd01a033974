package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where Hazelcast looks for other clusters, with real members. */
class HzLookoutTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final List<TestNode> running = new ArrayList<>();

    private TestNode start(String cluster, int port, String name) {
        TestNode node = TestNode.start(TestNode.config(cluster, port, name));
        running.add(node);
        return node;
    }

    @AfterEach
    void stopAll() {
        running.forEach(TestNode::crash);
    }

    private static Set<String> listed(TestNode node) {
        return new TreeSet<>(HzConfig.join(node.cluster().hazelcast().getConfig())
                .getTcpIpConfig()
                .getMembers());
    }

    private static String address(TestNode node) {
        return "127.0.0.1:" + node.cluster().port();
    }

    private static void awaitListed(TestNode node, Set<String> expected) {
        Await.until(
                node.name() + " lists " + expected, DEADLINE, () -> listed(node).equals(expected), () -> listed(node));
    }

    @Test
    void shouldListItsOwnMembersAndWhoeverElseSpeaks() throws IOException {
        int port = TestNode.freePorts();
        String cluster = "lookout-" + NodeIds.fresh();
        try (ServerSocket silent = new ServerSocket(port + 9, 10, InetAddress.getLoopbackAddress())) {
            TestNode a = start(cluster, port, "a");
            TestNode b = start(cluster, port, "b");
            awaitListed(a, Set.of(address(a), address(b)));
            assertThat(silent.isBound()).isTrue();

            TestNode stranger = start("other-" + NodeIds.fresh(), port, "c");
            awaitListed(a, Set.of(address(a), address(b), address(stranger)));

            stranger.crash();
            running.remove(stranger);
            awaitListed(a, Set.of(address(a), address(b)));
        }
    }

    @Test
    void shouldFindAgainAMemberThatWasInNoConfiguration() {
        String cluster = "lookout-" + NodeIds.fresh();
        TestNode a = TestNode.start(TestNode.alone(cluster, "a"));
        running.add(a);
        TestNode b = start("other-" + NodeIds.fresh(), TestNode.freePorts(), "b");
        TestNode.introduce(a, b);
        String place = address(b);
        int port = b.cluster().port();
        awaitListed(a, Set.of(address(a), place));
        b.crash();
        running.remove(b);
        awaitListed(a, Set.of(address(a)));

        TestNode again = start("other-" + NodeIds.fresh(), port, "b");
        assertThat(address(again)).isEqualTo(place);
        awaitListed(a, Set.of(address(a), place));
    }
}
