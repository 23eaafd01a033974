package dev.parley.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may read, and what is told of a node that is not in its cluster. */
@Timeout(60)
class MetricsTest {

    private static final String SECRET = "0123456789abcdef0123";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(15)).build();

    private final AtomicReference<Map<String, Instant>> certificates = new AtomicReference<>(Map.of());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        vertx.close().timeout(15, TimeUnit.SECONDS).await();
    }

    @Test
    void shouldTellOfANodeWithoutItsCluster() throws Exception {
        HttpResponse<String> page = get(serve(new Access.Open()), null);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(page.body().lines())
                .contains(
                        "parley_ready 0.0", "parley_joined 0.0", "parley_joins_total 0.0", "parley_archive_usable 1.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .noneMatch(line -> line.startsWith("parley_sessions"));
    }

    @Test
    void shouldTellWhenTheArchiveKeepsItOut() throws Exception {
        Metrics metrics = open(new Access.Open());
        metrics.archiveLost();

        assertThat(get(serve(metrics), null).body().lines()).contains("parley_archive_usable 0.0");
    }

    @Test
    void shouldTellWhenCertificatesEnd() throws Exception {
        int port = serve(new Access.Open());
        assertThat(get(port, null).body()).doesNotContain("certificate");

        certificates.set(Map.of("tls-cert", Instant.ofEpochSecond(1_800_000_000)));
        assertThat(get(port, null).body().lines())
                .contains("parley_certificate_end_timestamp_seconds{what=\"tls-cert\"} 1.8E9");
    }

    @Test
    void shouldWantTheToken() throws Exception {
        int port = serve(new Access.Token(SECRET));

        assertThat(get(port, null).statusCode()).isEqualTo(401);
        assertThat(get(port, "Bearer " + SECRET + "0").statusCode()).isEqualTo(401);
        assertThat(get(port, "Basic " + SECRET).statusCode()).isEqualTo(401);
        HttpResponse<String> page = get(port, "Bearer " + SECRET);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain(SECRET).contains("parley_ready");
    }

    @Test
    void shouldHaveNoSuchAddressWhenOff() throws Exception {
        assertThat(get(serve(new Access.Off()), null).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldNotTellTheTokenInWords() {
        assertThat(new Access.Token(SECRET)).asString().doesNotContain(SECRET);
        assertThatIllegalArgumentException().isThrownBy(() -> new Access.Token(" "));
    }

    @Test
    void shouldLookAtTheDisk() throws Exception {
        Files.write(folder.resolve("archive.db"), new byte[12_345]);
        int port = serve(new Access.Open());

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String body = get(port, null).body();
        while (!body.contains("parley_disk_free_bytes ") && System.nanoTime() < end) {
            body = get(port, null).body();
        }

        assertThat(body.lines())
                .contains(
                        "parley_archive_file_bytes{file=\"main\"} 12345.0",
                        "parley_archive_file_bytes{file=\"wal\"} 0.0");
    }

    private Metrics open(Access access) {
        About about = new About("n1", "test", "available", 1, 10, Map.of("version", "1"), folder.resolve("archive.db"));
        return Metrics.open(vertx, about, access, certificates::get);
    }

    private int serve(Access access) {
        return serve(open(access));
    }

    private int serve(Metrics metrics) {
        Router router = Router.router(vertx);
        metrics.mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .timeout(15, TimeUnit.SECONDS)
                .await();
        return server.actualPort();
    }

    private HttpResponse<String> get(int port, String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Metrics.PATH))
                .timeout(Duration.ofSeconds(15));
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
