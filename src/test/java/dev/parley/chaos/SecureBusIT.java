package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event bus between real nodes: who has a certificate of the cluster's CA is heard, and nobody else. */
class SecureBusIT {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final int clusterPort = Ports.freeRow(10);

    private String[] options(List<String> more, int busPort) {
        List<String> all = new ArrayList<>(List.of(
                "--cluster-port",
                Integer.toString(clusterPort),
                "--cluster-name",
                "secure-" + clusterPort,
                "--bus-port",
                Integer.toString(busPort)));
        all.addAll(more);
        return all.toArray(String[]::new);
    }

    @Test
    void shouldHearNobodyWithoutCertificateOfItsAuthority() throws IOException {
        Certs certs =
                new Certs(folder.resolve("certs")).node("a").node("b").node("c").node("spare");
        Certs foreign = new Certs(folder.resolve("foreign")).node("d");
        int busPort = Ports.freeRow(1);
        try (LooseNodes nodes = new LooseNodes(folder)) {
            nodes.start("a", List.of(), options(certs.bus("a"), busPort));
            nodes.awaitTogether("a");
            nodes.start("b", List.of(), options(certs.bus("b"), 0));
            nodes.start("c", List.of(), options(certs.bus("c"), 0));
            nodes.awaitTogether("a", "b", "c");
            try (Speaker speaker = new Speaker(nodes.node("a").url())) {
                speaker.say("general", "01JD0000000000000000000001", "over an encrypted bus");
            }

            NodeProcess without = nodes.start("without", List.of(), options(List.of(), 0));
            NodeProcess stranger = nodes.start("stranger", List.of(), options(foreign.bus("d"), 0));

            isRefused(without, "cannot speak with node", "its event bus speaks TLS", "bus-cert, bus-key and bus-ca");
            isRefused(stranger, "cannot speak with node", "does not take certificates of the CA");

            // Those who do not ask whether they may.
            assertThat(TlsPeer.pingsBusPlainly(busPort)).as("without TLS").isFalse();
            assertThat(TlsPeer.pingsBus(busPort, certs.authority(), Optional.empty()))
                    .as("with TLS and no certificate")
                    .isFalse();
            assertThat(TlsPeer.pingsBus(
                            busPort,
                            certs.authority(),
                            Optional.of(new TlsPeer.Own(foreign.certificate("d"), foreign.key("d")))))
                    .as("with a certificate of another CA")
                    .isFalse();
            assertThat(TlsPeer.pingsBus(
                            busPort,
                            certs.authority(),
                            Optional.of(new TlsPeer.Own(certs.certificate("spare"), certs.key("spare")))))
                    .as("with a certificate of the CA; otherwise the test would prove nothing")
                    .isTrue();
            nodes.awaitTogether("a", "b", "c");
            try (Speaker speaker = new Speaker(nodes.node("c").url())) {
                assertThat(speaker.say("general", "01JD0000000000000000000002", "as if nothing had been"))
                        .isEqualTo(2);
            }
        }
    }

    private static void isRefused(NodeProcess node, String... words) {
        node.awaitEnd(ENDS_WITHIN);
        assertThat(node.exitCode()).as(node.lastLines()).hasValue(5);
        assertThat(node.lines().stream().filter(line -> line.startsWith("parley: ")))
                .as(node.lastLines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(words));
    }

    @Test
    void shouldRefuseFilesThatCannotWork() {
        Certs certs = new Certs(folder.resolve("certs")).node("a").node("b");
        Certs foreign = new Certs(folder.resolve("foreign")).node("d");
        try (LooseNodes nodes = new LooseNodes(folder)) {
            NodeProcess mixed = nodes.start(
                    "mixed",
                    List.of(),
                    options(
                            List.of(
                                    "--bus-cert", certs.certificate("a").toString(),
                                    "--bus-key", certs.key("a").toString(),
                                    "--bus-ca", foreign.authority().toString()),
                            0));
            NodeProcess other = nodes.start(
                    "other",
                    List.of(),
                    options(
                            List.of(
                                    "--tls-cert",
                                    certs.certificate("a").toString(),
                                    "--tls-key",
                                    certs.key("b").toString()),
                            0));

            mixed.awaitEnd(ENDS_WITHIN);
            other.awaitEnd(ENDS_WITHIN);

            assertThat(mixed.exitCode()).as(mixed.lastLines()).hasValue(2);
            assertThat(mixed.lastLines())
                    .contains("parley: bus-cert, bus-key, bus-ca: ", "is not the CA that has signed");
            assertThat(other.exitCode()).as(other.lastLines()).hasValue(2);
            assertThat(other.lastLines())
                    .contains("parley: tls-cert, tls-key: ", "b.key does not fit the first certificate");
            assertThat(folder.resolve("mixed"))
                    .as("nothing is left of a refused start")
                    .doesNotExist();
        }
    }

    /** The grid has no certificates: it must not be heard on any other interface. */
    @Test
    void shouldListenOnTheInterfaceOfTheClusterOnly() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/tcp")), "the test reads the kernel's table of sockets");
        byte[] loopback = Inet4Address.getLoopbackAddress().getAddress();
        assertThat(loopback).containsExactly(127, 0, 0, 1);
        int busPort = Ports.freeRow(1);
        try (LooseNodes nodes = new LooseNodes(folder)) {
            NodeProcess node = nodes.start("a", List.of(), options(List.of(), busPort));
            nodes.awaitTogether("a");
            int web = java.net.URI.create(node.url()).getPort();

            // The kernel writes the bytes of an address in the machine's order; IPv4 may be inside of IPv6.
            assertThat(ListeningSockets.of(node.pid()))
                    .hasSize(3)
                    .allMatch(socket -> socket.matches("(0{16}FFFF0000)?(0100007F|7F000001):\\d+"))
                    .anyMatch(socket -> socket.endsWith(":" + web))
                    .anyMatch(socket -> socket.endsWith(":" + busPort))
                    .anyMatch(socket -> socket.endsWith(":" + clusterPort));
        }
    }
}
