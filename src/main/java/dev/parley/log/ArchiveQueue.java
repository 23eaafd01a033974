package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bounded queue before the archive's threads. Any thread.
 *
 * <p>A request is in the queue or out of it, and the one who takes it out (a thread of the archive, the watch that finds it overdue, the
 * end) decides its outcome. So a request that a thread has begun is never reported as timed out.
 *
 * <p>Room is taken when a request comes and given back with its outcome, not when it leaves the queue: what is being written counts.
 */
final class ArchiveQueue {

    /** What a request counts for in a round at the least: one that brings a term only takes its time as well. */
    private static final long LEAST_BYTES = 256;

    private final String name;
    private final int maxEntries;
    private final long maxBytes;
    private final BlockingQueue<ArchiveRequest> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger threads;
    private final ArchiveCounter counter;
    private volatile boolean closed;
    private volatile boolean ended;

    /**
     * An empty queue.
     *
     * @param name of what it leads to, for messages
     * @param maxEntries how many entries (or requests without entries) may be in it or under way
     * @param maxBytes how many bytes
     * @param threads how many threads will take from it, each of which calls {@link #end()}
     * @param counter counts what fails
     */
    ArchiveQueue(String name, int maxEntries, long maxBytes, int threads, ArchiveCounter counter) {
        this.name = name;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.threads = new AtomicInteger(threads);
        this.counter = counter;
    }

    /** Lets a request wait, or fails it at once. */
    void offer(ArchiveRequest request) {
        if (closed) {
            request.fail(closedFailure());
            return;
        }
        long entriesNow = entries.addAndGet(request.entries());
        long bytesNow = bytes.addAndGet(request.bytes());
        if (entriesNow > maxEntries || bytesNow > maxBytes) {
            failWith(
                    request,
                    new ArchiveException(
                            Reason.FULL,
                            "the queue for " + name + " is full: " + (entriesNow - request.entries()) + " of "
                                    + maxEntries
                                    + " entries, " + (bytesNow - request.bytes()) + " of " + maxBytes + " bytes wait, "
                                    + request.entries() + " entries of " + request.bytes() + " bytes came"));
            return;
        }
        waiting.add(request);
        // The threads may have ended between the check above and now. Then nobody would take it out but us.
        if (ended && waiting.remove(request)) {
            failWith(request, closedFailure());
        }
    }

    /** Waits for requests and takes what is there, up to about so many bytes; a {@link ArchiveRequest.Job} is the last one. Empty: closed. */
    List<ArchiveRequest> takeRound(int roundBytes) {
        List<ArchiveRequest> round = new ArrayList<>();
        long size = 0;
        ArchiveRequest next = await();
        while (next != null) {
            if (next instanceof ArchiveRequest.Stop) {
                waiting.add(next);
                return round;
            }
            round.add(next);
            size += Math.max(LEAST_BYTES, next.bytes());
            next = size < roundBytes && next instanceof ArchiveRequest.Append ? waiting.poll() : null;
        }
        return round;
    }

    /** Gives back the room that a request took; called before it gets its outcome. */
    void release(ArchiveRequest request) {
        entries.addAndGet(-request.entries());
        bytes.addAndGet(-request.bytes());
    }

    /** Gives back its room and fails it. */
    void failWith(ArchiveRequest request, ArchiveException why) {
        release(request);
        counter.failed(why);
        request.fail(why);
    }

    /** Fails what has waited for too long. The oldest are in front. */
    void expire(long nowNanos, Duration wait) {
        ArchiveRequest oldest = waiting.peek();
        while (oldest != null
                && !(oldest instanceof ArchiveRequest.Stop)
                && nowNanos - oldest.sinceNanos() > wait.toNanos()) {
            if (waiting.remove(oldest)) {
                failWith(
                        oldest,
                        new ArchiveException(
                                Reason.TIMEOUT, "waited longer than " + wait.toMillis() + " ms for " + name));
            }
            oldest = waiting.peek();
        }
    }

    /** Takes nothing more in. What is in the queue is still served. */
    void close() {
        closed = true;
        waiting.add(new ArchiveRequest.Stop());
    }

    /** One of the threads has ended, in whatever way; after the last one, nothing stays in the queue. */
    void end() {
        if (threads.decrementAndGet() > 0) {
            return;
        }
        closed = true;
        ended = true;
        for (ArchiveRequest left = waiting.poll(); left != null; left = waiting.poll()) {
            failWith(left, closedFailure());
        }
    }

    /** Bytes taken in and without outcome. */
    long bytes() {
        return bytes.get();
    }

    /** Entries, or requests without entries, taken in and without outcome. */
    long entries() {
        return entries.get();
    }

    private ArchiveRequest await() {
        try {
            return waiting.take();
        } catch (InterruptedException e) {
            // Nobody interrupts these threads; whoever does wants them to end.
            Thread.currentThread().interrupt();
            return new ArchiveRequest.Stop();
        }
    }

    private static ArchiveException closedFailure() {
        return new ArchiveException(Reason.CLOSED, "the archive is closed");
    }
}
