package dev.parley.log;

import dev.parley.wire.Callers;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All logs of this node: the door of this package.
 *
 * <p>Any thread may call; futures complete on the caller's context, within 10 s.
 */
public final class Logs implements LogReader {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Archive archive;
    private final LogVerticle verticle;

    private Logs(Vertx vertx, Archive archive, LogVerticle verticle) {
        this.vertx = vertx;
        this.archive = archive;
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
        return vertx.deployVerticle(verticle).map(id -> new Logs(vertx, archive, verticle));
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
     * @param end where the log ends as this leader's term begins
     * @param recent entries out of the grid, perhaps on no disk yet
     * @param ends from which nodes what is missing can be fetched, and how far
     * @return {@code end}, when it is on this node's disk together with the term; fails when that takes too long, or when the histories differ
     */
    public Future<Position> catchUp(LogId log, LogEnd end, List<Entry> recent, Map<NodeId, Position> ends) {
        return on(() -> verticle.catchUps().begin(log, end, recent, ends));
    }

    /** Another node's disk has a log up to here; what this node lacks is fetched from it. */
    public void hear(LogId log, NodeId node, Position end) {
        verticle.runOnContext(() -> verticle.keeper().known(node, log, end));
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

    /**
     * How far this node has a log, for a new leader of it; from then on nothing is taken from leaders of older terms.
     *
     * @return {@link dev.parley.wire.NodeMessage.Ends} or {@link dev.parley.wire.NodeMessage.Outdated}
     */
    public Future<NodeMessage> promise(LogId log, long term) {
        return on(() -> verticle.promise(log, term));
    }

    /**
     * Makes this node's archive agree with the cluster's history; once, before the node leads or serves. What was taken out of it for that is in
     * the archive as orphans.
     *
     * @return when it agrees; without a deadline, because under the majority policy a majority may be long in coming
     */
    public Future<Void> reconcile() {
        Promise<Void> promise = Callers.promise(vertx);
        verticle.runOnContext(() -> verticle.reconcile().run().onComplete(promise));
        return promise.future();
    }

    /** What {@link #reconcile} is doing, for people. */
    public String progress() {
        return verticle.reconcile().progress();
    }

    /** How this node takes its logs in. Any thread; it never waits. */
    public LogCounts counts() {
        return verticle.counts();
    }

    /**
     * Fetches what the serving nodes have and this node's archive lacks, after it was declared ready.
     *
     * @param deadline after which it fails; what was fetched stays
     */
    public Future<Void> catchUpWithPeers(Duration deadline) {
        return on(() -> verticle.join().run(), deadline);
    }

    /**
     * The logs on this node's disk, in the order of their names, and where they end.
     *
     * @param afterLog the name after which to begin; empty: with the first
     * @param limit how many at the most, 1 to {@link Archive#MAX_LOGS}
     */
    public Future<Map<LogId, LogEnd>> inventory(String afterLog, int limit) {
        return on(() -> verticle.reads().stage(archive.inventory(afterLog, limit)));
    }

    /** What {@link #reconcile} took out of this node's logs and is not settled, in order, after a row. */
    public Future<List<Orphan>> orphans(long afterRow, int limit) {
        return on(() -> verticle.reads().stage(archive.orphans(afterRow, limit)));
    }

    /** These orphans are entries again. */
    public Future<Void> settleOrphans(List<Long> rows) {
        return on(() -> verticle.reads().stage(archive.settle(rows)));
    }

    /**
     * What is not on this node's disk yet.
     *
     * @param entries how many are known to exist
     * @param bytes JSON of those that are here
     */
    public record Backlog(long entries, long bytes) {}

    /** What is not on this node's disk yet. */
    public Future<Backlog> backlog() {
        return on(() -> Future.succeededFuture(verticle.keeper().backlog()));
    }

    /** Hears, on the log's event loop, when the history of a log here contradicts another node's: the node must join afresh, and so reconcile. */
    public void onDiverged(Consumer<LogId> listener) {
        verticle.runOnContext(() -> verticle.keeper().onDiverged(listener));
    }

    /** A leader found that this node's copy of a log is not the one that is believed: as if it had been contradicted by another node. */
    public void contradicted(LogId log) {
        verticle.runOnContext(() -> verticle.keeper().contradicted(log));
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
