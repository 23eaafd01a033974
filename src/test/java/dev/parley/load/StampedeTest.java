package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayConfig;
import dev.parley.gateway.GatewayFixture;
import dev.parley.gateway.Limits;
import dev.parley.wire.Position;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thousand clients of a node that dies come to the one that is left, over real sockets. */
class StampedeTest {

    private static final int CLIENTS = 1_000;
    private static final int AT_ONCE = 16;
    private static final long PATIENCE_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    /** Kept here: Vert.x shuts a client of sockets that nobody refers to, half a minute long. */
    private final ClientEnv env = ClientEnv.of(vertx, new SplittableRandom(7), 4 * CLIENTS);

    private final AtomicInteger welcomed = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger disconnected = new AtomicInteger();

    private final class Counter implements ClientListener {
        @Override
        public void welcome(String node, String url) {
            welcomed.incrementAndGet();
        }

        @Override
        public void entered(String room, long from, Entered how) {
            entered.incrementAndGet();
        }

        @Override
        public void disconnected(String url, String why) {
            disconnected.incrementAndGet();
        }

        @Override
        public void ended(int code) {
            ended.incrementAndGet();
        }
    }

    private static GatewayFixture node() {
        Limits l = Limits.DEFAULT;
        Limits few = new Limits(
                l.textChars(),
                l.frameBytes(),
                l.pageEntries(),
                l.newestEntries(),
                l.rooms(),
                l.sessions(),
                AT_ONCE,
                l.postsPerSecond(),
                l.postBurst(),
                l.framesPerSecond(),
                l.frameBurst(),
                l.postsInFlight(),
                l.readsInFlight(),
                l.badFrames());
        GatewayConfig usual = GatewayConfig.at("127.0.0.1", 0, 1);
        return GatewayFixture.open(new GatewayConfig("127.0.0.1", 0, 1, few, usual.patience(), usual.buffers()));
    }

    @Test
    void shouldTakeInAThousandClientsOfALostNodeAFewAtATime() {
        GatewayFixture first = node();
        GatewayFixture second = node();
        try {
            List<String> urls = List.of(url(first), url(second));
            List<ChatClient> clients = new ArrayList<>();
            long began = System.nanoTime();
            vertx.runOnContext(v -> {
                for (int i = 0; i < CLIENTS; i++) {
                    ChatClient client = new ChatClient(
                            env,
                            new ClientOptions("c" + i, "t".repeat(22) + i, urls, ClientOptions.Following.GIVEN_ONLY),
                            new Counter());
                    client.join("general", Position.START);
                    clients.add(client);
                    client.start();
                }
            });
            await("all are in the room", () -> entered.get() >= CLIENTS);
            await(
                    "nobody has two sockets",
                    () -> first.gateway().sessions() + second.gateway().sessions() == CLIENTS);
            print("came all at once", began, first, second);
            // On a busy machine many have given up the first address before it welcomed them.
            GatewayFixture lost = first.gateway().sessions() >= second.gateway().sessions() ? first : second;
            GatewayFixture left = lost == first ? second : first;
            int had = lost.gateway().sessions();

            int before = entered.get();
            int welcomedBefore = welcomed.get();
            long died = System.nanoTime();
            lost.close();
            await("all of the lost node are at the other", () -> left.gateway().sessions() == CLIENTS);
            await("they are in the room again", () -> entered.get() - before >= had);
            print("came after the loss of " + had, died, first, second);
            assertThat(welcomed.get() - welcomedBefore).isGreaterThanOrEqualTo(had);
            assertThat(ended).hasValue(0);
            assertFewAtATime(first, second);
            closeAll(clients);
            await("the node has seen all of them go", () -> left.gateway().sessions() == 0);
        } finally {
            // How long its sockets take to part from a node that is lost is not what this test is about.
            env.close().timeout(15, TimeUnit.SECONDS).otherwiseEmpty().await();
            first.close();
            second.close();
            vertx.close().timeout(15, TimeUnit.SECONDS).otherwiseEmpty().await();
        }
    }

    private static void assertFewAtATime(GatewayFixture first, GatewayFixture second) {
        for (GatewayFixture node : List.of(first, second)) {
            assertThat(node.gateway().counts().mostHellos()).isBetween(1, AT_ONCE);
        }
        assertThat(first.gateway().counts().crowded()
                        + second.gateway().counts().crowded())
                .as("more than %d came at the same time", AT_ONCE)
                .isPositive();
    }

    private void closeAll(List<ChatClient> clients) {
        AtomicInteger closed = new AtomicInteger();
        vertx.runOnContext(v -> clients.forEach(client -> {
            client.close();
            closed.incrementAndGet();
        }));
        await("all are closed", () -> closed.get() == CLIENTS);
    }

    private static String url(GatewayFixture node) {
        return "http://127.0.0.1:" + node.gateway().port();
    }

    private void print(String what, long sinceNanos, GatewayFixture first, GatewayFixture second) {
        System.getLogger("dev.parley.load")
                .log(
                        System.Logger.Level.INFO,
                        what + ": millis=" + (System.nanoTime() - sinceNanos) / 1_000_000 + " disconnected="
                                + disconnected
                                + " first=" + first.gateway().counts() + " second="
                                + second.gateway().counts());
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
