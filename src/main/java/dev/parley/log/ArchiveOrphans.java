package dev.parley.log;

import dev.parley.wire.LogId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** Table {@code orphan}, within the transactions of others. Owned by the write thread. */
final class ArchiveOrphans {

    // An id that is there already is the same command, cut off before.
    private static final String KEEP = "INSERT INTO orphan (log, seq, id, json, cut_at)"
            + " SELECT ?, seq, id, json, ? FROM entry WHERE log = ? AND seq > ? ORDER BY seq"
            + " ON CONFLICT (log, id) DO NOTHING";
    private static final String TAKE_OFF = "DELETE FROM entry WHERE log = ? AND seq > ?";
    private static final String SETTLE = "DELETE FROM orphan WHERE row = ?";

    private final SqlStatements statements;

    ArchiveOrphans(SqlStatements statements) {
        this.statements = statements;
    }

    /**
     * Moves entries of a log here, inside SQLite, however many they are.
     *
     * @param key the log's number in the tables
     * @param seq exclusive: those above it
     * @return how many were taken off the log
     */
    long cut(LogId log, long key, long seq, long nowMillis) throws SQLException {
        PreparedStatement keep = statements.of(KEEP);
        keep.setString(1, log.value());
        keep.setLong(2, nowMillis);
        keep.setLong(3, key);
        keep.setLong(4, seq);
        keep.executeUpdate();
        PreparedStatement takeOff = statements.of(TAKE_OFF);
        takeOff.setLong(1, key);
        takeOff.setLong(2, seq);
        return takeOff.executeUpdate();
    }

    /** Forgets orphans; what is not there is passed over. */
    void settle(Collection<Long> rows) throws SQLException {
        PreparedStatement settle = statements.of(SETTLE);
        for (long row : rows) {
            settle.setLong(1, row);
            settle.executeUpdate();
        }
    }
}
