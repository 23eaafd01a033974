package dev.parley.load;

import dev.parley.chaos.TestCluster;
import dev.parley.wire.Position;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Measures by hand what a planned stop costs: the longest wait for an acknowledgement in each room around each SIGTERM, and how long clients
 * were without a connection. Several jars are measured in turn, on three nodes each, so that they share whatever else the machine does.
 *
 * <pre>java -cp target/test-classes:target/parley.jar dev.parley.load.StopMeasurement FOLDER STOPS before.jar after.jar</pre>
 */
public final class StopMeasurement {

    private static final int ROOMS = 4;
    private static final int CLIENTS = 24;
    private static final int WRITERS = 12;
    private static final long WRITE_EVERY_MILLIS = 200;
    private static final Duration WATCH = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What was seen with one jar; milliseconds. */
    private static final class Seen {
        final List<Long> longest = new ArrayList<>();
        final List<Long> quiet = new ArrayList<>();
        final List<Long> away = new ArrayList<>();
    }

    private record Post(String room, long sentNanos, long ackedNanos) {}

    // Owned by the event loop of the clients.
    private final Vertx vertx;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<Ulid, Post> posts = new HashMap<>();
    private final List<Long> away = new ArrayList<>();
    private final List<ChatClient> clients = new ArrayList<>();
    private final List<String> rooms = new ArrayList<>();
    private int entered;
    private boolean isWriting;

    private StopMeasurement(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs; the arguments are told above. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int stops = Integer.parseInt(arguments[1]);
        List<String> jars = Arrays.asList(arguments).subList(2, arguments.length);
        Map<String, Seen> seen = new HashMap<>();
        jars.forEach(jar -> seen.put(jar, new Seen()));
        for (int done = 0; done < stops; ) {
            int now = Math.min(6, stops - done);
            for (String jar : jars) {
                System.setProperty("parley.jar", Path.of(jar).toAbsolutePath().toString());
                Path own = Files.createTempDirectory(Files.createDirectories(folder), "stops-");
                try (TestCluster cluster =
                        TestCluster.of(own, 3, "--log-level", "debug").start()) {
                    Vertx vertx = Vertx.vertx();
                    new StopMeasurement(vertx).measure(cluster, now, seen.get(jar));
                    vertx.close().await(20, TimeUnit.SECONDS);
                }
            }
            done += now;
            jars.forEach(jar -> tell(jar, seen.get(jar)));
        }
    }

    private static void tell(String jar, Seen seen) {
        System.out.println(
                jar + "\n  longest wait for an acknowledgement around a stop, each room: " + spread(seen.longest)
                        + "\n  the same without a stop: " + spread(seen.quiet) + "\n  clients without a connection: "
                        + spread(seen.away));
    }

    private static String spread(List<Long> values) {
        if (values.isEmpty()) {
            return "none";
        }
        List<Long> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        long over = sorted.stream().filter(value -> value > 250).count();
        return "half " + sorted.get(size / 2) + " 90% " + sorted.get(size * 9 / 10) + " 95% "
                + sorted.get(size * 95 / 100) + " longest " + sorted.get(size - 1) + " ms; over 250 ms " + over + " of "
                + size;
    }

    private void measure(TestCluster cluster, int stops, Seen seen) throws Exception {
        begin(cluster.urls());
        await("the clients are in", () -> entered >= CLIENTS);
        onLoop(() -> isWriting = true);
        TimeUnit.SECONDS.sleep(8);
        List<String> nodes = cluster.nodes();
        for (int stop = 0; stop < stops; stop++) {
            long quiet = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(WATCH.toNanos());
            seen.quiet.addAll(longest(quiet));
            String node = nodes.get(stop % nodes.size());
            onLoop(away::clear);
            long from = System.nanoTime();
            System.out.printf("stop %s at %tT.%<tL%n", node, System.currentTimeMillis());
            cluster.stop(node);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, from + WATCH.toNanos() - System.nanoTime()));
            List<Long> now = longest(from);
            System.out.println("  waits " + now + " stopped=" + node);
            seen.longest.addAll(now);
            onLoop(() -> seen.away.addAll(away));
            cluster.restart(node);
            cluster.awaitReady();
            TimeUnit.SECONDS.sleep(8);
        }
        onLoop(() -> {
            isWriting = false;
            clients.forEach(ChatClient::close);
        });
    }

    private void begin(List<String> urls) throws Exception {
        ClientEnv env = ClientEnv.of(vertx, random, 4 * CLIENTS);
        onLoop(() -> {
            ChatClient founder = client(env, urls, 0, new ClientListener() {
                @Override
                public void acked(Ulid id, String room, Position position) {
                    rooms.add(room);
                }
            });
            founder.start();
            for (int i = 0; i < ROOMS; i++) {
                founder.create(id(), "Stops " + i);
            }
        });
        await("the rooms are made", () -> rooms.size() == ROOMS);
        onLoop(() -> {
            for (int i = 0; i < CLIENTS; i++) {
                String room = rooms.get(i % ROOMS);
                ChatClient client = client(env, urls, i, new Listener());
                client.join(room, Position.START);
                client.start();
                if (i < WRITERS) {
                    long phase = 1 + i * WRITE_EVERY_MILLIS / WRITERS;
                    vertx.setTimer(phase, first -> vertx.setPeriodic(WRITE_EVERY_MILLIS, timer -> write(client, room)));
                }
            }
        });
    }

    private ChatClient client(ClientEnv env, List<String> urls, int number, ClientListener listener) {
        List<String> turned = new ArrayList<>(urls);
        java.util.Collections.rotate(turned, number);
        String token = "%022d".formatted(random.nextLong(Long.MAX_VALUE)).substring(0, 22);
        ChatClient client = new ChatClient(
                env, new ClientOptions("m" + number, token, turned, ClientOptions.Following.CLUSTER), listener);
        clients.add(client);
        return client;
    }

    private Ulid id() {
        return Ulid.next(System.currentTimeMillis(), random);
    }

    private void write(ChatClient client, String room) {
        if (isWriting && client.unanswered() < 200) {
            Ulid id = id();
            posts.put(id, new Post(room, System.nanoTime(), 0));
            client.post(id, room, "a message of a measurement");
        }
    }

    private final class Listener implements ClientListener {
        private long lostNanos;

        @Override
        public void entered(String room, long from, Entered how) {
            entered++;
        }

        @Override
        public void disconnected(String url, String why) {
            lostNanos = System.nanoTime();
        }

        @Override
        public void welcome(String node, String url) {
            if (lostNanos != 0) {
                away.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lostNanos));
                lostNanos = 0;
            }
        }

        @Override
        public void acked(Ulid id, String room, Position position) {
            posts.computeIfPresent(
                    id,
                    (same, post) ->
                            post.ackedNanos() != 0 ? post : new Post(post.room(), post.sentNanos(), System.nanoTime()));
        }
    }

    /** For each room the longest wait of all that was posted since, or still waited then. */
    private List<Long> longest(long from) throws Exception {
        Map<String, Long> longest = new HashMap<>();
        onLoop(() -> {
            long now = System.nanoTime();
            posts.values().removeIf(post -> post.ackedNanos() != 0 && post.ackedNanos() < from);
            posts.values().forEach(post -> {
                long end = post.ackedNanos() == 0 ? now : post.ackedNanos();
                longest.merge(post.room(), TimeUnit.NANOSECONDS.toMillis(end - post.sentNanos()), Math::max);
            });
        });
        return List.copyOf(longest.values());
    }

    private void onLoop(Runnable task) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        context().runOnContext(turn -> {
            task.run();
            done.countDown();
        });
        if (!done.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the event loop of the clients did nothing for 30 s");
        }
    }

    private io.vertx.core.Context loop;

    private io.vertx.core.Context context() {
        if (loop == null) {
            loop = vertx.getOrCreateContext();
        }
        return loop;
    }

    private void await(String what, BooleanSupplier isTrue) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        boolean[] seen = new boolean[1];
        while (!seen[0]) {
            onLoop(() -> seen[0] = isTrue.getAsBoolean());
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
