package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A full room: 500 sockets, 1,000 entries, each once and in order on each socket. */
final class ManySocketsTest {

    private static final String HELLO = "{\"t\":\"hello\",\"v\":1,\"name\":\"R\",\"rooms\":[{\"room\":\"general\"}]}";
    /** What a server says that takes in only so many at a time. */
    private static final String CROWDED = "\"code\":135";

    private static final long AGAIN_MILLIS = 20;

    private static final int SOCKETS = 500;
    private static final int ENTRIES = 1_000;
    private static final LogId GENERAL = LogId.ofRoom("general");
    private static final String SEQ = "{\"seq\":";

    /** Counts without parsing; the text before a number is the same in each entry. */
    private static final class Reader {
        private final AtomicReference<String> wrong;
        private volatile boolean joined;
        private volatile int read;

        Reader(AtomicReference<String> wrong) {
            this.wrong = wrong;
        }

        void read(String message) {
            if (message.contains("\"t\":\"joined\"")) {
                joined = true;
            }
            int entries = message.indexOf("\"t\":\"entries\"");
            int next = read + 1;
            for (int at = message.indexOf(SEQ, entries); entries >= 0 && at >= 0; at = message.indexOf(SEQ, at + 1)) {
                String expected = SEQ + next + ",\"id\"";
                if (!message.startsWith(expected, at)) {
                    wrong.compareAndSet(null, "expected " + expected + ", got " + message.substring(at, at + 20));
                }
                next++;
            }
            read = next - 1;
        }
    }

    @Test
    void shouldDeliverEveryEntryOnceToEverySocket() {
        try (GatewayFixture fixture = GatewayFixture.open()) {
            WebSocketClient client = fixture.edge.createWebSocketClient(new WebSocketClientOptions()
                    .setMaxConnections(SOCKETS)
                    .setMaxFrameSize(4 << 20)
                    .setMaxMessageSize(4 << 20)
                    .setTryUsePerMessageCompression(false));
            AtomicReference<String> wrong = new AtomicReference<>();
            List<Reader> readers = new ArrayList<>();
            List<Future<WebSocket>> sockets = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                Reader reader = new Reader(wrong);
                readers.add(reader);
                sockets.add(client.connect(fixture.gateway.port(), "127.0.0.1", "/chat/websocket")
                        .onSuccess(socket -> {
                            socket.textMessageHandler(message -> {
                                if (message.contains(CROWDED)) {
                                    fixture.edge.setTimer(AGAIN_MILLIS, timer -> socket.writeTextMessage(HELLO));
                                } else {
                                    reader.read(message);
                                }
                            });
                            socket.writeTextMessage(HELLO);
                        }));
            }
            Future.all(sockets).timeout(15, TimeUnit.SECONDS).await();
            GatewayFixture.await("everybody is in", () -> readers.stream().allMatch(reader -> reader.joined));
            List<Entry> entries = Entries.upTo(GENERAL, ENTRIES, 100);
            for (int from = 0; from < ENTRIES; from += 7) {
                fixture.log
                        .add(GENERAL, entries.subList(from, Math.min(ENTRIES, from + 7)), 7)
                        .timeout(15, TimeUnit.SECONDS)
                        .await();
            }
            GatewayFixture.await(
                    "everybody has everything", () -> readers.stream().allMatch(reader -> reader.read == ENTRIES));
            assertThat(wrong.get()).isNull();
            assertThat(fixture.gateway.counts().deliveries()).isEqualTo((long) SOCKETS * ENTRIES);
            assertThat(fixture.gateway.sessions()).isEqualTo(SOCKETS);
        }
    }
}
