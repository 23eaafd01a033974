package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssetsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static int packedPort;
    private int port = packedPort;

    @BeforeAll
    static void aServer() throws Exception {
        packedPort = serve(Assets.load(null));
    }

    @AfterAll
    static void end() throws Exception {
        await(VERTX.close());
    }

    private static int serve(Assets assets) throws Exception {
        var router = Router.router(VERTX);
        assets.mount(router);
        return await(VERTX.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/cluster, text/html",
        "/js/main.js, text/javascript",
        "/css/base.css, text/css",
        "/favicon.svg, image/svg+xml",
        "/lib/lit/index.js, text/javascript",
        "/lib/lit/directives/repeat.js, text/javascript",
        "/lib/lit-html/lit-html.js, text/javascript",
        "/lib/lit-element/lit-element.js, text/javascript",
        "/lib/reactive-element/reactive-element.js, text/javascript",
        "/lib/sockjs-client/dist/sockjs.min.js, text/javascript",
    })
    void shouldServeEachFileWithItsType(String path, String type) throws Exception {
        var response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).startsWith(type);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(response.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/nothing",
                "/js/../pom.xml",
                "/js/%2e%2e/%2e%2e/pom.xml",
                "/lib/lit/package.json",
                "/lib/vertx/x.js"
            })
    void shouldPassOnWhatIsNotOurs(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldPassOnOtherMethods() throws Exception {
        assertThat(send("POST", "/").statusCode()).isIn(404, 405);
    }

    @Test
    void shouldAnswer304ToWhoHasTheFile() throws Exception {
        var tag = header(get("/js/main.js"), "ETag");
        var again = get("/js/main.js", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(get("/js/main.js", "If-None-Match", "W/\"another\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldCompressForWhoAsks() throws Exception {
        var packed = get("/js/chat.js", "Accept-Encoding", "br, gzip");
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(packed, "Vary")).isEqualTo("Accept-Encoding");
        var plain = get("/js/chat.js").body();
        assertThat(packed.body().length).isLessThan(plain.length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws Exception {
        var head = send("HEAD", "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(get("/").body().length));
    }

    @Test
    void shouldGiveDocumentsAPolicyWithTheHashOfTheImportMap() throws Exception {
        var policy = header(get("/"), "Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "require-trusted-types-for 'script'", "trusted-types lit-html");
        assertThat(policy)
                .containsPattern("script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='")
                .doesNotContain("unsafe");
        assertThat(header(get("/js/main.js"), "Content-Security-Policy")).isEmpty();
    }

    @Test
    void shouldPutTheOneImportMapIntoEveryDocument() throws Exception {
        var cluster = get("/cluster");
        assertThat(text(cluster)).contains("\"lit\": \"/lib/lit/index.js\"").doesNotContain(PagePolicy.PLACE);
        assertThat(header(cluster, "Content-Security-Policy")).isEqualTo(header(get("/"), "Content-Security-Policy"));
    }

    @Test
    void shouldReadOurOwnFilesFromAFolderWhileDeveloping(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("js"));
        Files.writeString(folder.resolve("index.html"), "<script type=\"importmap\">{}</script>");
        Files.writeString(folder.resolve("js/new.js"), "one");
        port = serve(Assets.load(folder));
        assertThat(text(get("/js/new.js"))).isEqualTo("one");
        Files.writeString(folder.resolve("js/new.js"), "two");
        assertThat(text(get("/js/new.js"))).isEqualTo("two");
        assertThat(text(get("/"))).contains("importmap");
        assertThat(header(get("/"), "Content-Security-Policy"))
                .contains("sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
        assertThat(get("/lib/lit/index.js").statusCode()).isEqualTo(200);
        assertThat(get("/js/main.js").statusCode()).isEqualTo(404);
    }
}
