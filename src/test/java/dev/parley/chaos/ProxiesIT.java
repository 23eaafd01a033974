package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files for proxies in {@code ops/}, each tried with the real proxy before three real nodes. Skipped for a proxy that is not installed: {@code
 * src/test/ops/proxies.sh} installs them on Debian and runs this.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxiesIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final List<String> NODES = List.of("one", "two", "three");

    /** A proxy, its file, and how it is started. The place of the file follows as the last word. */
    enum Proxy {
        NGINX(1, "ops/nginx/parley.conf", "nginx -c"),
        CADDY(2, "ops/caddy/Caddyfile", "caddy run --adapter caddyfile --config"),
        HAPROXY(3, "ops/haproxy/haproxy.cfg", "haproxy -db -f");

        /** For the ids of what is said through it. */
        private final int number;

        private final String file;
        private final String command;

        Proxy(int number, String file, String command) {
            this.number = number;
            this.file = file;
            this.command = command;
        }

        List<String> words() {
            return List.of(command.split(" ", -1));
        }
    }

    @TempDir
    static Path folder;

    private LooseNodes nodes;

    @BeforeAll
    void start() {
        nodes = new LooseNodes(folder);
        int clusterPort = Ports.freeRow(10);
        for (String name : NODES) {
            nodes.start(
                    name, List.of(), "--cluster-name", "proxies-" + clusterPort, "--cluster-port", "" + clusterPort);
        }
        awaitAll();
    }

    @AfterAll
    void end() {
        nodes.close();
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    void shouldBringClientsToNodesThatServe(Proxy proxy) throws Exception {
        assumeTrue(
                Shell.attempt("which", proxy.words().get(0)).isGood(),
                "there is no " + proxy.words().get(0) + " here; src/test/ops/proxies.sh installs it on Debian");
        int port = Ports.freeRow(1);
        String url = "http://127.0.0.1:" + port;
        List<String> command = new ArrayList<>(proxy.words());
        command.add(configure(proxy, port).toString());
        try (Program running = Program.start(folder.resolve("home"), Map.of("HOME", folder.toString()), command)) {
            Await.until(
                    "a node behind the proxy",
                    WITHIN,
                    () -> {
                        assertThat(running.isAlive()).as(running.told()).isTrue();
                        return Http.ready(url);
                    },
                    running::told);
            shouldLetWebSocketsThrough(proxy, url);
            shouldKeepAClientWithoutWebSocketsAtOneNode(proxy, url);
            shouldNotNoticeADeath(proxy, url);
            shouldNotNoticeAStop(proxy, url);
            assertThat(running.isAlive()).as(running.told()).isTrue();
        }
    }

    private void shouldLetWebSocketsThrough(Proxy proxy, String url) {
        try (Speaker through = new Speaker(url);
                Speaker direct = new Speaker(nodes.node("two").url())) {
            long seq = through.say("general", id(proxy, 1), "through " + proxy);
            assertThat(direct.awaitPosition("general", seq)).isEqualTo(through.awaitPosition("general", seq));
        }
    }

    /** Each request on a connection of its own: another node would not know the session, and say 404. */
    private void shouldKeepAClientWithoutWebSocketsAtOneNode(Proxy proxy, String url) {
        for (int client = 0; client < 4; client++) {
            String session = url + "/chat/000/" + proxy + client + "/";
            CookieManager cookies = new CookieManager();
            assertThat(post(cookies, session + "xhr", "").body()).isEqualTo("o\n");
            say(cookies, session, new JsonObject().put("t", "hello").put("v", 1).put("name", "Ada"));
            pollFor(cookies, session, "\"welcome");
            for (int i = 0; i < 5; i++) {
                String id = id(proxy, 10 + 10 * client + i);
                say(
                        cookies,
                        session,
                        new JsonObject()
                                .put("t", "post")
                                .put("id", id)
                                .put("room", "general")
                                .put("text", "polled"));
                pollFor(cookies, session, id);
            }
        }
    }

    private void say(CookieManager cookies, String session, JsonObject frame) {
        HttpResponse<String> answer = post(
                cookies,
                session + "xhr_send",
                new JsonArray().add(frame.encode()).encode());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    private void pollFor(CookieManager cookies, String session, String words) {
        Await.until(
                words + " at " + session,
                WITHIN,
                () -> {
                    HttpResponse<String> answer = post(cookies, session + "xhr", "");
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    return answer.body().contains(words) ? "" : answer.body();
                },
                nodes::lastLines);
    }

    private void shouldNotNoticeADeath(Proxy proxy, String url) {
        nodes.node("one").kill();
        for (int i = 0; i < 40; i++) {
            assertThat(get(url + "/live").statusCode())
                    .as("request %d after the death", i)
                    .isEqualTo(200);
        }
        try (Speaker through = new Speaker(url)) {
            through.say("general", id(proxy, 100), "after a death");
        }
        nodes.node("one").start();
        awaitAll();
    }

    private void shouldNotNoticeAStop(Proxy proxy, String url) {
        nodes.node("two").sendStop();
        while (nodes.node("two").isAlive()) {
            assertThat(get(url + "/live").statusCode()).as("while a node stops").isEqualTo(200);
        }
        try (Speaker through = new Speaker(url)) {
            through.say("general", id(proxy, 101), "after a stop");
        }
        nodes.node("two").start();
        awaitAll();
    }

    private void awaitAll() {
        nodes.awaitTogether(NODES.toArray(String[]::new));
    }

    private static String id(Proxy proxy, int number) {
        return "01JD8Z3Q4R5S6T7V8W9XA%d%04d".formatted(proxy.number, number);
    }

    /** The file as it is, but for the addresses; and with what such a proxy needs to run beside others, as anybody. */
    private Path configure(Proxy proxy, int port) throws IOException {
        String text = Files.readString(Path.of(proxy.file));
        for (int i = 0; i < NODES.size(); i++) {
            String address = nodes.node(NODES.get(i)).url().replace("http://", "");
            assertThat(text).contains("192.0.2.1" + (i + 1) + ":8080");
            text = text.replace("192.0.2.1" + (i + 1) + ":8080", address);
        }
        String here = "127.0.0.1:" + port;
        Path file = folder.resolve(proxy + ".conf");
        return switch (proxy) {
            case CADDY ->
                Files.writeString(
                        file, "{\n\tadmin off\n\tauto_https off\n}\n" + text.replace(":80 {", "http://" + here + " {"));
            case HAPROXY -> Files.writeString(file, text.replace("bind :80", "bind " + here));
            case NGINX -> {
                Path site = Files.writeString(
                        folder.resolve("site.conf"), text.replace("listen 80;", "listen " + here + ";"));
                String temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                        .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
                        .reduce("", String::concat);
                yield Files.writeString(
                        file,
                        "daemon off;\nmaster_process off;\npid " + folder.resolve("nginx.pid")
                                + ";\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n" + temporary + "include "
                                + site + ";\n}\n");
            }
        };
    }

    private static HttpResponse<String> post(CookieManager cookies, String address, String body) {
        return ask(
                cookies, HttpRequest.newBuilder(URI.create(address)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(String address) {
        return ask(new CookieManager(), HttpRequest.newBuilder(URI.create(address)));
    }

    private static HttpResponse<String> ask(CookieManager cookies, HttpRequest.Builder request) {
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(cookies)
                    .build()
                    .send(request.timeout(WITHIN).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request.build(), e);
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while asking", e);
        }
    }
}
