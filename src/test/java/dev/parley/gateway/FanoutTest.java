package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feed, Cursor and Outflow together: each number once, in order, without a hole, whatever comes when. */
final class FanoutTest {

    private static final Buffers SMALL = new Buffers(3_000, 20_000, 2_000, 1_024);
    private static final List<String> ROOMS = List.of("a", "b", "c");
    private static final Map<String, List<Entry>> LOGS =
            ROOMS.stream().collect(Collectors.toMap(room -> room, room -> Entries.upTo(LogId.ofRoom(room), 150, 40)));

    @Test
    void shouldBuildOneFrameForAllSocketsAtTheSamePlace() {
        Feed feed = new Feed("a", Buffers.DEFAULT);
        List<Outflow> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Outflow reader = new Outflow(Buffers.DEFAULT, () -> {});
            reader.open(feed, 0);
            readers.add(reader);
        }
        feed.delivered(Entries.upTo(LogId.ofRoom("a"), 3, 10));
        Frame first = readers.get(0).next(0);
        assertThat(first).isNotNull();
        assertThat(readers.get(1).next(0)).isSameAs(first);
        assertThat(readers.get(2).next(0)).isSameAs(first);
        assertThat(readers.get(2).takeDelivered()).isEqualTo(3);
    }

    @Test
    void shouldReadTheLogOnceForAllWhoWaitAtTheSamePlace() {
        Feed feed = new Feed("a", Buffers.DEFAULT);
        feed.headAt(10);
        Outflow one = new Outflow(Buffers.DEFAULT, () -> {});
        Outflow two = new Outflow(Buffers.DEFAULT, () -> {});
        one.open(feed, 4);
        two.open(feed, 4);
        assertThat(one.next(0)).isNull();
        assertThat(two.next(0)).isNull();
        assertThat(one.takeReads()).hasSize(1);
        assertThat(two.takeReads()).isEmpty();
        feed.page(4, Entries.upTo(LogId.ofRoom("a"), 10, 10).subList(4, 10));
        Frame page = one.next(0);
        assertThat(page).isNotNull().isSameAs(two.next(0));
    }

    @Test
    void shouldPutAllThatIsDueIntoOneMessage() {
        Outflow outflow = new Outflow(Buffers.DEFAULT, () -> {});
        for (String room : ROOMS) {
            Feed feed = new Feed(room, Buffers.DEFAULT);
            outflow.open(feed, 0);
            feed.delivered(Entries.upTo(LogId.ofRoom(room), 2, 10));
        }
        outflow.send(Frame.of("{\"t\":\"pong\"}"));
        Frame frame = outflow.next(0);
        assertThat(frame).isNotNull();
        assertThat(new JsonArray(frame.text())).hasSize(4);
        assertThat(outflow.next(0)).isNull();
    }

    @Test
    void shouldHoldBackEntriesFromASocketThatTakesNothingIn() {
        Feed feed = new Feed("a", SMALL);
        Outflow outflow = new Outflow(SMALL, () -> {});
        outflow.open(feed, 0);
        for (Entry entry : Entries.upTo(LogId.ofRoom("a"), 1_000, 10)) {
            feed.delivered(List.of(entry));
            while (outflow.next(5) != null) {
                assertThat(outflow.inFlightBytes()).isLessThan(SMALL.inFlight() + SMALL.slice() + 200L);
            }
        }
        assertThat(outflow.takeDelivered()).isLessThan(40);
        assertThat(outflow.isStuck(5 + 29_999, 30_000)).isFalse();
        assertThat(outflow.isStuck(5 + 30_000, 30_000)).isTrue();
        outflow.written(100, 30_004);
        assertThat(outflow.isStuck(5 + 30_000, 30_000)).isFalse();
    }

    @Test
    void shouldTakeNoMoreOutOfManyRoomsThanTheSocketHasRoomFor() {
        Outflow outflow = new Outflow(SMALL, () -> {});
        for (int i = 0; i < 20; i++) {
            Feed feed = new Feed("r" + i, SMALL);
            outflow.open(feed, 0);
            feed.delivered(Entries.upTo(LogId.ofRoom("r" + i), 9, 10));
        }
        Frame first = outflow.next(0);
        assertThat(first).isNotNull();
        assertThat(outflow.takeDelivered()).as("of 180 entries of 200 bytes").isLessThan(30);
    }

    @Test
    void shouldSayWhenAnswersPileUp() {
        Outflow outflow = new Outflow(SMALL, () -> {});
        Frame frame = Frame.of("\"" + "x".repeat(2_000) + "\"");
        for (int i = 0; i < 11; i++) {
            outflow.send(frame);
            outflow.next(0);
        }
        assertThat(outflow.isOverflowing()).isFalse();
        outflow.send(frame);
        outflow.send(frame);
        assertThat(outflow.isOverflowing()).isTrue();
    }

    @Test
    void shouldTryAgainWhenTheLogCouldNotBeRead() {
        Feed feed = new Feed("a", Buffers.DEFAULT);
        feed.headAt(3);
        Outflow outflow = new Outflow(Buffers.DEFAULT, () -> {});
        outflow.open(feed, 0);
        assertThat(outflow.next(0)).isNull();
        assertThat(outflow.takeReads()).hasSize(1);
        feed.page(0, List.of());
        assertThat(outflow.next(0)).isNull();
        assertThat(outflow.takeReads()).isEmpty();
        outflow.retry();
        assertThat(outflow.next(0)).isNull();
        assertThat(outflow.takeReads()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void shouldDeliverEachNumberOnceInOrderWithoutAHole(long seed) {
        long from = Long.getLong("sim.seed", seed);
        for (long s = from; s < from + 8; s++) {
            new World(s).run();
        }
    }

    /** Some rooms, some clients, a log that is ahead of what was delivered, and chance that decides what happens next. */
    private static final class World {
        private final long seed;
        private final Random random;
        private final Map<String, List<Entry>> logs = LOGS;
        private final Map<String, Integer> deliveredTo = new HashMap<>();
        private final Map<String, Feed> feeds = new HashMap<>();
        private final List<Client> clients = new ArrayList<>();
        private final Deque<Runnable> reads = new ArrayDeque<>();

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (String room : ROOMS) {
                deliveredTo.put(room, random.nextInt(80));
                feeds.put(room, new Feed(room, SMALL));
            }
            for (int i = 0; i < 6; i++) {
                clients.add(new Client());
            }
        }

        void run() {
            for (int step = 0; step < 1_500; step++) {
                Client client = clients.get(random.nextInt(clients.size()));
                String room = ROOMS.get(random.nextInt(ROOMS.size()));
                switch (random.nextInt(12)) {
                    case 0 -> client.join(room);
                    case 1 -> client.leaveSometimes(room);
                    case 2, 3, 4 -> deliver(room);
                    case 5, 6 -> answerRead();
                    case 7 -> client.answer();
                    case 8, 9 -> client.drain();
                    default -> client.turn();
                }
            }
            settle();
        }

        private void deliver(String room) {
            int to = deliveredTo.get(room);
            int more = Math.min(logs.get(room).size() - to, 1 + random.nextInt(6));
            if (more > 0) {
                deliveredTo.put(room, to + more);
                feeds.get(room).delivered(logs.get(room).subList(to, to + more));
            }
            if (random.nextInt(20) == 0) {
                feeds.get(room).sweep();
            }
        }

        /** A page as the log has it when it is read: perhaps further than what was delivered; perhaps the read fails. */
        void read(Cursor cursor) {
            Feed feed = cursor.feed();
            long after = cursor.sent();
            reads.add(() -> {
                List<Entry> all = logs.get(feed.room());
                int known = Math.min(all.size(), deliveredTo.get(feed.room()) + random.nextInt(4));
                int to = Math.min(known, (int) after + 1 + random.nextInt(12));
                boolean fails = random.nextInt(10) == 0 || to <= after;
                feed.page(after, fails ? List.of() : all.subList((int) after, to));
            });
        }

        private void answerRead() {
            if (!reads.isEmpty()) {
                if (random.nextBoolean()) {
                    reads.add(reads.remove());
                }
                reads.remove().run();
            }
        }

        /** Everything is delivered and every socket drains: then everybody must have everything. */
        private void settle() {
            ROOMS.forEach(room -> {
                while (deliveredTo.get(room) < logs.get(room).size()) {
                    deliver(room);
                }
            });
            for (int round = 0; round < 2_000 && !everybodyHasEverything(); round++) {
                while (!reads.isEmpty()) {
                    reads.remove().run();
                }
                clients.forEach(client -> {
                    client.outflow.retry();
                    client.turn();
                    client.drain();
                });
            }
            for (Client client : clients) {
                client.expected.forEach((room, next) -> assertThat(next)
                        .as("seed %d: what a client got of %s", seed, room)
                        .isEqualTo(logs.get(room).size() + 1L));
            }
        }

        private boolean everybodyHasEverything() {
            return clients.stream()
                    .flatMap(client -> client.expected.entrySet().stream())
                    .allMatch(room -> room.getValue() == logs.get(room.getKey()).size() + 1);
        }

        private final class Client {
            private final Outflow outflow = new Outflow(SMALL, () -> {});
            /** The number that must come next in each room that is joined, as told by the messages in their order. */
            private final Map<String, Long> expected = new HashMap<>();

            private final Deque<Frame> socket = new ArrayDeque<>();
            private int answers;
            private int answersSeen;

            void join(String room) {
                Feed feed = feeds.get(room);
                int head = Math.min(logs.get(room).size(), deliveredTo.get(room) + random.nextInt(3));
                int from = 1 + random.nextInt(head + 1);
                outflow.send(Frame.of("{\"t\":\"joined\",\"room\":\"" + room + "\",\"from\":" + from + "}"));
                feed.headAt(head);
                outflow.open(feed, from - 1L);
            }

            void leaveSometimes(String room) {
                if (random.nextInt(4) == 0 && outflow.close(room) != null) {
                    outflow.send(Frame.of("{\"t\":\"left\",\"room\":\"" + room + "\"}"));
                }
            }

            void answer() {
                outflow.send(Frame.of("{\"t\":\"acked\",\"n\":" + ++answers + "}"));
            }

            void turn() {
                for (Frame frame = outflow.next(0); frame != null; frame = outflow.next(0)) {
                    socket.add(frame);
                }
                outflow.takeReads().forEach(World.this::read);
                assertThat(outflow.inFlightBytes())
                        .as("seed %d: bytes in flight", seed)
                        .isLessThan(SMALL.inFlight() + 2L * SMALL.slice() + 500);
            }

            void drain() {
                int take = socket.isEmpty() ? 0 : 1 + random.nextInt(socket.size());
                for (int i = 0; i < take; i++) {
                    Frame frame = socket.remove();
                    check(frame.text());
                    outflow.written(frame.size(), 0);
                }
            }

            private void check(String text) {
                JsonArray frames = text.startsWith("[") ? new JsonArray(text) : new JsonArray("[" + text + "]");
                frames.forEach(frame -> check((JsonObject) frame));
            }

            private void check(JsonObject frame) {
                String room = frame.getString("room");
                switch (frame.getString("t")) {
                    case "joined" -> expected.put(room, frame.getLong("from"));
                    case "left" -> expected.remove(room);
                    case "acked" -> assertThat(frame.getInteger("n")).isEqualTo(++answersSeen);
                    default -> {
                        for (Object entry : frame.getJsonArray("entries")) {
                            long seq = ((JsonObject) entry).getLong("seq");
                            assertThat(seq)
                                    .as("seed %d: next number in %s", seed, room)
                                    .isEqualTo(expected.get(room));
                            expected.put(room, seq + 1);
                        }
                    }
                }
            }
        }
    }

    @Test
    void shouldCutSlicesAtTheirSizeAndNeverBelowOneEntry() {
        List<Entry> entries = Entries.upTo(LogId.ofRoom("a"), 20, 600);
        List<Slice> slices = Slice.cut("a", entries, 1_024);
        assertThat(slices).hasSize(20);
        List<Long> ends = slices.stream().map(Slice::upTo).toList();
        assertThat(ends.get(19)).isEqualTo(20);
        assertThat(Slice.cut("a", entries, 100_000)).hasSize(1);
        assertThat(Slice.cut("a", entries, 1)).hasSize(20);
    }
}
