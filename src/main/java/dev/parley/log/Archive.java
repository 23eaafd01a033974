package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The whole of every log, in an SQLite file on this node's own disk.
 *
 * <h2>Promises</h2>
 *
 * <ul>
 *   <li>What {@link #append} confirmed has been synced to the disk, and every read that begins after it sees it.
 *   <li>A log grows at its end only, without holes. A row is never overwritten.
 *   <li>Every future completes. A request that still waits in its queue after {@link ArchiveLimits#deadline()} fails with
 *       {@link Reason#TIMEOUT} and was not begun. One that was begun completes when the disk answers, however long that takes: an append
 *       whose transaction is under way is never reported as failed while it may still be committed.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call. Futures complete on the archive's threads ({@code parley-archive-write}, {@code parley-archive-read-1}, …), or on the
 * caller's when they fail at once. What hangs on a future must therefore hand over and return; it holds up all writes otherwise.
 * One thread writes: whatever waits when it is free goes into one transaction, so that many appends share one sync.
 *
 * <h2>Failures</h2>
 *
 * <p>Futures fail with {@link ArchiveException}; what each means for an append stands at {@link Reason}. Arguments that cannot be right throw
 * {@link IllegalArgumentException}.
 */
public final class Archive {

    /** How many entries, or ids, one read may ask for. */
    public static final int MAX_ENTRIES = 1_000;

    /** How many logs one {@link #inventory} may ask for. */
    public static final int MAX_LOGS = 10_000;

    private final ArchiveLimits limits;
    private final ArchiveQueue writes;
    private final ArchiveQueue reads;
    /** What a leader waits for before it numbers anything: not behind all that readers of rooms ask for at the same time. */
    private final ArchiveQueue leads;

    private final ArchiveWriter writer;
    private final ArchiveHealth health;
    private final CompletableFuture<Void> closed;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor watch;

    private Archive(ArchiveFile file, ArchiveLimits limits, ArchiveCare care) {
        this.limits = limits;
        health = new ArchiveHealth(care.patience());
        int readers = file.reading().size() - 1;
        writes = new ArchiveQueue(
                "the archive's writer", limits.waitingEntries(), limits.waitingBytes(), 1, health.counter());
        reads = new ArchiveQueue("the archive's readers", limits.waitingReads(), 1, readers, health.counter());
        leads = new ArchiveQueue("the archive's reader for leaders", limits.waitingReads(), 1, 1, health.counter());
        writer = new ArchiveWriter(file, ArchiveProjection.ALL, health);
        List<ArchiveReadLoop> readLoops = new ArrayList<>();
        for (Connection connection : file.reading()) {
            ArchiveQueue queue = readLoops.size() < readers ? reads : leads;
            readLoops.add(new ArchiveReadLoop(queue, new ArchiveReader(connection, health)));
        }
        CompletableFuture<Void> readersDone = CompletableFuture.allOf(
                readLoops.stream().map(ArchiveReadLoop::done).toArray(CompletableFuture<?>[]::new));
        ArchiveWriteLoop writeLoop =
                new ArchiveWriteLoop(writes, writer, limits.roundBytes(), readersDone, health.counter());
        watch = new ScheduledThreadPoolExecutor(1, task -> thread("watch", task));
        closed = writeLoop.done().whenComplete((done, failure) -> {
            watch.shutdownNow();
            file.unlock();
        });
        for (int i = 0; i < readLoops.size(); i++) {
            thread("read-" + (i + 1), readLoops.get(i)).start();
        }
        thread("write", writeLoop).start();
        long everyMillis = Math.max(10, Math.min(500, limits.deadline().toMillis() / 4));
        var unused = watch.scheduleWithFixedDelay(this::tick, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        new ArchiveCheck(this::read, watch, care, health).start();
    }

    /**
     * Opens the archive in a file, which is made if it is not there; blocks until migrations have run, everything is synced and a write has
     * worked.
     *
     * @throws ArchiveException with {@link Reason#IN_USE}, {@link Reason#NEWER}, {@link Reason#DAMAGED} or {@link Reason#IO}
     */
    public static Archive open(Path file, ArchiveLimits limits) throws ArchiveException {
        return start(ArchiveFile.open(file, limits.readers()), limits, ArchiveCare.DEFAULT);
    }

    /** An archive on a file that is open. */
    static Archive start(ArchiveFile file, ArchiveLimits limits, ArchiveCare care) {
        return new Archive(file, limits, care);
    }

    /**
     * Hears when this node had better do without the archive: the disk has failed in a write or a sync, damage was met by a write, a read or the
     * check in the background, or writing has failed for longer than {@link ArchiveCare#patience()} because the disk is full or read-only.
     *
     * <p>It is told once, on a thread of the archive; at once if it was so before. What can be done is to {@link #close} the archive and to
     * open it again: that tells whether it is well.
     */
    public void onTrouble(Consumer<ArchiveException> listener) {
        health.onTrouble(listener, watch);
    }

    /**
     * Adds entries to the end of a log.
     *
     * <p>Entries that are there already are passed over, so the same append may be made again. All new entries are stored or none.
     * The digests are taken as they come; whoever hands entries over has checked that they follow. In the same transaction the log's term
     * becomes this one, unless it is a newer one already.
     *
     * @param term of the leader whose history the log is with these entries; 0: leaves the log's term as it is
     * @param previous the position before the first entry; without entries: where the log must end, and only the term is stored
     * @param entries in order, without a hole; may be empty
     * @return after the sync: the log's end and term then; fails with {@link Reason#FULL}, {@link Reason#TIMEOUT}, {@link Reason#CONFLICT},
     *     {@link Reason#HOLE}, {@link Reason#IO}, {@link Reason#DAMAGED} or {@link Reason#CLOSED}
     */
    public CompletableFuture<LogEnd> append(LogId log, long term, Position previous, List<Entry> entries) {
        ArchiveRequest.Append append = new ArchiveRequest.Append(log, term, previous, entries, System.nanoTime());
        writes.offer(append);
        return append.result();
    }

    /** Where a log ends, and its term; {@link LogEnd#START} if nothing is known of it. */
    public CompletableFuture<LogEnd> end(LogId log) {
        return read(leads, reader -> reader.end(log));
    }

    /** Where these logs end, and their terms; {@link LogEnd#START} for those of which nothing is known. */
    public CompletableFuture<Map<LogId, LogEnd>> ends(Collection<LogId> logs) {
        List<LogId> asked = List.copyOf(logs);
        return read(reader -> reader.ends(asked));
    }

    /**
     * The logs that have entries, in the order of their names, with their ends and terms.
     *
     * @param afterLog the name after which to begin; empty: with the first
     * @param limit how many at the most, 1 to {@link #MAX_LOGS}; fewer in the answer: there are no more
     */
    public CompletableFuture<Map<LogId, LogEnd>> inventory(String afterLog, int limit) {
        checkLimit(limit, MAX_LOGS);
        return read(reader -> reader.inventory(afterLog, limit));
    }

    /**
     * What follows a number, ascending.
     *
     * @param seq exclusive; 0: from the first entry
     * @param limit how many at the most, 1 to {@link #MAX_ENTRIES}
     * @param maxBytes how many bytes of JSON at the most; at least one entry is given if there is one
     */
    public CompletableFuture<List<Entry>> after(LogId log, long seq, int limit, int maxBytes) {
        checkLimit(limit, MAX_ENTRIES);
        return read(reader -> reader.after(log, seq, limit, maxBytes));
    }

    /**
     * The newest entries below a number, ascending.
     *
     * @param seq exclusive; {@link Long#MAX_VALUE}: the newest of all
     * @param limit how many at the most, 1 to {@link #MAX_ENTRIES}
     */
    public CompletableFuture<List<Entry>> before(LogId log, long seq, int limit) {
        checkLimit(limit, MAX_ENTRIES);
        return read(reader -> reader.before(log, seq, limit));
    }

    /** The same for a leader that begins, without waiting behind those who read. */
    public CompletableFuture<List<Entry>> beforeForLeader(LogId log, long seq, int limit) {
        checkLimit(limit, MAX_ENTRIES);
        return read(leads, reader -> reader.before(log, seq, limit));
    }

    /** The digest at a number; empty if the log has no such entry. Number 0 has none. */
    public CompletableFuture<Optional<Digest>> digestAt(LogId log, long seq) {
        return read(reader -> reader.digestAt(log, seq));
    }

    /** Those of the ids, at most {@link #MAX_ENTRIES}, that are entries of the log already, however old. */
    public CompletableFuture<Map<EntryId, Entry>> find(LogId log, Collection<EntryId> ids) {
        List<EntryId> asked = List.copyOf(ids);
        if (asked.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("at most " + MAX_ENTRIES + " ids, not " + asked.size());
        }
        return read(leads, reader -> reader.find(log, asked));
    }

    /**
     * Walks along a log and checks numbers, ids and the chain of digests up to the end.
     *
     * <p>It reads in steps of {@link #MAX_ENTRIES} entries, between which other reads have their turn.
     *
     * @return the first fault as a sentence; empty: the log is sound
     */
    public CompletableFuture<Optional<String>> verify(LogId log) {
        CompletableFuture<Optional<String>> result = new CompletableFuture<>();
        walk(ArchiveWalk.begin(log), result);
        return result;
    }

    /**
     * Takes the end of a log off it: every entry above a position becomes an orphan, the log ends there, and its term is 0.
     *
     * <p>One transaction, together with the projections that read this log: after a crash either all of it was done or nothing. Of entries
     * with an id that is an orphan of this log already, the one that was cut first is kept. However many entries it are, they are not held in
     * memory; but appends wait meanwhile, and time out if it takes too long (some ten seconds for a million entries).
     *
     * @param common an entry of the log, or {@link Position#START} for all of it
     * @return after the sync: how many entries were taken off; fails with {@link Reason#CONFLICT} if the log has no such position
     */
    public CompletableFuture<Long> cut(LogId log, Position common) {
        return task(writer -> writer.cut(log, common));
    }

    /**
     * What was cut off logs and is not settled, in the order in which it was cut; entries of one log in the order that they had.
     *
     * @param afterRow exclusive; 0: from the first
     * @param limit how many at the most, 1 to {@link #MAX_ENTRIES}
     */
    public CompletableFuture<List<Orphan>> orphans(long afterRow, int limit) {
        checkLimit(limit, MAX_ENTRIES);
        return read(reader -> reader.orphans(afterRow, limit));
    }

    /** How many orphans there are. */
    public CompletableFuture<Long> countOrphans() {
        return read(ArchiveReader::countOrphans);
    }

    /**
     * Forgets orphans, because they are entries again, or never shall be.
     *
     * @param rows their {@link Orphan#row()}; those that are gone already are passed over
     * @return after the sync
     */
    public CompletableFuture<Void> settle(Collection<Long> rows) {
        List<Long> settled = List.copyOf(rows);
        return alone("settling orphans", statements -> new ArchiveOrphans(statements).settle(settled));
    }

    /**
     * Keeps for some shards the newest term that a leader was promised; a term that is not newer changes nothing.
     *
     * @return after the sync
     */
    public CompletableFuture<Void> promise(Map<Integer, Long> terms) {
        Map<Integer, Long> promised = Map.copyOf(terms);
        return alone("keeping promises", statements -> ArchivePromises.keep(statements, promised));
    }

    /** For each shard the newest term that a leader was promised. */
    public CompletableFuture<Map<Integer, Long>> promises() {
        return read(ArchiveReader::promises);
    }

    private CompletableFuture<Void> alone(String doing, ArchiveWriter.Small work) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        var unused = task(writer -> writer.alone(doing, work)).whenComplete((done, failure) -> {
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /**
     * Makes all projections anew from the logs, in one transaction. Appends wait as long, and time out if it takes too long.
     *
     * @return how many entries were read for it
     */
    public CompletableFuture<Long> rebuildProjections() {
        return task(ArchiveWriter::rebuildProjections);
    }

    /** How the archive is doing. Any thread; it never waits. */
    public ArchiveCounts counts() {
        return health.counter().counts(health, writes, reads.entries() + leads.entries(), limits);
    }

    /** Bytes of JSON of entries handed to {@link #append} and not yet on disk. */
    public long backlogBytes() {
        return writes.bytes();
    }

    /**
     * Writes and answers what waits, then closes the file; later calls fail with {@link Reason#CLOSED}. May be called again.
     *
     * @return when the file is closed, all of it in one piece, and another process may open it
     */
    public CompletableFuture<Void> close() {
        if (closing.compareAndSet(false, true)) {
            reads.close();
            leads.close();
            writes.close();
        }
        return closed;
    }

    /** How many transactions were committed. Exact when no append is under way. */
    long transactions() {
        return writer.transactions();
    }

    private <T> CompletableFuture<T> task(ArchiveRequest.Work<ArchiveWriter, T> work) {
        ArchiveRequest.Job<ArchiveWriter, T> job = new ArchiveRequest.Job<>(work, System.nanoTime());
        writes.offer(job);
        return job.result();
    }

    private <T> CompletableFuture<T> read(ArchiveRequest.Work<ArchiveReader, T> work) {
        return read(reads, work);
    }

    private static <T> CompletableFuture<T> read(ArchiveQueue queue, ArchiveRequest.Work<ArchiveReader, T> work) {
        ArchiveRequest.Job<ArchiveReader, T> job = new ArchiveRequest.Job<>(work, System.nanoTime());
        queue.offer(job);
        return job.result();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The result gets whatever comes of it.
    private void walk(ArchiveWalk from, CompletableFuture<Optional<String>> result) {
        read(reader -> reader.walk(from, MAX_ENTRIES)).whenComplete((walk, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else if (walk.isUnderWay()) {
                walk(walk, result);
            } else {
                result.complete(walk.fault());
            }
        });
    }

    private void tick() {
        long now = System.nanoTime();
        writes.expire(now, limits.deadline());
        reads.expire(now, limits.deadline());
        leads.expire(now, limits.deadline());
        if (health.isFailing()) {
            // Somebody who asks again and again need not be there, and time alone must not make a short failure a long
            // one.
            if (probing.compareAndSet(false, true)) {
                var unused = task(ArchiveWriter::probe).whenComplete((done, failure) -> probing.set(false));
            }
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "parley-archive-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private static void checkLimit(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw new IllegalArgumentException("limit must be 1 to " + max + ", not " + limit);
        }
    }
}
