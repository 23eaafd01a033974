package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ways in which nodes find each other, and keep away from others, with real processes on several addresses of the loopback
 * interface.
 */
class DiscoveryIT {

    @TempDir
    Path folder;

    @Test
    void shouldLearnOfAllNodesThroughAnyOne() {
        int first = Ports.freeRow(3);
        try (LooseNodes nodes = new LooseNodes(folder)) {
            nodes.start("a", List.of(), seeded(first, first));
            nodes.awaitTogether("a");
            nodes.start("b", List.of(), seeded(first + 1, first));
            nodes.awaitTogether("a", "b");
            nodes.start("c", List.of(), seeded(first + 2, first + 1));

            nodes.awaitTogether("a", "b", "c");
        }
    }

    /** Options of a node on one port that knows another. */
    private static String[] seeded(int port, int known) {
        return new String[] {
            "--discovery",
            "seeds:127.0.0.1:" + known,
            "--cluster-host",
            "127.0.0.1",
            "--cluster-port",
            Integer.toString(port),
            "--cluster-name",
            "seeds"
        };
    }

    @Test
    void shouldFindAllAddressesOfOneName() throws IOException {
        int port = Ports.freeRow(1);
        Path hosts = Files.writeString(
                folder.resolve("hosts"),
                "127.0.0.2 nodes.parley.test\n127.0.0.3 nodes.parley.test\n127.0.0.1 localhost "
                        + InetAddress.getLocalHost().getHostName() + "\n");
        try (LooseNodes nodes = new LooseNodes(folder)) {
            nodes.start("a", jvm(hosts, "127.0.0.2"), named(port));
            nodes.start("b", jvm(hosts, "127.0.0.3"), named(port));

            nodes.awaitTogether("a", "b");
        }
    }

    /** Options of the JVM of a node that reads the names in a file and listens on one of the addresses there. */
    private static List<String> jvm(Path hosts, String address) {
        return Stream.concat(Stream.of("-Djdk.net.hosts.file=" + hosts), at(address).stream())
                .toList();
    }

    /**
     * Puts a node on an address of the loopback interface that the interface does not list, so that {@code --cluster-host} cannot pick it.
     */
    private static List<String> at(String address) {
        return List.of("-Dhazelcast.local.localAddress=" + address);
    }

    /** Options of a node that looks for all addresses of the name. */
    private static String[] named(int port) {
        return new String[] {
            "--discovery",
            "dns:nodes.parley.test",
            "--cluster-port",
            Integer.toString(port),
            "--cluster-name",
            "dns-" + port
        };
    }

    @Test
    void shouldKeepAwayFromOtherNamesAndInterfaces() {
        int port = Ports.freeRow(10);
        String portText = Integer.toString(port);
        try (LooseNodes nodes = new LooseNodes(folder)) {
            nodes.start("a", List.of(), "--cluster-port", portText, "--cluster-name", "blue-" + port);
            nodes.start("stranger", List.of(), "--cluster-port", portText, "--cluster-name", "green-" + port);
            nodes.start(
                    "elsewhere",
                    at("127.0.0.2"),
                    "--cluster-port",
                    portText,
                    "--cluster-name",
                    "blue-" + port,
                    "--discovery",
                    "seeds:127.0.0.2");
            nodes.awaitTogether("a");
            nodes.awaitTogether("stranger");
            nodes.awaitTogether("elsewhere");
            nodes.start("b", List.of(), "--cluster-port", portText, "--cluster-name", "blue-" + port);

            nodes.awaitTogether("a", "b");
            assertThat(nodes.sees("stranger")).containsExactly("stranger");
            assertThat(nodes.sees("elsewhere")).containsExactly("elsewhere");
            assertThat(LogLines.alarms(nodes.lastLines().lines())).isEmpty();
        }
    }
}
