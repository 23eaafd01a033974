package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.LogId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the gateway does when nothing comes, or nothing goes, for too long. */
final class PatienceTest {

    private static final LogId GENERAL = LogId.ofRoom("general");

    private static GatewayConfig patient(Duration hello, Duration idle, Duration stuck) {
        Patience p = Patience.DEFAULT;
        GatewayConfig usual = GatewayConfig.at("127.0.0.1", 0, 1);
        return new GatewayConfig(
                usual.host(),
                0,
                1,
                usual.limits(),
                new Patience(hello, idle, p.quiet(), stuck, p.roomUnknown(), p.behind(), p.ahead(), p.typing()),
                usual.buffers());
    }

    @Test
    void shouldNotWaitForHelloForEver() {
        try (GatewayFixture fixture =
                GatewayFixture.open(patient(Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(30)))) {
            assertThat(fixture.connect().awaitClose()).isEqualTo(3004);
        }
    }

    @Test
    void shouldCloseWhoSendsNothing() {
        try (GatewayFixture fixture =
                GatewayFixture.open(patient(Duration.ofSeconds(10), Duration.ofMillis(400), Duration.ofSeconds(30)))) {
            Chatter quiet = fixture.chatter("Quiet");
            assertThat(quiet.awaitClose()).isEqualTo(3002);
        }
    }

    @Test
    void shouldKeepWhoAnswersPingsAndCloseWhoDoesNot() {
        Patience p = Patience.DEFAULT;
        GatewayConfig usual = GatewayConfig.at("127.0.0.1", 0, 1);
        Duration quiet = Duration.ofMillis(300);
        Patience impatient =
                new Patience(p.hello(), p.idle(), quiet, p.stuck(), p.roomUnknown(), p.behind(), p.ahead(), p.typing());
        try (GatewayFixture fixture =
                GatewayFixture.open(new GatewayConfig("127.0.0.1", 0, 1, usual.limits(), impatient, usual.buffers()))) {
            Chatter silent = fixture.chatter("Silent");
            hang(fixture);
            silent.await("presence", frame -> frame.getInteger("count") == 2);
            silent.await("presence", frame -> frame.getJsonArray("out").size() == 1);
            assertThat(fixture.gateway.sessions()).isEqualTo(1);
            assertThat(fixture.gateway.counts().closes()).containsEntry(dev.parley.wire.CloseCode.IDLE, 1L);
            assertThat(silent.isOpen())
                    .as("it has said nothing for twice as long, but its socket answers")
                    .isTrue();
        }
    }

    private static final List<String> UPGRADE = List.of(
            "GET /chat/websocket HTTP/1.1",
            "Host: x",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");

    /** Somebody who says hello and is never heard of again, while the socket stays. */
    private static void hang(GatewayFixture fixture) {
        byte[] hello = "{\"t\":\"hello\",\"v\":1,\"name\":\"Hung\",\"rooms\":[{\"room\":\"general\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        Buffer frame = Buffer.buffer(new byte[] {(byte) 0x81, (byte) (0x80 | hello.length), 0, 0, 0, 0})
                .appendBytes(hello);
        fixture.edge
                .createNetClient()
                .connect(fixture.gateway.port(), "127.0.0.1")
                .compose(socket -> {
                    socket.handler(answer -> {
                        if (answer.toString().startsWith("HTTP/1.1 101")) {
                            socket.write(frame);
                        }
                    });
                    return socket.write(String.join("\r\n", UPGRADE));
                })
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    @Test
    void shouldAnswerHelloWithNotReadyUntilItIsOpen() {
        try (GatewayFixture fixture =
                new GatewayFixture(patient(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofSeconds(30)))) {
            assertThat(status(fixture, "/live").statusCode()).isEqualTo(200);
            HttpClientResponse early = status(fixture, "/ready");
            assertThat(early.statusCode()).isEqualTo(503);
            Chatter ada = fixture.connect();
            ada.say(new JsonObject().put("t", "hello").put("v", 1).put("name", "Ada"));
            JsonObject error = ada.awaitError(133);
            assertThat(error.getBoolean("temporary")).isTrue();
            assertThat(error.getLong("retryAfter")).isPositive();
            assertThat(ada.awaitClose()).as("a code that says to come again").isEqualTo(1000);
            fixture.gateway.open();
            assertThat(status(fixture, "/ready").statusCode()).isEqualTo(200);
            fixture.connect().hello("Ada");
        }
    }

    private static HttpClientResponse status(GatewayFixture fixture, String path) {
        return fixture.edge
                .createHttpClient()
                .request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(fixture.gateway.port())
                        .setMethod(HttpMethod.GET)
                        .setURI(path))
                .compose(request -> request.send())
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    @Test
    void shouldCompressThePageAndNothingElse() {
        try (GatewayFixture fixture = GatewayFixture.open()) {
            for (String path : new String[] {"/page", "/live", "/chat/info"}) {
                HttpClientResponse response = fixture.edge
                        .createHttpClient()
                        .request(HttpMethod.GET, fixture.gateway.port(), "127.0.0.1", path)
                        .compose(request ->
                                request.putHeader("Accept-Encoding", "gzip").send())
                        .timeout(15, TimeUnit.SECONDS)
                        .await();
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.getHeader("Content-Encoding"))
                        .as(path)
                        .isEqualTo(path.equals("/page") ? "gzip" : null);
            }
        }
    }

    @Test
    void shouldBoundASlowReaderAndLetItGoOnWhereItWas() {
        try (GatewayFixture fixture =
                GatewayFixture.open(patient(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60)))) {
            Chatter slow = fixture.chatter("Slow");
            Chatter quick = fixture.chatter("Quick");
            slow.socket().pause();
            int count = 20_000;
            fixture.log
                    .add(GENERAL, Entries.upTo(GENERAL, count, 900), 20)
                    .timeout(15, TimeUnit.SECONDS)
                    .await();
            expect(quick, count);
            assertThat(fixture.gateway.counts().deliveries())
                    .as("entries handed to both sockets: what the kernel took, and no more")
                    .isLessThan(2L * count);
            slow.socket().resume();
            expect(slow, count);
            GatewayFixture.await(
                    "every entry counted", () -> fixture.gateway.counts().deliveries() == 2L * count);
        }
    }

    @Test
    void shouldCloseWhoTakesNothingInAndNotDelayOthers() {
        try (GatewayFixture fixture =
                GatewayFixture.open(patient(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1)))) {
            Chatter stuck = fixture.chatter("Stuck");
            Chatter quick = fixture.chatter("Quick");
            stuck.socket().pause();
            int count = 20_000;
            fixture.log
                    .add(GENERAL, Entries.upTo(GENERAL, count, 900), 20)
                    .timeout(15, TimeUnit.SECONDS)
                    .await();
            expect(quick, count);
            GatewayFixture.await("the stuck session is closed", () -> fixture.gateway.sessions() == 1);
            assertThat(fixture.gateway.counts().closes()).containsEntry(dev.parley.wire.CloseCode.TOO_SLOW, 1L);
            quick.post(Entries.id(900_000).value(), "general", "still here");
            quick.await("acked");
        }
    }

    /** Reads entries 1 to a number, each once and in order. */
    private static void expect(Chatter reader, int count) {
        long next = 1;
        while (next <= count) {
            for (Object entry : reader.await("entries").getJsonArray("entries")) {
                assertThat(((JsonObject) entry).getLong("seq")).isEqualTo(next++);
            }
        }
    }
}
