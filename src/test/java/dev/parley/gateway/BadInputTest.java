package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends: it gets a numbered error or a close code, and somebody else in the same room notices nothing. */
final class BadInputTest {

    private static final String ID = "01JD8Z3Q4R5S6T7V8W9XABCDEF";
    private static GatewayFixture fixture;
    private static long posts;

    private Chatter innocent;
    private Chatter bad;

    @BeforeAll
    static void open() {
        // One event loop, so that the innocent session shares everything with the other.
        fixture = GatewayFixture.open(GatewayConfig.at("127.0.0.1", 0, 1));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void connect() {
        innocent = fixture.chatter("Innocent");
        bad = fixture.chatter("Bad");
    }

    /** The innocent one says something, is acknowledged, and reads it. */
    @AfterEach
    void shouldHarmNobodyElse() {
        String text = "all well " + ++posts;
        innocent.post(Entries.id(1_000_000 + posts).value(), "general", text);
        innocent.await("acked");
        innocent.await("entries", frame -> frame.encode().contains(text));
        innocent.close();
        bad.close();
    }

    static Stream<Arguments> badFrames() {
        return Stream.of(
                Arguments.of("nothing", "", 100),
                Arguments.of("not JSON", "hello?", 100),
                Arguments.of("half an object", "{\"t\":\"ping\"", 100),
                Arguments.of("two objects", "{\"t\":\"ping\"}{\"t\":\"ping\"}", 100),
                Arguments.of("an array", "[{\"t\":\"ping\"}]", 100),
                Arguments.of("null", "null", 100),
                Arguments.of("a number", "42", 100),
                Arguments.of("very deep", "[".repeat(30_000), 100),
                Arguments.of("a number without end", "{\"t\":" + "9".repeat(20_000) + "}", 100),
                Arguments.of("no type", "{}", 102),
                Arguments.of("type of the wrong type", "{\"t\":7}", 102),
                Arguments.of("unknown type", "{\"t\":\"shout\",\"ref\":\"r\"}", 101),
                Arguments.of("post without text", post(null), 102),
                Arguments.of("post with a number as text", post(7), 102),
                Arguments.of("post without room", "{\"t\":\"post\",\"id\":\"" + ID + "\",\"text\":\"x\"}", 102),
                Arguments.of("post without id", "{\"t\":\"post\",\"room\":\"general\",\"text\":\"x\"}", 102),
                Arguments.of("id that is no ULID", post("x").replace(ID, "7"), 102),
                Arguments.of("id of the cluster's own", post("x").replace(ID, "0000000000000000ADM1NT0KEN"), 102),
                Arguments.of("lone surrogate", post("@").replace("@", "\\ud800"), 102),
                Arguments.of("text too long", post("x".repeat(8_001)), 110),
                Arguments.of("only white space", post(" \n\t "), 111),
                Arguments.of("empty text", post(""), 111),
                Arguments.of("control characters", post("a\u0000b"), 112),
                Arguments.of("an escape sequence", post("\u001b[31m"), 112),
                Arguments.of("a room that is not there", post("x").replace("general", "nowhere"), 120),
                Arguments.of("a room that cannot be", post("x").replace("general", "../etc"), 120),
                Arguments.of("half of nothing", "{\"t\":\"hello\"", 100));
    }

    static Stream<Arguments> badFields() {
        return Stream.of(
                Arguments.of("typing elsewhere", "{\"t\":\"typing\",\"room\":\"nowhere\"}", 121),
                Arguments.of("leave elsewhere", "{\"t\":\"leave\",\"ref\":\"r\",\"room\":\"nowhere\"}", 121),
                Arguments.of("history of nowhere", "{\"t\":\"history\",\"room\":\"nowhere\",\"before\":9}", 120),
                Arguments.of("history without side", "{\"t\":\"history\",\"room\":\"general\"}", 102),
                Arguments.of(
                        "history on both sides",
                        "{\"t\":\"history\",\"room\":\"general\",\"before\":1,\"after\":1}",
                        102),
                Arguments.of("half a number", "{\"t\":\"history\",\"room\":\"general\",\"before\":1.5}", 102),
                Arguments.of(
                        "a huge number",
                        "{\"t\":\"history\",\"room\":\"general\",\"before\":99999999999999999999}",
                        102),
                Arguments.of("a negative number", "{\"t\":\"history\",\"room\":\"general\",\"before\":-1}", 102),
                Arguments.of(
                        "too large a page", "{\"t\":\"history\",\"room\":\"general\",\"before\":9,\"limit\":201}", 102),
                Arguments.of("position without digest", "{\"t\":\"join\",\"room\":\"general\",\"seq\":5}", 102),
                Arguments.of(
                        "digest of nothing", "{\"t\":\"join\",\"room\":\"general\",\"seq\":5,\"digest\":\"xyz\"}", 102),
                Arguments.of(
                        "position before the first with a digest",
                        "{\"t\":\"join\",\"room\":\"general\",\"seq\":0,\"digest\":\"" + "1".repeat(32) + "\"}",
                        102),
                Arguments.of("hello twice", "{\"t\":\"hello\",\"v\":1,\"name\":\"Bad\"}", 104),
                Arguments.of("room name too long", create("x".repeat(61)), 102),
                Arguments.of("room name of nothing", create("  "), 102),
                Arguments.of("room name with control characters", create("a\nb"), 112),
                Arguments.of("a long ref", "{\"t\":\"ping\",\"ref\":\"" + "r".repeat(65) + "\"}", 102));
    }

    private static String post(Object text) {
        return new JsonObject()
                .put("t", "post")
                .put("id", ID)
                .put("room", "general")
                .put("text", text)
                .encode();
    }

    private static String create(String name) {
        return new JsonObject()
                .put("t", "create")
                .put("id", ID)
                .put("name", name)
                .encode();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"badFrames", "badFields"})
    void shouldAnswerABadFrameWithItsNumber(String what, String frame, int code) {
        bad.sayRaw(frame);
        JsonObject error = bad.awaitError(code);
        assertThat(error.getBoolean("temporary")).as(what).isFalse();
        assertThat(error.getString("message")).isNotBlank();
        if (frame.contains("\"ref\":\"r\"")) {
            assertThat(error.getString("ref")).isEqualTo("r");
        }
        if (frame.contains("\"id\":\"" + ID)) {
            assertThat(error.getString("id")).isEqualTo(ID);
        }
        bad.say(new JsonObject().put("t", "ping").put("ref", "after"));
        assertThat(bad.await("pong").getString("ref")).isEqualTo("after");
    }

    @Test
    void shouldRefuseABinaryFrame() {
        bad.socket().writeBinaryMessage(Buffer.buffer("{\"t\":\"ping\"}"));
        bad.awaitError(100);
    }

    @Test
    void shouldCloseAfterAFrameThatIsFarTooLarge() {
        bad.sayRaw(post("x".repeat(2 << 20)));
        assertThat(bad.awaitClose()).isEqualTo(1009);
    }

    @Test
    void shouldCloseAfterPartsThatAreTooLargeTogether() {
        bad.socket().writeFrame(io.vertx.core.http.WebSocketFrame.textFrame("x".repeat(60_000), false));
        bad.socket()
                .writeFrame(
                        io.vertx.core.http.WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(60_000)), true));
        assertThat(bad.awaitClose()).isEqualTo(1009);
    }

    @Test
    void shouldCloseAfterTwentyBadFramesInARow() {
        for (int i = 0; i < 19; i++) {
            bad.sayRaw("?");
        }
        bad.say(new JsonObject().put("t", "ping"));
        bad.await("pong");
        for (int i = 0; i < 20; i++) {
            bad.sayRaw("?");
        }
        assertThat(bad.awaitClose()).isEqualTo(3501);
    }

    @Test
    void shouldSlowDownAFlood() {
        for (int i = 0; i < 500; i++) {
            bad.post(Entries.id(10_000 + i).value(), "general", "spam");
        }
        JsonObject error = bad.awaitError(130);
        assertThat(error.getBoolean("temporary")).isTrue();
        assertThat(error.getLong("retryAfter")).isBetween(1L, 100L);
        assertThat(error.getString("id")).startsWith("01JD8Z3Q4R5S6");
        bad.await("acked");
        assertThat(bad.isOpen()).isTrue();
        for (int i = 0; i < 500; i++) {
            bad.say(new JsonObject().put("t", "ping").put("ref", "p" + i));
        }
        assertThat(bad.await("error", e -> e.containsKey("ref")).getInteger("code"))
                .isEqualTo(130);
    }

    @Test
    void shouldNotLetOneBeInMoreRoomsThanAllowed() {
        JsonArray rooms = new JsonArray();
        for (int i = 0; i < 201; i++) {
            rooms.add(new JsonObject().put("room", "r" + i));
        }
        Chatter many = fixture.connect();
        many.say(new JsonObject()
                .put("t", "hello")
                .put("v", 1)
                .put("name", "Many")
                .put("rooms", rooms));
        many.awaitError(102);
        rooms.remove(200);
        many.say(new JsonObject()
                .put("t", "hello")
                .put("v", 1)
                .put("name", "Many")
                .put("rooms", rooms));
        many.await("welcome");
        many.say(new JsonObject().put("t", "join").put("ref", "one more").put("room", "general"));
        assertThat(many.await("error", e -> "one more".equals(e.getString("ref")))
                        .getInteger("code"))
                .isEqualTo(123);
    }

    @Test
    void shouldWantHelloFirstInAVersionItSpeaks() {
        Chatter rude = fixture.connect();
        rude.say(new JsonObject().put("t", "ping").put("ref", "1"));
        assertThat(rude.awaitError(103).getString("ref")).isEqualTo("1");
        rude.say(new JsonObject().put("t", "hello").put("v", 1).put("name", ""));
        rude.awaitError(102);
        rude.say(new JsonObject().put("t", "hello").put("v", 1).put("name", "a\u0007"));
        rude.awaitError(112);
        rude.say(new JsonObject()
                .put("t", "hello")
                .put("v", 1)
                .put("name", "Rude")
                .put("token", "short"));
        rude.awaitError(102);
        rude.say(new JsonObject().put("t", "hello").put("v", 2).put("name", "Rude"));
        rude.awaitError(105);
        assertThat(rude.awaitClose()).isEqualTo(3502);
    }

    @Test
    void shouldServeNobodyMoreThanItHasRoomFor() {
        Limits l = Limits.DEFAULT;
        GatewayConfig usual = GatewayConfig.at("127.0.0.1", 0, 1);
        Limits two = new Limits(l.textChars(), l.frameBytes(), 200, 50, 200, 2, 64, 20, 80, 50, 100, 100, 4, 20);
        try (GatewayFixture small =
                GatewayFixture.open(new GatewayConfig(usual.host(), 0, 1, two, usual.patience(), usual.buffers()))) {
            small.chatter("One");
            Chatter second = small.chatter("Two");
            assertThat(small.connect().awaitClose()).isEqualTo(3003);
            second.say(new JsonObject().put("t", "ping"));
            second.await("pong");
        }
    }
}
