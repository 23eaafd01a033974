package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port for browsers with TLS, on real nodes. */
class SecureWebIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOAD_ENDS_WITHIN = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    private Certs certs;

    private NodeProcess start(LooseNodes nodes, List<String> more) {
        certs = new Certs(folder.resolve("certs")).node("a");
        Trust.add(certs.authority());
        int clusterPort = Ports.freeRow(10);
        List<String> options = new ArrayList<>(certs.web("a"));
        options.addAll(
                List.of("--cluster-port", Integer.toString(clusterPort), "--cluster-name", "web-" + clusterPort));
        options.addAll(more);
        return nodes.start("a", List.of(), options.toArray(String[]::new));
    }

    private static int port(NodeProcess node) {
        return URI.create(node.url()).getPort();
    }

    private BigInteger shown(NodeProcess node) {
        try {
            return TlsPeer.meet(port(node), certs.authority()).shown().getSerialNumber();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldTakeRenewedCertificateWithoutARestart() throws Exception {
        try (LooseNodes nodes = new LooseNodes(folder)) {
            NodeProcess node = start(nodes, List.of());
            nodes.awaitTogether("a");
            BigInteger first = shown(node);
            try (Speaker old = new Speaker(node.url())) {
                old.say("general", "01JD0000000000000000000001", "before");

                certs.call("--renew", "--node", "a");
                Await.until(
                        "the renewed certificate is shown",
                        SOON,
                        () -> shown(node).equals(first) ? "still the old one" : "",
                        node::lastLines);
                assertThat(old.say("general", "01JD0000000000000000000002", "on the connection from before"))
                        .isEqualTo(2);
                BigInteger second = shown(node);

                Files.writeString(
                        certs.certificate("a"), "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
                awaitLine(node, "event=certificate-refused what=tls-cert");
                assertThat(shown(node)).isEqualTo(second);

                certs.call("--renew", "--node", "b", "--host", "127.0.0.1");
                Files.copy(certs.certificate("b"), certs.certificate("a"), StandardCopyOption.REPLACE_EXISTING);
                awaitLine(node, "does not fit the first certificate of");
                assertThat(shown(node)).isEqualTo(second);

                Files.copy(certs.key("b"), certs.key("a"), StandardCopyOption.REPLACE_EXISTING);
                Await.until(
                        "a good pair is shown after a bad one",
                        SOON,
                        () -> shown(node).equals(second) ? "still the old one" : "",
                        node::lastLines);
                old.say("general", "01JD0000000000000000000003", "still there");
            }
        }
    }

    private static void awaitLine(NodeProcess node, String words) {
        Await.until(
                "the log says " + words,
                SOON,
                () -> node.lines().stream().anyMatch(line -> line.contains(words)) ? "" : "not yet",
                node::lastLines);
    }

    @Test
    void shouldSpeakTlsFromTheFirstMomentAndOnlyWellOnes() throws Exception {
        try (LooseNodes nodes = new LooseNodes(folder)) {
            NodeProcess node = start(nodes, List.of("--hsts-days", "30"));
            // The first server, before the cluster is joined, or the gateway soon after: nobody ever sees plain HTTP.
            Await.until("live over https", SOON, () -> Http.live(node.url()), node::lastLines);
            assertThat(Http.live(node.url().replace("https", "http")))
                    .as("plain HTTP")
                    .isNotEmpty();
            nodes.awaitTogether("a");

            TlsPeer.Met now = TlsPeer.meet(port(node), certs.authority());
            assertThat(now.protocol()).isEqualTo("TLSv1.3");
            assertThat(now.alpn()).isEqualTo("http/1.1");
            TlsPeer.Met older = TlsPeer.meet(port(node), certs.authority(), "TLSv1.2");
            assertThat(older.suite()).startsWith("TLS_ECDHE_ECDSA_WITH_").doesNotContain("CBC");
            assertThatThrownBy(() -> TlsPeer.meet(port(node), certs.authority(), "TLSv1.1"))
                    .isInstanceOf(SSLException.class);

            HttpResponse<String> page = get(node.url() + "/");
            assertThat(page.headers().firstValue("strict-transport-security")).hasValue("max-age=2592000");
            assertThat(page.headers().firstValue("content-security-policy")).isPresent();
            HttpResponse<String> poll = Trust.client()
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(node.url() + "/chat/000/session01/xhr"))
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(poll.headers().allValues("set-cookie"))
                    .singleElement()
                    .satisfies(cookie ->
                            assertThat(cookie).startsWith("JSESSIONID=").endsWith("; Secure; HttpOnly"));
        }
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return Trust.client()
                .build()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldBearLoadOverTls() {
        try (LooseNodes nodes = new LooseNodes(folder)) {
            certs = new Certs(folder.resolve("certs")).node("a").node("b");
            Trust.add(certs.authority());
            int clusterPort = Ports.freeRow(10);
            List<String> load = new ArrayList<>(List.of("load", "--sessions", "12", "--rooms", "2", "--duration", "3"));
            for (String name : List.of("a", "b")) {
                List<String> options = new ArrayList<>(certs.web(name));
                options.addAll(certs.bus(name));
                options.addAll(List.of("--dead-after", "20s", "--post-deadline", "30s", "--ack-copies", "2"));
                options.addAll(List.of("--cluster-port", Integer.toString(clusterPort)));
                options.addAll(List.of("--cluster-name", "load-" + clusterPort));
                NodeProcess node = nodes.start(name, List.of(), options.toArray(String[]::new));
                nodes.awaitTogether(name.equals("a") ? new String[] {"a"} : new String[] {"a", "b"});
                load.addAll(List.of("--url", node.url()));
            }
            load.addAll(List.of("--ca", certs.authority().toString()));

            assertThat(load).filteredOn(word -> word.startsWith("https://")).hasSize(2);
            try (Program tool = Program.start(folder.resolve("home"), Map.of(), Jars.command(List.of(), load))) {
                assertThat(tool.awaitEnd(LOAD_ENDS_WITHIN)).as(tool.told()).isZero();
            }
        }
    }
}
