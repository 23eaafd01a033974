package dev.parley.log;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a read thread does: one request after the other, in the order in which they came. */
final class ArchiveReadLoop implements Runnable {

    private final ArchiveQueue queue;
    private final ArchiveReader reader;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** A loop that closes the reader when the queue is closed. */
    ArchiveReadLoop(ArchiveQueue queue, ArchiveReader reader) {
        this.queue = queue;
        this.reader = reader;
    }

    /** Completes when the connection is closed. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void run() {
        try {
            // A round of jobs is one job.
            List<ArchiveRequest> round = queue.takeRound(1);
            while (!round.isEmpty()) {
                ArchiveJobs.serve(queue, round.get(0), reader, "reading from the archive");
                round = queue.takeRound(1);
            }
        } finally {
            queue.end();
            close();
        }
    }

    private void close() {
        try {
            reader.close();
            done.complete(null);
        } catch (SQLException e) {
            done.completeExceptionally(SqlErrors.failure("closing a reader of the archive", e));
        }
    }
}
