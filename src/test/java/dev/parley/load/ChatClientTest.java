package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatClientTest {

    private static final String ROOM = "general";

    private final SplittableRandom random = new SplittableRandom(7);
    private final Vertx vertx = Vertx.vertx();
    private FakeCluster cluster;
    private ClientEnv env;

    /** Everything runs on the loop of the cluster, and so does the client. */
    private ChatClient client;

    private final Seen seen = new Seen();

    private static final class Seen implements ClientListener {
        private final List<String> events = new ArrayList<>();
        private final List<Long> seqs = new ArrayList<>();
        private final List<Ulid> acked = new ArrayList<>();
        private final List<String> nonsense = new ArrayList<>();

        @Override
        public void welcome(String node, String url) {
            events.add("welcome " + node);
        }

        @Override
        public void disconnected(String url, String why) {
            events.add("disconnected: " + why);
        }

        @Override
        public void entered(String room, long from, Entered how) {
            events.add(how + " from " + from);
        }

        @Override
        public void entries(String room, List<ServerFrame.Seen> entries) {
            entries.forEach(entry -> seqs.add(entry.seq()));
        }

        @Override
        public void acked(Ulid id, String room, Position position) {
            acked.add(id);
        }

        @Override
        public void refused(Ulid id, ErrorCode code, String message) {
            events.add("refused " + code);
        }

        @Override
        public void nonsense(String words) {
            nonsense.add(words);
        }

        @Override
        public void ended(int code) {
            events.add("ended " + code);
        }
    }

    @BeforeEach
    void start() {
        cluster = FakeCluster.start(vertx, 3);
        env = cluster.call(() -> ClientEnv.of(vertx, random, 100));
        client = newClient(cluster.urls());
    }

    @AfterEach
    void stop() {
        cluster.run(client::close);
        cluster.close();
        FakeCluster.await(vertx.close());
        assertThat(seen.nonsense).isEmpty();
    }

    private ChatClient newClient(List<String> urls) {
        return new ChatClient(
                env, new ClientOptions("Ada", "t".repeat(22), urls, ClientOptions.Following.CLUSTER), seen);
    }

    private void begin() {
        cluster.run(() -> {
            client.join(ROOM, Position.START);
            client.start();
        });
        until("the room is entered", () -> seen.events.contains("RESUMED from 1"));
    }

    /** Waits until it is so on the loop of the cluster. */
    private void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!cluster.call(condition::getAsBoolean)) {
            assertThat(System.nanoTime())
                    .as("%s; seen %s, acked %d, read %s", what, seen.events, seen.acked.size(), seen.seqs)
                    .isLessThan(deadline);
            FakeCluster.await(Future.future(done -> vertx.setTimer(5, t -> done.complete())));
        }
    }

    private Ulid post(String text) {
        return cluster.call(() -> {
            Ulid id = Ulid.next(1_763_800_000_000L, random);
            client.post(id, ROOM, text);
            return id;
        });
    }

    private void assertReadOnce(long count) {
        until(count + " entries were read", () -> seen.seqs.size() >= count);
        assertThat(seen.seqs).isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
    }

    private <T> T on(Supplier<T> action) {
        return cluster.call(action);
    }

    private FakeNode nodeOfClient() {
        return on(() -> cluster.nodes.stream()
                .filter(node -> node.url().equals(client.url()))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void shouldPostAndReadWhatItPosted() {
        begin();
        Ulid id = post("hello \"you\"\n\\ back");
        until("an acknowledgement", () -> seen.acked.contains(id));
        assertReadOnce(1);
        Entry entry = on(() -> cluster.log(ROOM).get(0));
        assertThat(new JsonObject(entry.body().toString()).getString("text")).isEqualTo("hello \"you\"\n\\ back");
        assertThat(on(client::unanswered)).isZero();
    }

    @Test
    void shouldKeepPostsWhileThereIsNoConnection() {
        Ulid first = post("one");
        Ulid second = post("two");
        begin();
        until("two acknowledgements", () -> seen.acked.size() == 2);
        assertThat(seen.acked).containsExactly(first, second);
    }

    @Test
    void shouldGoToAnotherNodeAndSendAgainWhatWasNotAnswered() {
        begin();
        post("one");
        until("an acknowledgement", () -> seen.acked.size() == 1);
        FakeNode lost = nodeOfClient();
        cluster.run(lost::freeze);
        Ulid second = post("two");
        Ulid third = post("three");
        cluster.run(lost::crash);
        until("the others are acknowledged", () -> seen.acked.size() == 3);
        assertThat(seen.acked.subList(1, 3)).containsExactly(second, third);
        assertReadOnce(3);
        assertThat(nodeOfClient()).isNotSameAs(lost);
        assertThat(on(() -> seen.events)).contains("RESUMED from 2");
    }

    @Test
    void shouldResumeWithoutHoleOrRepetition() {
        begin();
        post("one");
        assertReadOnce(1);
        cluster.run(() -> cluster.nodes.forEach(node -> node.closeAll((short) 3000)));
        cluster.run(() -> cluster.post("eve", other("while away")));
        assertReadOnce(2);
        cluster.run(() -> cluster.post("eve", other("and after")));
        assertReadOnce(3);
    }

    private JsonObject other(String text) {
        return new JsonObject()
                .put("id", Ulid.next(1, random).toString())
                .put("room", ROOM)
                .put("text", text);
    }

    @Test
    void shouldLeaveNodeThatAnswersNothing() {
        begin();
        FakeNode frozen = nodeOfClient();
        cluster.run(frozen::freeze);
        Ulid id = post("into the silence");
        until("another node answers", () -> seen.acked.contains(id));
        assertThat(on(() -> seen.events)).contains("disconnected: no sign of life within 3 s");
        assertReadOnce(1);
        cluster.run(frozen::thaw);
        post("after");
        assertReadOnce(2);
    }

    @Test
    void shouldMoveBeforeItIsCutOff() {
        begin();
        FakeNode old = nodeOfClient();
        cluster.run(old::askToMove);
        until("it is with another node", () -> !client.url().equals(old.url()));
        until("the old node is left", () -> old.sessions.isEmpty());
        assertThat(on(() -> seen.events)).noneMatch(event -> event.startsWith("disconnected"));
        post("one");
        assertReadOnce(1);
    }

    @Test
    void shouldDialNextNodeWhileTheFirstIsSilent() {
        FakeNode first = cluster.nodes.get(0);
        cluster.run(first::freeze);
        long began = System.nanoTime();
        begin();
        assertThat(nodeOfClient().name).isEqualTo("n2");
        assertThat(System.nanoTime() - began)
                .as("it did not wait for the deadline of the first")
                .isLessThan(4_000_000_000L);
        cluster.run(first::thaw);
    }

    @Test
    void shouldFindNodesItWasNotToldOf() {
        client = newClient(cluster.urls().subList(0, 1));
        begin();
        cluster.run(() -> cluster.nodes.get(0).crash());
        until(
                "it found another node",
                () -> client.isWelcome() && !client.url().equals(cluster.urls().get(0)));
    }

    @Test
    void shouldComeBackAfterAllNodesWereGone() {
        begin();
        post("one");
        until("an acknowledgement", () -> seen.acked.size() == 1);
        for (FakeNode node : cluster.nodes) {
            FakeCluster.await(on(node::crash));
        }
        Ulid id = post("two");
        until("it noticed", () -> seen.events.stream().anyMatch(event -> event.startsWith("disconnected")));
        FakeCluster.await(on(() -> cluster.nodes.get(1).start()));
        until("it came back", () -> seen.acked.contains(id));
        assertReadOnce(2);
    }

    @Test
    void shouldForgetTheRoomWhenNothingOfItIsKnown() {
        begin();
        for (int i = 1; i <= 60; i++) {
            post("m" + i);
        }
        assertReadOnce(60);
        // Somebody who knows nothing of the beginning of the room.
        cluster.run(() -> client.join(ROOM, cluster.log(ROOM).get(54).position()));
        until("resumed", () -> seen.seqs.size() == 65);
        cluster.run(() -> {
            cluster.nodes.forEach(node -> node.closeAll((short) 3001));
            cluster.heal(ROOM, 0, "another history");
        });
        until("reset", () -> seen.events.contains("RESET from 12"));
        until("it read the newest page", () -> seen.seqs.size() == 65 + 50);
        assertThat(seen.seqs.subList(65, 115))
                .isEqualTo(LongStream.rangeClosed(12, 61).boxed().toList());
    }

    @Test
    void shouldKeepWhatIsCommonWhenTheHistoryGoesAnotherWay() {
        begin();
        for (int i = 1; i <= 20; i++) {
            post("m" + i);
        }
        assertReadOnce(20);
        cluster.run(() -> {
            cluster.nodes.forEach(node -> node.closeAll((short) 3000));
            cluster.heal(ROOM, 17, "said on the other side");
        });
        until("it was cut at a mark below 17", () -> seen.events.contains("CUT from 17"));
        until("it read what follows", () -> seen.seqs.size() == 25);
        assertThat(seen.seqs.subList(20, 25)).containsExactly(17L, 18L, 19L, 20L, 21L);
        assertThat(on(() -> client.position(ROOM)))
                .isEqualTo(on(() -> cluster.log(ROOM).get(20).position()));
        post("and on");
        until("it goes on", () -> seen.seqs.contains(22L));
    }

    @Test
    void shouldNotBelieveWhatAnOldConnectionBroughtFromTheOtherSide() {
        begin();
        post("one");
        assertReadOnce(1);
        FakeNode old = nodeOfClient();
        cluster.run(() -> {
            // The hello to the next node is on its way while the old one, across the split, still brings an entry.
            cluster.nodes.stream().filter(node -> node != old).forEach(FakeNode::freeze);
            old.askToMove();
        });
        until("it says hello elsewhere", () -> cluster.nodes.stream().anyMatch(FakeNode::isKeptWaiting));
        cluster.run(() -> cluster.post("eve", other("only on this side")));
        assertReadOnce(2);
        cluster.run(() -> {
            old.freeze();
            cluster.heal(ROOM, 1, "first on that side");
            cluster.nodes.stream().filter(node -> node != old).forEach(FakeNode::thaw);
        });
        until("it was cut", () -> seen.events.contains("CUT from 2"));
        until("it read what follows", () -> seen.seqs.size() == 4);
        assertThat(seen.seqs).containsExactly(1L, 2L, 2L, 3L);
    }

    @Test
    void shouldSendAgainAfterTemporaryErrorOnly() {
        begin();
        cluster.refuseNext(131, "overloaded", 50);
        Ulid first = post("again");
        until("acknowledged in the end", () -> seen.acked.contains(first));
        cluster.refuseNext(110, "text-too-long", 0);
        post("never");
        until("refused", () -> seen.events.contains("refused TEXT_TOO_LONG"));
        assertThat(on(client::unanswered)).isZero();
        assertThat(on(() -> cluster.log(ROOM).size())).isEqualTo(1);
        assertThat(on(() -> seen.events)).contains("refused OVERLOADED");
    }

    @Test
    void shouldNotComeBackAfterCodeThatForbidsIt() {
        begin();
        cluster.run(() -> nodeOfClientNow().closeAll((short) 3501));
        until("it ended", () -> seen.events.contains("ended 3501"));
        assertThat(on(client::isWelcome)).isFalse();
    }

    private FakeNode nodeOfClientNow() {
        return cluster.nodes.stream()
                .filter(node -> node.url().equals(client.url()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldReadHistoryInPages() {
        begin();
        for (int i = 0; i < 5; i++) {
            post("m" + i);
        }
        until("all acknowledged", () -> seen.acked.size() == 5);
        Questions.Page first = FakeCluster.await(on(() -> client.history(ROOM, 0, 3)));
        assertThat(first.entries()).extracting(ServerFrame.Seen::seq).containsExactly(1L, 2L, 3L);
        assertThat(first.isLast()).isFalse();
        Questions.Page second = FakeCluster.await(on(() -> client.history(ROOM, 3, 3)));
        assertThat(second.entries()).extracting(ServerFrame.Seen::seq).containsExactly(4L, 5L);
        assertThat(second.isLast()).isTrue();
    }
}
