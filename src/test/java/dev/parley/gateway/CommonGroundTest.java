package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.CloseCode;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers who come from the other side of a split, or from a node that had more than anybody has now. */
class CommonGroundTest {

    private static final LogId GENERAL = LogId.ofRoom("general");
    private static final Duration BEHIND = Duration.ofMillis(150);
    private static final Duration AHEAD = Duration.ofMillis(1_200);

    private final List<Entry> history = Entries.upTo(GENERAL, 60, 10);
    private GatewayFixture fixture;
    private Chatter ada;

    @BeforeEach
    void start() {
        GatewayConfig usual = GatewayConfig.at("127.0.0.1", 0, 1);
        Patience p = Patience.DEFAULT;
        fixture = GatewayFixture.open(new GatewayConfig(
                "127.0.0.1",
                0,
                1,
                usual.limits(),
                new Patience(p.hello(), p.idle(), p.quiet(), p.stuck(), p.roomUnknown(), BEHIND, AHEAD, p.typing()),
                usual.buffers()));
        ada = fixture.connect();
        ada.hello("Ada");
    }

    @AfterEach
    void stop() {
        assertThat(fixture.gateway.counts().closes()).doesNotContainKey(CloseCode.BAD_FRAMES);
        fixture.close();
    }

    private void has(int from, int to) {
        fixture.log
                .add(GENERAL, history.subList(from - 1, to), 60)
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    /** What somebody tells who has read up to a number, of which the entries up to another one are those of the room. */
    private JsonObject wish(int read, int common, int... back) {
        List<Position> trail = new ArrayList<>();
        trail.add(position(read, common));
        for (int distance : back) {
            trail.add(position(read - distance, common));
        }
        JsonObject wish = json(trail.get(0))
                .put("t", "join")
                .put("ref", "j")
                .put("room", "general")
                .put("marks", new JsonArray());
        trail.subList(1, trail.size())
                .forEach(mark -> wish.getJsonArray("marks").add(json(mark)));
        return wish;
    }

    private Position position(int seq, int common) {
        return seq <= common ? history.get(seq - 1).position() : Entries.elsewhere(seq);
    }

    private static JsonObject json(Position position) {
        return new JsonObject()
                .put("seq", position.seq())
                .put("digest", position.digest().toString());
    }

    private JsonObject joined(JsonObject wish) {
        return ada.say(wish).await("joined");
    }

    private void assertCut(JsonObject joined, long keep) {
        assertThat(joined.getBoolean("reset")).as("%s", joined).isTrue();
        assertThat(joined.getLong("keep")).as("%s", joined).isEqualTo(keep);
        assertThat(joined.getLong("from")).as("%s", joined).isEqualTo(keep + 1);
    }

    @ParameterizedTest
    @CsvSource({"49, 49", "48, 48", "47, 46", "46, 46", "45, 42", "42, 42", "40, 34", "34, 34", "20, 18", "18, 18"})
    void shouldGoOnAfterTheNewestMarkThatIsItsHistory(int common, long keep) {
        has(1, 60);
        assertCut(joined(wish(50, common, 1, 2, 4, 8, 16, 32)), keep);
        JsonArray entries = ada.await("entries").getJsonArray("entries");
        assertThat(entries.getJsonObject(0).getLong("seq")).isEqualTo(keep + 1);
        assertThat(entries).hasSize((int) (60 - keep));
    }

    @Test
    void shouldBeginAtTheNewestPageWhenNoMarkIsItsHistory() {
        has(1, 60);
        JsonObject joined = joined(wish(50, 17, 1, 2, 4, 8, 16, 32));
        assertThat(joined.getBoolean("reset")).isTrue();
        assertThat(joined.getLong("keep")).isZero();
        assertThat(joined.getLong("from")).isEqualTo(11);
    }

    @Test
    void shouldSayNothingOfKeepingWhereNothingIsReset() {
        has(1, 60);
        JsonObject joined = joined(wish(50, 50, 1, 2, 4));
        assertThat(joined.getBoolean("reset")).isFalse();
        assertThat(joined.containsKey("keep")).isFalse();
        assertThat(joined.getLong("from")).isEqualTo(51);
    }

    @Test
    void shouldCutAtOnceWhenAMarkShowsThatHistoriesDiffer() {
        has(1, 45);
        long began = System.nanoTime();
        assertCut(joined(wish(50, 40, 1, 2, 4, 8, 16)), 34);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("46 is ahead of this node, but 42 differs, so there is nothing to wait for")
                .isLessThan(AHEAD);
    }

    @Test
    void shouldCutWhoStaysAheadAfterAWhileAndNotBefore() {
        has(1, 45);
        long began = System.nanoTime();
        int refusals = 0;
        JsonObject wish = wish(50, 50, 1, 2, 4, 8, 16);
        while (true) {
            ada.say(wish);
            JsonObject answer = ada.await("any of the two", List.of("error", "joined"));
            if (answer.getString("t").equals("joined")) {
                assertCut(answer, 42);
                break;
            }
            assertThat(answer.getInteger("code")).isEqualTo(ErrorCode.NOT_READY.code());
            assertThat(answer.getLong("retryAfter")).isPositive();
            refusals++;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(AHEAD, AHEAD.plusSeconds(3));
        assertThat(refusals).as("it is told after %s each time", BEHIND).isBetween(2, (int)
                (AHEAD.toMillis() / BEHIND.toMillis()));
    }

    @Test
    void shouldGoOnWithoutResetWhenWhatSomebodyHasReadComesBack() {
        has(1, 45);
        ada.say(wish(50, 50, 1, 2, 4, 8, 16));
        ada.awaitError(133);
        has(46, 52);
        JsonObject joined = joined(wish(50, 50, 1, 2, 4, 8, 16));
        assertThat(joined.getBoolean("reset")).isFalse();
        assertThat(joined.getLong("from")).isEqualTo(51);
    }

    @Test
    void shouldRefuseMarksThatAreNone() {
        JsonObject good = wish(50, 50, 1, 2);
        for (Object bad : List.of(
                "1",
                new JsonArray().add(1),
                new JsonArray().add(json(Entries.elsewhere(50))),
                new JsonArray().add(json(Entries.elsewhere(9))).add(json(Entries.elsewhere(10))),
                new JsonArray().add(new JsonObject().put("seq", 3)),
                wish(50, 50, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
                        .getJsonArray("marks"))) {
            ada.say(good.copy().put("marks", bad));
            ada.awaitError(102);
        }
        ada.say(new JsonObject().put("t", "ping"));
        ada.await("pong");
    }
}
