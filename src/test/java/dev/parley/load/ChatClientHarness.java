package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Timeout;

/** A client of three nodes, and what it saw. Everything runs on the loop of the cluster. */
@Timeout(60)
abstract class ChatClientHarness {

    static final String ROOM = "general";

    final SplittableRandom random = new SplittableRandom(7);
    final Vertx vertx = Vertx.vertx();
    FakeCluster cluster;
    ClientEnv env;

    /** Everything runs on the loop of the cluster, and so does the client. */
    ChatClient client;

    final Seen seen = new Seen();

    static final class Seen implements ClientListener {
        final List<String> events = new ArrayList<>();
        final List<Long> seqs = new ArrayList<>();
        final List<Ulid> acked = new ArrayList<>();
        final List<String> nonsense = new ArrayList<>();

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

    ChatClient newClient(List<String> urls) {
        return new ChatClient(
                env, new ClientOptions("Ada", "t".repeat(22), urls, ClientOptions.Following.CLUSTER), seen);
    }

    void begin() {
        cluster.run(() -> {
            client.join(ROOM, Position.START);
            client.start();
        });
        until("the room is entered", () -> seen.events.contains("RESUMED from 1"));
    }

    /** Waits until it is so on the loop of the cluster. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!cluster.call(condition::getAsBoolean)) {
            assertThat(System.nanoTime())
                    .as("%s; seen %s, acked %d, read %s", what, seen.events, seen.acked.size(), seen.seqs)
                    .isLessThan(deadline);
            FakeCluster.await(Future.future(done -> vertx.setTimer(5, t -> done.complete())));
        }
    }

    Ulid post(String text) {
        return cluster.call(() -> {
            Ulid id = Ulid.next(1_763_800_000_000L, random);
            client.post(id, ROOM, text);
            return id;
        });
    }

    void assertReadOnce(long count) {
        until(count + " entries were read", () -> seen.seqs.size() >= count);
        assertThat(seen.seqs).isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
    }

    <T> T on(Supplier<T> action) {
        return cluster.call(action);
    }

    FakeNode nodeOfClient() {
        return on(() -> cluster.nodes.stream()
                .filter(node -> node.url().equals(client.url()))
                .findFirst()
                .orElseThrow());
    }

    JsonObject other(String text) {
        return new JsonObject()
                .put("id", Ulid.next(1, random).toString())
                .put("room", ROOM)
                .put("text", text);
    }
}
