package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Roster;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/protocol.md says, over real sockets. */
final class GatewayTest {

    private static final LogId GENERAL = LogId.ofRoom("general");

    private GatewayFixture fixture;

    @BeforeEach
    void open() {
        fixture = GatewayFixture.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void shouldWelcomeWithEverythingAClientNeeds() {
        JsonObject welcome = fixture.connect().hello("Ada");
        assertThat(welcome.getInteger("v")).isEqualTo(1);
        assertThat(welcome.getString("node")).isEqualTo("node-a");
        assertThat(welcome.getString("name")).isEqualTo("name of node-a");
        assertThat(welcome.getString("version")).isEqualTo("0.1.0");
        JsonObject you = welcome.getJsonObject("you");
        assertThat(you.getString("token")).hasSize(22);
        assertThat(welcome.getJsonObject("limits"))
                .isEqualTo(new JsonObject()
                        .put("text", 8_000)
                        .put("frame", 65_536)
                        .put("page", 200)
                        .put("rooms", 200));
        assertThat(welcome.getJsonArray("rooms"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject().put("room", "general").put("name", "General")));
        JsonObject node = welcome.getJsonArray("nodes").getJsonObject(0);
        assertThat(node.fieldNames())
                .containsExactly("node", "name", "version", "url", "port", "since", "sessions", "state");
        assertThat(node.getString("state")).isEqualTo("ready");

        Chatter again = fixture.connect();
        again.say(new JsonObject()
                .put("t", "hello")
                .put("v", 1)
                .put("name", "  Ada L. ")
                .put("token", you.getString("token")));
        JsonObject same = again.await("welcome").getJsonObject("you");
        assertThat(same.getString("id")).isEqualTo(you.getString("id"));
        assertThat(same.getString("name")).isEqualTo("Ada L.");
    }

    @Test
    void shouldAcknowledgeAndDeliverToEverybodyInTheRoom() {
        Chatter ada = fixture.chatter("Ada");
        Chatter grace = fixture.chatter("Grace");
        String id = Entries.id(1).value();
        ada.post(id, "general", "hello \uD83D\uDE00 \"quoted\"\n");
        JsonObject acked = ada.await("acked");
        assertThat(acked.getString("id")).isEqualTo(id);
        assertThat(acked.getString("room")).isEqualTo("general");
        assertThat(acked.getLong("seq")).isEqualTo(1);
        assertThat(acked.getString("digest")).hasSize(32);
        for (Chatter reader : List.of(ada, grace)) {
            JsonObject entry = reader.await("entries").getJsonArray("entries").getJsonObject(0);
            assertThat(entry.getString("kind")).isEqualTo("message");
            assertThat(entry.getString("digest")).isEqualTo(acked.getString("digest"));
            assertThat(entry.getLong("at")).isEqualTo(acked.getLong("at"));
            assertThat(entry.getJsonObject("body"))
                    .isEqualTo(new JsonObject().put("name", "Ada").put("text", "hello \uD83D\uDE00 \"quoted\"\n"));
        }
        ada.post(id, "general", "hello once more");
        assertThat(ada.await("acked")).as("the same id").isEqualTo(acked);
    }

    @Test
    void shouldMakeRoomsAndTellEverybody() {
        Chatter ada = fixture.chatter("Ada");
        Chatter grace = fixture.chatter("Grace");
        String id = Entries.id(7).value();
        ada.say(new JsonObject().put("t", "create").put("id", id).put("name", " Incident 42 "));
        JsonObject acked = ada.await("acked");
        assertThat(acked.getString("room")).isEqualTo(id);
        assertThat(acked.getLong("seq")).isEqualTo(1);
        JsonObject made = grace.await("rooms").getJsonArray("rooms").getJsonObject(0);
        assertThat(made).isEqualTo(new JsonObject().put("room", id).put("name", "Incident 42"));
        grace.say(new JsonObject()
                .put("t", "create")
                .put("id", Entries.id(8).value())
                .put("name", "INCIDENT 42"));
        JsonObject taken = grace.awaitError(122);
        assertThat(taken.getString("error")).isEqualTo("name-taken");
        assertThat(taken.getString("id")).isEqualTo(Entries.id(8).value());
        assertThat(taken.getBoolean("temporary")).isFalse();
        grace.join(id);
        ada.post(Entries.id(9).value(), id, "in there");
        assertThat(grace.awaitText(id)).isEqualTo("in there");
    }

    @Test
    void shouldWaitALittleForARoomThatWasJustMadeElsewhereAndKeepTheOrder() {
        Chatter ada = fixture.chatter("Ada");
        String room = Entries.id(70).value();
        for (int i = 1; i <= 5; i++) {
            ada.post(Entries.id(i).value(), room, "n" + i);
        }
        ada.say(new JsonObject().put("t", "ping").put("ref", "p"));
        ada.await("pong");
        Chatter grace = fixture.chatter("Grace");
        grace.say(new JsonObject().put("t", "create").put("id", room).put("name", "Late"));
        grace.await("acked");
        for (int i = 1; i <= 5; i++) {
            JsonObject acked = ada.await("acked");
            assertThat(acked.getString("id")).isEqualTo(Entries.id(i).value());
            assertThat(acked.getLong("seq")).isEqualTo(i);
        }
    }

    @Test
    void shouldGiveTheNewestPageToSomebodyNewAndHistoryOnRequest() {
        fixture.log
                .add(GENERAL, Entries.upTo(GENERAL, 120, 10), 50)
                .timeout(15, TimeUnit.SECONDS)
                .await();
        Chatter ada = fixture.connect();
        ada.hello("Ada");
        JsonObject joined = ada.join("general");
        assertThat(joined.getString("ref")).isEqualTo("j-general");
        assertThat(joined.getLong("from")).isEqualTo(71);
        assertThat(joined.getJsonObject("head").getLong("seq")).isEqualTo(120);
        assertThat(joined.getBoolean("reset")).isFalse();
        assertThat(seqs(ada, 50)).first().isEqualTo(71L);

        ada.say(history("before", 71, 50));
        assertPage(ada.await("page"), 21, 70, "middle");
        ada.say(history("before", 21, 200));
        assertPage(ada.await("page"), 1, 20, "first");
        ada.say(history("after", 110, 50));
        assertPage(ada.await("page"), 111, 120, "last");
        ada.say(history("after", 120, 50));
        JsonObject empty = ada.await("page");
        assertThat(empty.getJsonArray("entries")).isEmpty();
        assertThat(empty.getBoolean("last")).isTrue();
    }

    private static JsonObject history(String side, long seq, int limit) {
        return new JsonObject()
                .put("t", "history")
                .put("ref", "h")
                .put("room", "general")
                .put(side, seq)
                .put("limit", limit);
    }

    private static void assertPage(JsonObject page, long from, long to, String end) {
        JsonArray entries = page.getJsonArray("entries");
        assertThat(entries.getJsonObject(0).getLong("seq")).isEqualTo(from);
        assertThat(entries.getJsonObject(entries.size() - 1).getLong("seq")).isEqualTo(to);
        assertThat(entries).hasSize((int) (to - from + 1));
        assertThat(page.getString("ref")).isEqualTo("h");
        assertThat(page.getBoolean("first")).isEqualTo(end.equals("first"));
        assertThat(page.getBoolean("last")).isEqualTo(end.equals("last"));
    }

    @Test
    void shouldResumeFromAPosition() {
        List<Entry> entries = Entries.upTo(GENERAL, 3_000, 100);
        fixture.log.add(GENERAL, entries, 500).timeout(15, TimeUnit.SECONDS).await();
        Chatter ada = fixture.connect();
        ada.say(new JsonObject()
                .put("t", "hello")
                .put("v", 1)
                .put("name", "Ada")
                .put("rooms", new JsonArray().add(at("general", entries.get(44).position()))));
        ada.await("welcome");
        JsonObject joined = ada.await("joined");
        assertThat(joined.containsKey("ref")).isFalse();
        assertThat(joined.getLong("from")).isEqualTo(46);
        assertThat(seqs(ada, 3_000 - 45)).first().isEqualTo(46L);
    }

    @Test
    void shouldBeginAtTheNewestPageWhenMoreWasSaidThanTheClientWants() {
        List<Entry> entries = Entries.upTo(GENERAL, 3_000, 100);
        fixture.log.add(GENERAL, entries, 500).timeout(15, TimeUnit.SECONDS).await();
        Chatter ada = fixture.connect();
        ada.hello("Ada");

        JsonObject away = at("general", entries.get(44).position()).put("t", "join");
        ada.say(away.copy().put("ref", "too many").put("most", 2_954));
        JsonObject skipped = ada.await("joined");
        assertThat(skipped.getBoolean("reset")).isFalse();
        assertThat(skipped.getLong("from")).isEqualTo(2_951);
        assertThat(seqs(ada, 50)).first().isEqualTo(2_951L);

        ada.say(away.copy().put("ref", "just so many").put("most", 2_955));
        assertThat(ada.await("joined").getLong("from")).isEqualTo(46);
        assertThat(seqs(ada, 2_955)).first().isEqualTo(46L);

        // Less than a page: what they have is not brought again.
        ada.say(at("general", entries.get(2_979).position())
                .put("t", "join")
                .put("ref", "few")
                .put("most", 1));
        assertThat(ada.await("joined").getLong("from")).isEqualTo(2_981);
    }

    @Test
    void shouldResetAReaderOfAnotherHistory() {
        fixture.log
                .add(GENERAL, Entries.upTo(GENERAL, 60, 10), 60)
                .timeout(15, TimeUnit.SECONDS)
                .await();
        Chatter ada = fixture.connect();
        ada.hello("Ada");
        ada.say(at("general", Entries.elsewhere(30)).put("t", "join"));
        JsonObject joined = ada.await("joined");
        assertThat(joined.getBoolean("reset")).isTrue();
        assertThat(joined.getLong("from")).isEqualTo(11);
        assertThat(seqs(ada, 50)).first().isEqualTo(11L);
    }

    @Test
    void shouldCatchUpWithAReaderWhoIsAheadOrSayThatItCannot() {
        List<Entry> entries = Entries.upTo(GENERAL, 40, 10);
        fixture.log
                .add(GENERAL, entries.subList(0, 20), 20)
                .timeout(15, TimeUnit.SECONDS)
                .await();
        Chatter ada = fixture.connect();
        ada.hello("Ada");
        ada.say(at("general", entries.get(29).position()).put("t", "join").put("ref", "1"));
        fixture.log
                .add(GENERAL, entries.subList(20, 40), 20)
                .timeout(15, TimeUnit.SECONDS)
                .await();
        assertThat(ada.await("joined").getLong("from")).isEqualTo(31);
        assertThat(seqs(ada, 10)).last().isEqualTo(40L);
        ada.say(at("general", Entries.elsewhere(1_000)).put("t", "join").put("ref", "2"));
        JsonObject error = ada.awaitError(133);
        assertThat(error.getString("ref")).isEqualTo("2");
        assertThat(error.getLong("retryAfter")).isPositive();
        ada.post(Entries.id(99).value(), "general", "still there");
        assertThat(seqs(ada, 1)).containsExactly(41L);
    }

    private static JsonObject at(String room, Position position) {
        return new JsonObject()
                .put("room", room)
                .put("seq", position.seq())
                .put("digest", position.digest().toString());
    }

    /** The numbers of the next entries, checked for order and holes. */
    private static List<Long> seqs(Chatter reader, int count) {
        List<Long> seqs = new ArrayList<>();
        while (seqs.size() < count) {
            reader.await("entries")
                    .getJsonArray("entries")
                    .forEach(entry -> seqs.add(((JsonObject) entry).getLong("seq")));
        }
        for (int i = 1; i < seqs.size(); i++) {
            assertThat(seqs.get(i)).isEqualTo(seqs.get(i - 1) + 1);
        }
        assertThat(seqs).hasSize(count);
        return seqs;
    }

    @Test
    void shouldTellEverybodyAtOnceWhenItMayOnlyBeRead() {
        Chatter ada = fixture.connect();
        assertThat(ada.hello("Ada").getString("mode")).isEqualTo("read-write");
        fixture.roster.turn(Roster.Mode.READ_ONLY);
        assertThat(ada.await("mode").getString("mode")).isEqualTo("read-only");
        Chatter grace = fixture.connect();
        assertThat(grace.hello("Grace").getString("mode")).isEqualTo("read-only");
        fixture.sequencer = command -> Future.succeededFuture(new Outcome.Refused(ErrorCode.READ_ONLY, "too small"));
        grace.post(Entries.id(5).value(), "general", "kept by the client");
        JsonObject refusal = grace.awaitError(134);
        assertThat(refusal.getBoolean("temporary")).isTrue();
        assertThat(refusal.getLong("retryAfter")).isEqualTo(2_000);
        fixture.roster.turn(Roster.Mode.READ_WRITE);
        assertThat(ada.await("mode").getString("mode")).isEqualTo("read-write");
        assertThat(grace.await("mode", frame -> frame.getString("mode").equals("read-write"))
                        .fieldNames())
                .containsExactlyInAnyOrder("t", "mode");
    }

    @Test
    void shouldTellWhoComesAndGoesAndTypes() {
        Chatter ada = fixture.chatter("Ada");
        String adaId =
                ada.join("general").getJsonArray("people").getJsonObject(0).getString("id");
        Chatter grace = fixture.connect();
        String graceId = grace.hello("Grace").getJsonObject("you").getString("id");
        JsonObject joined = grace.join("general");
        assertThat(joined.getInteger("count")).isEqualTo(2);
        assertThat(joined.getJsonArray("people"))
                .contains(new JsonObject().put("id", adaId).put("name", "Ada"));
        JsonObject came = ada.await(
                "presence",
                frame -> frame.getJsonArray("in")
                        .contains(new JsonObject().put("id", graceId).put("name", "Grace")));
        assertThat(came.getInteger("count")).isEqualTo(2);
        grace.say(new JsonObject().put("t", "typing").put("room", "general"));
        JsonObject typing = ada.await("typing");
        assertThat(typing)
                .isEqualTo(new JsonObject()
                        .put("t", "typing")
                        .put("room", "general")
                        .put("id", graceId)
                        .put("name", "Grace"));
        grace.close();
        JsonObject went =
                ada.await("presence", frame -> frame.getJsonArray("out").contains(graceId));
        assertThat(went.getInteger("count")).isEqualTo(1);
    }

    @Test
    void shouldTellNodesWhenTheyChange() {
        Chatter ada = fixture.chatter("Ada");
        fixture.roster.join("node-b");
        JsonObject nodes =
                ada.await("nodes", frame -> frame.getJsonArray("nodes").size() == 2);
        assertThat(nodes.getJsonArray("nodes").getJsonObject(1).getString("node"))
                .isEqualTo("node-b");
    }

    @Test
    void shouldPassOnWhatTheSequencerRefuses() {
        Chatter ada = fixture.chatter("Ada");
        fixture.sequencer = (Command command) ->
                Future.succeededFuture(new Outcome.Refused(ErrorCode.READ_ONLY, "The smaller part of a split."));
        ada.post(Entries.id(5).value(), "general", "hi");
        JsonObject error = ada.awaitError(134);
        assertThat(error.getBoolean("temporary")).isTrue();
        assertThat(error.getString("id")).isEqualTo(Entries.id(5).value());
        assertThat(error.getString("room")).isEqualTo("general");
        fixture.sequencer = command -> Future.failedFuture(new IllegalStateException("a bug"));
        ada.post(Entries.id(6).value(), "general", "hi");
        assertThat(ada.awaitError(140).getString("message")).doesNotContain("a bug");
    }

    @Test
    void shouldDrainByAskingEverybodyToMove() {
        Chatter ada = fixture.chatter("Ada");
        Chatter slow = fixture.chatter("Slow");
        Future<Void> drained = fixture.gateway.drain(Duration.ofMillis(600));
        assertThat(ada.await("move").getString("reason")).isEqualTo("stopping");
        ada.post(Entries.id(5).value(), "general", "still served");
        ada.await("acked");
        Chatter late = fixture.connect();
        late.say(new JsonObject().put("t", "hello").put("v", 1).put("name", "Late"));
        assertThat(late.awaitError(133).getString("error")).isEqualTo("not-ready");
        ada.close();
        assertThat(slow.awaitClose()).isEqualTo(3000);
        drained.timeout(15, TimeUnit.SECONDS).await();
        assertThat(fixture.gateway.sessions()).isZero();
    }

    @Test
    void shouldLetEverybodyStayWhenItOpensAgainBeforeItHasDrained() {
        Chatter ada = fixture.chatter("Ada");
        Future<Void> drained = fixture.gateway.drain(Duration.ofMillis(400));
        ada.await("move");
        fixture.gateway.open();
        drained.timeout(15, TimeUnit.SECONDS).await();

        ada.say(new JsonObject().put("t", "ping").put("ref", "still here"));
        assertThat(ada.await("pong").getString("ref")).isEqualTo("still here");
    }
}
