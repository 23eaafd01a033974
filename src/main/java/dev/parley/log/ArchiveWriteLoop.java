package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the write thread does: all that waits, in one transaction; then the outcomes; then again. */
final class ArchiveWriteLoop implements Runnable {

    private static final System.Logger LOG = System.getLogger("dev.parley.log");

    private final ArchiveQueue queue;
    private final ArchiveWriter writer;
    private final int roundBytes;
    private final CompletableFuture<Void> readersDone;
    private final ArchiveCounter counter;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    // Owned by the write thread.
    private boolean failing;

    /** A loop that, when the queue is closed, waits for the readers and closes the writer. */
    ArchiveWriteLoop(
            ArchiveQueue queue,
            ArchiveWriter writer,
            int roundBytes,
            CompletableFuture<Void> readersDone,
            ArchiveCounter counter) {
        this.queue = queue;
        this.writer = writer;
        this.roundBytes = roundBytes;
        this.readersDone = readersDone;
        this.counter = counter;
    }

    /** Completes when everything that waited was written and the connection is closed; fails when the closing failed. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void run() {
        try {
            List<ArchiveRequest> round = queue.takeRound(roundBytes);
            while (!round.isEmpty()) {
                serve(round);
                round = queue.takeRound(roundBytes);
            }
        } finally {
            queue.end();
            close();
        }
    }

    private void serve(List<ArchiveRequest> round) {
        List<? extends ArchiveRequest> owed = round;
        try {
            List<ArchiveRequest.Append> appends = new ArrayList<>(round.size());
            for (ArchiveRequest request : round) {
                if (request instanceof ArchiveRequest.Append append) {
                    appends.add(append);
                }
            }
            if (!appends.isEmpty()) {
                write(appends);
            }
            // A job ends a round, so there is one at the most.
            owed = round.subList(appends.size(), round.size());
            if (!owed.isEmpty()) {
                ArchiveJobs.serve(queue, owed.get(0), writer, "a task of the archive");
                owed = List.of();
            }
            writer.tidy();
        } finally {
            // Empty, but for a bug that is about to end this thread.
            for (ArchiveRequest request : owed) {
                queue.failWith(request, new ArchiveException(Reason.IO, "the archive's write thread failed"));
            }
        }
    }

    private void write(List<ArchiveRequest.Append> appends) {
        long sinceNanos = System.nanoTime();
        try {
            List<ArchiveVerdict> verdicts = writer.write(appends);
            counter.wrote(appends, sinceNanos);
            report(null);
            for (int i = 0; i < appends.size(); i++) {
                queue.release(appends.get(i));
                verdicts.get(i).tell(appends.get(i));
            }
        } catch (ArchiveException e) {
            report(e);
            for (ArchiveRequest.Append append : appends) {
                queue.failWith(append, e);
            }
        }
    }

    /** One line when writing begins to fail and one when it works again; a full disk fails a thousand rounds. */
    private void report(@Nullable ArchiveException failure) {
        if (failure != null && !failing) {
            LOG.log(Level.ERROR, "event=archive-write-failed reason=" + failure.reason(), failure);
        } else if (failure == null && failing) {
            LOG.log(Level.INFO, "event=archive-writes-again");
        }
        failing = failure != null;
    }

    private void close() {
        try {
            // The last connection to close tidies up, which only this one can. A reader that hangs must not keep a node
            // from ending.
            readersDone.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "event=archive-readers-still-open said={0}", e);
        }
        try {
            writer.close();
            done.complete(null);
        } catch (SQLException e) {
            done.completeExceptionally(SqlErrors.failure("closing the archive", e));
        }
    }
}
