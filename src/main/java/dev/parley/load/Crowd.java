package dev.parley.load;

import dev.parley.wire.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Many clients that only read, all on one node at first, to see how they come back when it goes. One event loop owns all of it; the public
 * methods may be called on any thread.
 */
public final class Crowd {

    /** The room that every cluster has. */
    private static final String ROOM = "general";

    private static final long LOOK_EVERY_MILLIS = 20;

    /**
     * How a crowd came back.
     *
     * @param after for each client that lost its node, from the moment until it was in its room again on another one
     * @param crowded how often a node told one of them that too many came at once, and to come again after a time
     * @param nodes how many of all clients are on each node now, by address
     * @param missing how many are not back
     */
    public record Return(List<Duration> after, long crowded, Map<String, Integer> nodes, int missing) {
        public Return {
            after = List.copyOf(after);
            nodes = Map.copyOf(nodes);
        }
    }

    private final Context context;
    private final ClientEnv env;
    private final List<Member> members = new ArrayList<>();
    private final List<Duration> after = new ArrayList<>();
    private long crowded;
    private long beganAt;

    private final class Member implements ClientListener {
        private final ChatClient client;
        private boolean isIn;
        private boolean isLost;

        Member(String name, String token, List<String> urls) {
            client = new ChatClient(env, new ClientOptions(name, token, urls, ClientOptions.Following.CLUSTER), this);
            client.join(ROOM, Position.START);
        }

        @Override
        public void entered(String room, long from, Entered how) {
            isIn = true;
            if (isLost) {
                isLost = false;
                after.add(Duration.ofNanos(System.nanoTime() - beganAt));
            }
        }

        @Override
        public void disconnected(String url, String why) {
            isIn = false;
            isLost = true;
        }

        @Override
        public void crowded(String url) {
            crowded++;
        }
    }

    private Crowd(Context context, ClientEnv env) {
        this.context = context;
        this.env = env;
    }

    /**
     * So many clients, all of which dial the first of the addresses first. Completes when all are in; fails when that takes longer than
     * {@code within}.
     */
    public static Future<Crowd> gather(Vertx vertx, List<String> urls, int size, long seed, Duration within) {
        Promise<Crowd> gathered = Promise.promise();
        return vertx.deployVerticle(context -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    Crowd crowd = new Crowd(context, ClientEnv.of(vertx, random, 4 * size + 10));
                    for (int i = 0; i < size; i++) {
                        String token = "crowd" + Ulid.next(System.currentTimeMillis(), random);
                        Member member = crowd.new Member("c" + i, token, urls);
                        crowd.members.add(member);
                        vertx.setTimer(1 + i, t -> member.client.start());
                    }
                    crowd.when(() -> crowd.missing() == 0, within)
                            .map(all -> crowd)
                            .onComplete(gathered);
                    return Future.succeededFuture();
                })
                .compose(deployed -> gathered.future());
    }

    /** From now on the time runs, and whoever loses its node is expected back. */
    public Future<?> begin() {
        return onLoop(() -> {
            after.clear();
            crowded = 0;
            beganAt = System.nanoTime();
        });
    }

    /** Completes when all are back, at least so many of whom had lost their node; or with those that are missing after a time. */
    public Future<Return> back(int lost, Duration within) {
        Promise<Return> back = Promise.promise();
        context.runOnContext(nothing -> when(() -> missing() == 0 && after.size() >= lost, within)
                .map(all -> told())
                .otherwise(late -> told())
                .onComplete(back));
        return back.future();
    }

    /** Ends all of them. */
    public Future<?> close() {
        return onLoop(() -> {
            members.forEach(member -> member.client.close());
            env.close();
        });
    }

    private Return told() {
        Map<String, Integer> nodes = new TreeMap<>();
        members.stream()
                .filter(member -> member.isIn)
                .forEach(member -> nodes.merge(member.client.url(), 1, Integer::sum));
        return new Return(after, crowded, nodes, missing());
    }

    private int missing() {
        return (int) members.stream().filter(member -> !member.isIn).count();
    }

    private Future<?> onLoop(Runnable action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(nothing -> {
            action.run();
            done.complete();
        });
        return done.future();
    }

    private Future<?> when(BooleanSupplier condition, Duration within) {
        Promise<Void> met = Promise.promise();
        long deadline = System.nanoTime() + within.toNanos();
        env.vertx().setPeriodic(1, LOOK_EVERY_MILLIS, timer -> {
            if (condition.getAsBoolean()) {
                env.vertx().cancelTimer(timer);
                met.tryComplete();
            } else if (System.nanoTime() > deadline) {
                env.vertx().cancelTimer(timer);
                met.tryFail(new TimeoutException(
                        missing() + " of " + members.size() + " clients are not in after " + within));
            }
        });
        return met.future();
    }
}
