package dev.parley.load;

import dev.parley.load.HistoryChecker.Healing;
import dev.parley.wire.Digest;
import dev.parley.wire.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One run of the load tool: makes rooms, fills them with sessions, writes, and checks every promise.
 *
 * <p>In the end it waits for all answers, reads every room whole from every node, waits until every reader has everything, and asks
 * the checker. One event loop owns all of it; the public methods may be called on any thread. Bound by that one core: on ours, some
 * hundred thousand deliveries a second.
 */
public final class LoadRun {

    /**
     * How long a run waits before it calls it a problem.
     *
     * @param prepare for rooms, and again for sessions in them
     * @param answers for the last messages
     * @param logs for a node to answer in the end, and for one that lags to come up to the others
     * @param readers for the last reader to have everything
     * @param people for every list of people to be right: a client that was cut off is listed for some 20 s
     */
    record Patience(Duration prepare, Duration answers, Duration logs, Duration readers, Duration people) {
        static final Patience USUAL = new Patience(
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(45));
    }

    private static final long LOOK_EVERY_MILLIS = 20;
    private static final long RATE_TICK_MILLIS = 10;
    private static final int PROBLEMS_KEPT = 20;
    private static final int RATE_BACKLOG = 1_000;

    private final LoadPlan plan;
    private final Healing healing;
    private final Patience patience;
    private final ClientEnv env;
    private final RandomGenerator random;
    private final Context context;
    private final HistoryChecker checker;
    private final Progress progress = new Progress();
    private final String text;
    private final List<String> rooms = new ArrayList<>();
    private final List<LoadSession> sessions = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Ending ending = new Ending(this);
    private final Promise<List<String>> running = Promise.promise();
    private final Promise<LoadResult> result = Promise.promise();
    private int entered;
    private boolean writing;
    private long wroteFrom;
    private long wroteTo;
    private long deliveredAt;
    private long offered;
    private long notOffered;
    private long disconnects;
    private long stopTimer = -1;

    private LoadRun(LoadPlan plan, Healing healing, Patience patience, Vertx vertx, Context context) {
        this.plan = plan;
        this.patience = patience;
        this.context = context;
        this.healing = healing;
        checker = new HistoryChecker(healing);
        random = new SplittableRandom(plan.seed());
        env = ClientEnv.of(vertx, random, 4 * plan.sessions() + 100, plan.authority());
        text = "x".repeat(plan.size());
    }

    /** Starts a run on an event loop of its own, against a cluster in which what has a place keeps it. */
    public static Future<LoadRun> start(Vertx vertx, LoadPlan plan) {
        return start(vertx, plan, Healing.KEEPS_PLACES);
    }

    /** Starts a run against a cluster that may do this to entries that it already showed. */
    public static Future<LoadRun> start(Vertx vertx, LoadPlan plan, Healing healing) {
        return start(vertx, plan, healing, Patience.USUAL);
    }

    static Future<LoadRun> start(Vertx vertx, LoadPlan plan, Healing healing, Patience patience) {
        Promise<LoadRun> started = Promise.promise();
        return vertx.deployVerticle(context -> {
                    LoadRun run = new LoadRun(plan, healing, patience, vertx, context);
                    context.exceptionHandler(run::failed);
                    run.begin();
                    started.complete(run);
                    return Future.succeededFuture();
                })
                .compose(deployed -> started.future());
    }

    /** Completes with the rooms when all sessions are in them and the writing begins; fails when that takes over two minutes. */
    public Future<List<String>> running() {
        return running.future();
    }

    /** Completes when all is checked; fails when the run could not be made. */
    public Future<LoadResult> result() {
        return result.future();
    }

    /** Ends the writing now instead of after the planned time. */
    public void stop() {
        context.runOnContext(nothing -> endWriting());
    }

    /**
     * Measures from now on until each of the rooms has acknowledged a message that was posted after now. Fails when that takes
     * longer than {@code within}.
     */
    public Future<Recovery> mark(String what, Collection<String> inRooms, Duration within) {
        Promise<Recovery> recovered = Promise.promise();
        long from = now();
        context.runOnContext(nothing -> {
            long timer = env.vertx()
                    .setTimer(
                            within.toMillis(),
                            t -> recovered.tryFail(new TimeoutException("no new acknowledgement in each of " + inRooms
                                    + " within " + within + " of " + what)));
            progress.mark(what, inRooms, from, recovery -> {
                env.vertx().cancelTimer(timer);
                recovered.tryComplete(recovery);
            });
        });
        return recovered.future();
    }

    /** Compares who is in the rooms, as every ready node tells it, with who really is. Completes with what is wrong after a time, if anything. */
    public Future<List<String>> people(Duration within) {
        Promise<List<String>> compared = Promise.promise();
        context.runOnContext(nothing -> comparePeople(within).onComplete(compared));
        return compared.future();
    }

    Future<List<String>> comparePeople(Duration within) {
        Set<String> ready = new LinkedHashSet<>();
        sessions.forEach(session -> ready.addAll(session.client().readyNodes()));
        return new Attendance(this).compare(ready, within);
    }

    // ---- The phases, in order ----

    private void begin() {
        makeRooms()
                .compose(made -> enterRooms())
                .compose(in -> write())
                .compose(wrote -> awaitAnswers())
                .compose(answered -> ending.check())
                .map(done -> conclude())
                .onComplete(ended -> {
                    sessions.forEach(LoadSession::close);
                    env.close();
                    if (ended.succeeded()) {
                        result.tryComplete(ended.result());
                    } else {
                        failed(ended.cause());
                    }
                });
    }

    private void failed(Throwable cause) {
        writing = false;
        running.tryFail(cause);
        result.tryFail(cause);
    }

    private Future<?> makeRooms() {
        Set<String> waiting = new LinkedHashSet<>();
        ChatClient founder = new ChatClient(
                env,
                new ClientOptions("founder", newToken(), plan.urls(), ClientOptions.Following.CLUSTER),
                new ClientListener() {
                    @Override
                    public void acked(Ulid id, String room, Position position) {
                        waiting.remove(room);
                    }
                });
        String run = newId().toString();
        for (int i = 1; i <= plan.rooms(); i++) {
            Ulid id = newId();
            rooms.add(id.toString());
            waiting.add(id.toString());
            founder.create(id, "Load " + run + " " + i);
        }
        founder.start();
        return when(waiting::isEmpty, patience.prepare(), missing -> waiting.size() + " rooms were not made")
                .onComplete(done -> founder.close());
    }

    private Future<?> enterRooms() {
        for (int i = 0; i < plan.sessions(); i++) {
            LoadSession session = new LoadSession(this, "s" + i, rooms.get(plan.roomOf(i)), plan.urlsOf(i));
            sessions.add(session);
            // One each millisecond: a thousand at once is another test than this one.
            env.vertx().setTimer(1 + i, t -> session.start());
        }
        return when(
                () -> entered == plan.sessions(),
                patience.prepare().plusMillis(plan.sessions()),
                missing -> (plan.sessions() - entered) + " sessions did not get into their rooms");
    }

    private Future<?> write() {
        writing = true;
        wroteFrom = now();
        progress.begin("begin", wroteFrom);
        stopTimer = env.vertx().setTimer(Math.max(1, plan.duration().toMillis()), t -> endWriting());
        if (plan.rate() > 0) {
            env.vertx().setPeriodic(RATE_TICK_MILLIS, this::offer);
        } else {
            for (LoadSession writer : writers()) {
                for (int i = 0; i < plan.open(); i++) {
                    writer.post(text);
                }
            }
        }
        running.tryComplete(List.copyOf(rooms));
        return when(() -> !writing, plan.duration().plusSeconds(60), missing -> "the writing did not end");
    }

    private List<LoadSession> writers() {
        return sessions.subList(0, plan.writers());
    }

    private void offer(long timer) {
        if (!writing) {
            env.vertx().cancelTimer(timer);
            return;
        }
        long due = (long) ((now() - wroteFrom) / 1e9 * plan.rate());
        while (offered < due) {
            LoadSession writer = sessions.get((int) (offered % plan.writers()));
            if (writer.client().unanswered() < RATE_BACKLOG) {
                writer.post(text);
            } else {
                notOffered++;
            }
            offered++;
        }
    }

    private void endWriting() {
        if (writing) {
            writing = false;
            wroteTo = now();
            env.vertx().cancelTimer(stopTimer);
        }
    }

    private Future<?> awaitAnswers() {
        return when(() -> unanswered() == 0, patience.answers(), missing -> "").otherwise(late -> {
            problem(unanswered() + " messages were not answered within "
                    + patience.answers().toSeconds() + " s");
            return null;
        });
    }

    private int unanswered() {
        return sessions.stream()
                .mapToInt(session -> session.client().unanswered())
                .sum();
    }

    private LoadResult conclude() {
        long now = now();
        return new LoadResult(
                plan,
                healing,
                Duration.ofNanos(wroteTo - wroteFrom),
                checker.verdict(),
                LoadResult.Spread.of(progress.latency()),
                LoadResult.Spread.of(progress.stalls(now)),
                progress.longestStall(now),
                progress.recoveries(),
                progress.receptions(),
                progress.answers(),
                progress.errors(),
                disconnects,
                notOffered,
                List.copyOf(ending.nodesRead()),
                problems);
    }

    /** Completes as soon as it is so; fails with these words after a time. */
    Future<?> when(BooleanSupplier condition, Duration within, Function<Duration, String> otherwise) {
        Promise<Void> met = Promise.promise();
        long deadline = now() + within.toNanos();
        env.vertx().setPeriodic(1, LOOK_EVERY_MILLIS, timer -> {
            if (condition.getAsBoolean()) {
                env.vertx().cancelTimer(timer);
                met.tryComplete();
            } else if (now() > deadline) {
                env.vertx().cancelTimer(timer);
                met.tryFail(new TimeoutException(otherwise.apply(within) + " within " + within));
            }
        });
        return met.future();
    }

    // ---- For the sessions ----

    void sessionEntered() {
        entered++;
    }

    /** A message of this writer was answered for good. */
    void answered(LoadSession writer) {
        if (writing && plan.rate() == 0) {
            writer.post(text);
        }
    }

    /** A reader has got its room up to a number. */
    void delivered(LoadSession reader, long seq) {
        deliveredAt = now();
        progress.delivered(reader.name(), reader.room(), seq, deliveredAt);
    }

    void disconnected() {
        disconnects++;
    }

    void problem(String words) {
        if (problems.size() < PROBLEMS_KEPT) {
            problems.add(words);
        }
    }

    /** When any reader last got anything. */
    long deliveredAt() {
        return deliveredAt;
    }

    Healing healing() {
        return healing;
    }

    LoadPlan plan() {
        return plan;
    }

    List<String> rooms() {
        return rooms;
    }

    List<LoadSession> sessions() {
        return sessions;
    }

    HistoryChecker checker() {
        return checker;
    }

    Progress progress() {
        return progress;
    }

    Patience patience() {
        return patience;
    }

    ClientEnv env() {
        return env;
    }

    Ulid newId() {
        return Ulid.next(System.currentTimeMillis(), random);
    }

    String newToken() {
        return new Digest(random.nextLong(), random.nextLong()).toString();
    }

    /** Nanoseconds of a clock that only goes forward. */
    long now() {
        return System.nanoTime();
    }
}
