package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.sql.SQLException;

/** Runs one job with a connection, so that it has its outcome whatever happens. */
final class ArchiveJobs {

    private ArchiveJobs() {}

    /**
     * Runs the request, which must be a job for connections of this sort.
     *
     * @param doing for the message of a failure
     */
    static <C extends ArchiveConnection> void serve(
            ArchiveQueue queue, ArchiveRequest request, C connection, String doing) {
        boolean served = false;
        try {
            @SuppressWarnings("unchecked") // Each queue takes jobs of one sort only: Archive sees to it.
            Runnable tell = ((ArchiveRequest.Job<C, ?>) request).run(connection);
            queue.release(request);
            served = true;
            tell.run();
        } catch (SQLException e) {
            served = true;
            fail(queue, request, connection, SqlErrors.failure(doing, e));
        } catch (ArchiveException e) {
            served = true;
            fail(queue, request, connection, e);
        } finally {
            // A bug; it goes on to end the thread, but not without an answer.
            if (!served) {
                queue.failWith(request, new ArchiveException(Reason.IO, doing + " failed"));
            }
        }
    }

    private static void fail(
            ArchiveQueue queue, ArchiveRequest request, ArchiveConnection connection, ArchiveException why) {
        connection.afterFailure(why);
        queue.failWith(request, why);
    }
}
