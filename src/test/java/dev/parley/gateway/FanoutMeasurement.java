package dev.parley.gateway;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outside;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Deliveries a second to 500 receivers of one room, by hand: the gateway, and beside it one {@code writeTextMessage} for each message and
 * socket. Receivers are plain TCP sockets that look for the last message only.
 */
@Outside
public final class FanoutMeasurement {

    private static final int RECEIVERS = 500;
    private static final LogId GENERAL = LogId.ofRoom("general");
    private static final byte[] END = "THE-END".getBytes(StandardCharsets.US_ASCII);
    private static final String HELLO = "{\"t\":\"hello\",\"v\":1,\"name\":\"R\",\"rooms\":[{\"room\":\"general\"}]}";

    private final Vertx clients = Vertx.vertx();
    private final NetClient net = clients.createNetClient(new NetClientOptions().setTcpNoDelay(true));

    private FanoutMeasurement() {}

    public static void main(String[] args) {
        FanoutMeasurement measurement = new FanoutMeasurement();
        for (int round = 1; round <= 3; round++) {
            measurement.plain(round, 200);
            measurement.gateway(round, 200, 1);
            measurement.gateway(round, 6_000, 1);
            measurement.gateway(round, 6_000, 20);
        }
        measurement.clients.close().timeout(15, TimeUnit.SECONDS).await();
    }

    /** What most servers do. */
    private void plain(int round, int messages) {
        Vertx vertx = Vertx.vertx();
        List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
        int port = vertx.createHttpServer(new HttpServerOptions()
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false))
                .webSocketHandler(sockets::add)
                .listen(0, "127.0.0.1")
                .timeout(15, TimeUnit.SECONDS)
                .await()
                .actualPort();
        AtomicInteger done = receivers(port);
        GatewayFixture.await("all are in", () -> sockets.size() == RECEIVERS);
        List<Entry> entries = entries(messages);
        long begun = System.nanoTime();
        for (Entry entry : entries) {
            String text = Frame.entries("general", List.of(entry)).text();
            vertx.runOnContext(v -> sockets.forEach(socket -> socket.writeTextMessage(text)));
        }
        report(round, "writeTextMessage for each", messages, done, begun);
        vertx.close().timeout(15, TimeUnit.SECONDS).await();
    }

    private void gateway(int round, int messages, int batch) {
        Limits l = Limits.DEFAULT;
        GatewayConfig config = new GatewayConfig("127.0.0.1", 0, 1, l, Patience.DEFAULT, Buffers.DEFAULT);
        try (GatewayFixture fixture = GatewayFixture.open(config)) {
            AtomicInteger done = receivers(fixture.gateway.port());
            GatewayFixture.await(
                    "all are in",
                    () -> fixture.presence
                                    .people("general")
                                    .timeout(15, TimeUnit.SECONDS)
                                    .await()
                                    .count()
                            == RECEIVERS);
            List<Entry> entries = entries(messages);
            long begun = System.nanoTime();
            fixture.log
                    .add(GENERAL, entries, batch)
                    .timeout(15, TimeUnit.SECONDS)
                    .await();
            report(round, "gateway, batches of " + batch, messages, done, begun);
        }
    }

    private static List<Entry> entries(int messages) {
        // Said twice, in case that the bytes of one are split between two reads.
        List<Entry> entries = new ArrayList<>(Entries.upTo(GENERAL, messages - 2, 20));
        for (int i = messages - 3; i < messages - 1; i++) {
            entries.add(Entries.next(GENERAL, entries.get(i).position(), "THE-END"));
        }
        return entries;
    }

    private static void report(int round, String what, int messages, AtomicInteger done, long begun) {
        long end = begun + TimeUnit.SECONDS.toNanos(90);
        while (done.get() < RECEIVERS && System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
        if (done.get() < RECEIVERS) {
            System.out.printf("round %d  %s: only %d of %d have the end%n", round, what, done.get(), RECEIVERS);
            return;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "round %d  %-28s %5d messages x %d: %.3f s, %.2f million deliveries/s%n",
                round, what, messages, RECEIVERS, seconds, (double) messages * RECEIVERS / seconds / 1e6);
    }

    /** Connects all; gives the number of those who have read the end. */
    private AtomicInteger receivers(int port) {
        AtomicInteger done = new AtomicInteger();
        List<Future<NetSocket>> all = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++) {
            all.add(net.connect(port, "127.0.0.1").onSuccess(socket -> {
                AtomicBoolean greeted = new AtomicBoolean();
                AtomicBoolean ended = new AtomicBoolean();
                socket.handler(bytes -> {
                    if (greeted.compareAndSet(false, true)) {
                        socket.write(masked(HELLO));
                    }
                    if (!ended.get() && holdsEnd(bytes)) {
                        ended.set(true);
                        done.incrementAndGet();
                    }
                });
                socket.write(String.join(
                        "\r\n",
                        "GET /chat/websocket HTTP/1.1",
                        "Host: x",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Sec-WebSocket-Version: 13",
                        "",
                        ""));
            }));
        }
        Future.all(all).timeout(15, TimeUnit.SECONDS).await();
        return done;
    }

    /** One text frame from a client, masked with zeros. */
    private static Buffer masked(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer()
                .appendByte((byte) 0x81)
                .appendByte((byte) (0x80 | bytes.length))
                .appendInt(0)
                .appendBytes(bytes);
    }

    private static boolean holdsEnd(Buffer bytes) {
        for (int i = Math.max(0, bytes.length() - 500); i <= bytes.length() - END.length; i++) {
            int j = 0;
            while (j < END.length && bytes.getByte(i + j) == END[j]) {
                j++;
            }
            if (j == END.length) {
                return true;
            }
        }
        return false;
    }
}
