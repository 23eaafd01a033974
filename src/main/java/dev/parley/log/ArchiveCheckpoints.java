package dev.parley.log;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Moves the write-ahead log into the file now and then. Owned by the write thread.
 *
 * <p>SQLite would do that by itself within a commit, and keep the failure to itself. A disk that fails is to be noticed.
 */
final class ArchiveCheckpoints {

    /** About 8 MiB of pages. */
    private static final long DUE_PAGES = 2_000;

    private static final int PAGE_BYTES = 4_096;

    /** Leaves of the tables and indexes that an append to one log touches. */
    private static final int PAGES_OF_AN_APPEND = 4;

    private final Connection connection;
    private final ArchiveHealth health;
    private long pages;
    private boolean failing;

    ArchiveCheckpoints(Connection connection, ArchiveHealth health) {
        this.connection = connection;
        this.health = health;
    }

    /** An append was committed. */
    void appended(ArchiveRequest.Append append) {
        // Numbers follow each other, ids hardly do: about a page for each in the index of ids.
        pages += PAGES_OF_AN_APPEND + append.batch().size() + append.bytes() / PAGE_BYTES;
        health.counter().logged(pages);
    }

    /** Very much was committed. */
    void rewritten() {
        pages += DUE_PAGES;
    }

    /** After the answers: moves what is there, when there is enough of it. A failure is told to the archive's health. */
    void runIfDue(long nowNanos) {
        if (pages < DUE_PAGES) {
            return;
        }
        try {
            SqlRows.number(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            pages = 0;
            health.counter().checkpointed(nowNanos);
            health.counter().logged(pages);
            failing = false;
        } catch (SQLException e) {
            ArchiveException why = SqlErrors.failure("moving the write-ahead log into the archive", e);
            if (SqlErrors.isBrokenDisk(why)) {
                health.writeFailed(why, nowNanos);
            } else {
                // Nothing is lost as long as the log can grow; when it cannot, appends fail and tell.
                health.met(why);
            }
            if (!failing) {
                failing = true;
                System.getLogger("dev.parley.log")
                        .log(Level.ERROR, "event=archive-checkpoint-failed reason=" + why.reason(), why);
            }
        }
    }

    /**
     * Moves everything and syncs it.
     *
     * @throws SQLException also when another program that reads keeps some of it back
     */
    static void runWhole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            if (row.next() && row.getInt("checkpointed") < row.getInt("log")) {
                throw new SQLException("another program reads the file and keeps its newest part from being stored");
            }
        }
    }
}
