package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The same protocol over SockJS, for clients whose proxy lets no WebSocket through. */
final class SockJsTest {

    private static final LogId GENERAL = LogId.ofRoom("general");
    private static final String HELLO = "{\"t\":\"hello\",\"v\":1,\"name\":\"Ada\",\"rooms\":[{\"room\":\"general\"}]}";

    private final BlockingQueue<JsonObject> inbox = new LinkedBlockingQueue<>();
    private final List<JsonObject> aside = new ArrayList<>();
    private GatewayFixture fixture;

    @BeforeEach
    void open() {
        // Several loops: the requests of one session come in on any of them.
        fixture = GatewayFixture.open(GatewayConfig.at("127.0.0.1", 0, 3));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldServeAClientThatStreamsOverPlainHttp() throws InterruptedException {
        HttpClient stream = fixture.edge.createHttpClient();
        StringBuilder lines = new StringBuilder();
        request(stream, "xhr_streaming", "")
                .onSuccess(response -> response.handler(chunk -> {
                    lines.append(chunk);
                    for (int end = lines.indexOf("\n"); end >= 0; end = lines.indexOf("\n")) {
                        frame(lines.substring(0, end));
                        lines.delete(0, end + 1);
                    }
                }))
                .timeout(15, TimeUnit.SECONDS)
                .await();
        say(HELLO);
        assertThat(await("welcome").getString("node")).isEqualTo("node-a");
        await("joined");
        say("{\"t\":\"post\",\"id\":\"" + Entries.id(1) + "\",\"room\":\"general\",\"text\":\"hi \u00e9\"}");
        await("acked");
        assertThat(await("entries").encode()).contains("hi \u00e9");
        say("?");
        assertThat(await("error").getInteger("code")).isEqualTo(100);
    }

    /** Many times, because what it guards against is two event loops that meet in one session. */
    @RepeatedTest(20)
    void shouldServeAClientThatPolls() throws InterruptedException {
        HttpClient poll = fixture.edge.createHttpClient();
        post(poll, "xhr", "");
        say(HELLO);
        say("{\"t\":\"post\",\"id\":\"" + Entries.id(1) + "\",\"room\":\"general\",\"text\":\"polled\"}");
        for (int round = 0;
                round < 20 && inbox.stream().noneMatch(f -> f.encode().contains("polled"));
                round++) {
            post(poll, "xhr", "");
        }
        assertThat(await("welcome")).isNotNull();
        assertThat(await("entries").encode()).contains("polled");
    }

    @Test
    void shouldServeSockJsOverWebSocket() throws InterruptedException {
        fixture.edge
                .createWebSocketClient(new WebSocketClientOptions().setMaxMessageSize(4 << 20))
                .connect(fixture.gateway.port(), "127.0.0.1", "/chat/000/sess/websocket")
                .onSuccess(socket -> {
                    socket.textMessageHandler(this::frame);
                    socket.writeTextMessage(new JsonArray().add(HELLO).encode());
                })
                .timeout(15, TimeUnit.SECONDS)
                .await();
        await("joined");
        List<Entry> entries = Entries.upTo(GENERAL, 500, 10);
        fixture.log.add(GENERAL, entries, 50).timeout(15, TimeUnit.SECONDS).await();
        long next = 1;
        while (next <= 500) {
            for (Object entry : await("entries").getJsonArray("entries")) {
                assertThat(((JsonObject) entry).getLong("seq")).isEqualTo(next++);
            }
        }
    }

    @Test
    void shouldRefuseABodyThatIsTooLarge() {
        HttpClient http = fixture.edge.createHttpClient();
        post(http, "xhr", "");
        // Just above the limit, so that all of it is sent before the answer closes the connection.
        assertThat(post(http, "xhr_send", "[\"" + "x".repeat(2 * 65_536) + "\"]"))
                .isEqualTo(413);
    }

    private void say(String frame) {
        // A connection of its own each time, so that event loops take turns.
        HttpClient http = fixture.edge.createHttpClient();
        assertThat(post(http, "xhr_send", new JsonArray().add(frame).encode())).isEqualTo(204);
        http.close();
    }

    /** Posts, reads the frames of the answer to its end, and gives its status. */
    private int post(HttpClient http, String transport, String body) {
        return request(http, transport, body)
                .compose(response -> response.body().map(answer -> {
                    for (String line : answer.toString().split("\n", -1)) {
                        frame(line);
                    }
                    return response.statusCode();
                }))
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    private Future<HttpClientResponse> request(HttpClient http, String transport, String body) {
        return http.request(HttpMethod.POST, fixture.gateway.port(), "127.0.0.1", "/chat/000/session1/" + transport)
                .compose(request -> request.send(Buffer.buffer(body)));
    }

    /** One frame of SockJS: o, h, c[…] or a[…]. */
    private void frame(String frame) {
        if (!frame.startsWith("a")) {
            return;
        }
        for (Object message : new JsonArray(frame.substring(1))) {
            String text = (String) message;
            JsonArray frames = text.startsWith("[") ? new JsonArray(text) : new JsonArray("[" + text + "]");
            frames.forEach(one -> inbox.add((JsonObject) one));
        }
    }

    private JsonObject await(String type) throws InterruptedException {
        for (int i = 0; i < aside.size(); i++) {
            if (aside.get(i).getString("t").equals(type)) {
                return aside.remove(i);
            }
        }
        while (true) {
            JsonObject frame = inbox.poll(15, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no " + type + " in 15 s");
            }
            if (frame.getString("t").equals(type)) {
                return frame;
            }
            aside.add(frame);
        }
    }
}
