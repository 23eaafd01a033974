package dev.parley.log;

import dev.parley.wire.Callers;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * All logs of this node: the door of this package.
 *
 * <p>Any thread may call; futures complete on the caller's context, within 10 s.
 */
public final class Logs implements LogReader {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final LogVerticle verticle;

    private Logs(Vertx vertx, LogVerticle verticle) {
        this.vertx = vertx;
        this.verticle = verticle;
    }

    /**
     * Begins to take in entries and to answer other nodes.
     *
     * @param vertx the node's Vert.x
     * @param bus the way to other nodes
     * @param archive the node's archive, open; closed by whoever opened it, after Vert.x
     * @param peers what must be known of the cluster
     * @param config limits and times
     * @return when the directory is known and the event bus carries this node's address
     */
    public static Future<Logs> deploy(Vertx vertx, NodeBus bus, Archive archive, LogPeers peers, LogConfig config) {
        LogVerticle verticle = new LogVerticle(bus, archive, peers, config);
        return vertx.deployVerticle(verticle).map(id -> new Logs(vertx, verticle));
    }

    @Override
    public Future<Position> head(LogId log) {
        return on(() -> verticle.reads().head(log));
    }

    @Override
    public Future<Page> after(LogId log, long seq, int limit, int maxBytes) {
        return on(() -> verticle.reads().after(log, seq, limit, maxBytes));
    }

    @Override
    public Future<Page> before(LogId log, long seq, int limit) {
        return on(() -> verticle.reads().before(log, seq, limit));
    }

    @Override
    public Future<Relation> relation(LogId log, Position position) {
        return on(() -> verticle.reads().relation(log, position));
    }

    @Override
    public void listen(Listener listener) {
        verticle.runOnContext(() -> verticle.keeper().listen(listener));
    }

    @Override
    public Directory directory() {
        return verticle.directory();
    }

    /**
     * Brings this node's archive up to the end that a new leader found.
     *
     * @param log which log
     * @param end the furthest end that is known
     * @param recent entries out of the grid, perhaps on no disk yet
     * @param ends which archive has how much
     * @return {@code end}, when it is on this node's disk; fails when that takes too long, or when the histories differ
     */
    public Future<Position> catchUp(LogId log, Position end, List<Entry> recent, Map<NodeId, Position> ends) {
        return on(() -> verticle.catchUps().begin(log, end, recent, ends));
    }

    /** Another node's disk has a log up to here; what this node lacks is fetched from it. */
    public void hear(LogId log, NodeId node, Position end) {
        verticle.runOnContext(() -> verticle.keeper().announced(node, log, end));
    }

    /** Which of these ids are entries on this node's disk. */
    public Future<Map<EntryId, Entry>> find(LogId log, Collection<EntryId> ids) {
        return on(() -> verticle.find(log, ids));
    }

    /** The newest entries, ascending. */
    public Future<List<Entry>> newest(LogId log, int limit) {
        return on(() -> verticle.reads().newest(log, limit));
    }

    /** Logs that had news on this node within a time. */
    public Future<List<LogId>> activeWithin(Duration time) {
        return on(() -> Future.succeededFuture(verticle.keeper().activeWithin(time.toMillis())));
    }

    /** How far this node's disk has a log. */
    public Future<Position> archived(LogId log) {
        return on(() -> verticle.archived(log));
    }

    /**
     * Fetches from the other nodes everything that this node's archive lacks.
     *
     * @param deadline after which it fails; what was fetched stays
     */
    public Future<Void> catchUpWithPeers(Duration deadline) {
        return on(() -> verticle.join().run(), deadline);
    }

    /** Logs whose history here contradicts another node's; they take in nothing more until they are reconciled. */
    public Future<Set<LogId>> diverged() {
        return on(() -> Future.succeededFuture(verticle.keeper().diverged()));
    }

    private <T> Future<T> on(Supplier<Future<T>> action) {
        return on(action, DEADLINE);
    }

    private <T> Future<T> on(Supplier<Future<T>> action, Duration deadline) {
        Promise<T> promise = Callers.promise(vertx);
        verticle.runOnContext(() -> action.get().onComplete(promise));
        return promise.future().timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
