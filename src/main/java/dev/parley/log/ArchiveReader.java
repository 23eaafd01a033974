package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from the file through one read-only connection. Owned by one read thread; what it sees is committed. */
final class ArchiveReader implements ArchiveConnection {

    private static final String OF_LOG = " FROM entry WHERE log = (SELECT key FROM log WHERE name = ?) AND ";
    private static final String END = "SELECT seq, digest, term FROM log WHERE name = ?";
    // seq is 0 where a log's only entries were refused or cut, or where only a term was recorded.
    private static final String ENDS =
            "SELECT name, seq, digest, term FROM log WHERE name > ? AND seq > 0 ORDER BY name LIMIT ?";
    private static final String AFTER = "SELECT json" + OF_LOG + "seq > ? ORDER BY seq LIMIT ?";
    private static final String BEFORE = "SELECT json" + OF_LOG + "seq < ? ORDER BY seq DESC LIMIT ?";
    private static final String AT = "SELECT json" + OF_LOG + "seq = ?";
    private static final String BY_ID = "SELECT json" + OF_LOG + "id = ?";
    private static final String PAGE = "SELECT seq, id, json" + OF_LOG + "seq > ? ORDER BY seq LIMIT ?";

    private static final String ORPHANS = "SELECT row, log, json FROM orphan WHERE row > ? ORDER BY row LIMIT ?";

    private final Connection connection;
    private final SqlStatements statements;
    private final ArchiveHealth health;

    /** A reader on a connection, which it takes over. */
    ArchiveReader(Connection connection, ArchiveHealth health) {
        this.connection = connection;
        this.health = health;
        statements = new SqlStatements(connection);
    }

    LogEnd end(LogId log) throws SQLException, ArchiveException {
        PreparedStatement end = statements.of(END);
        end.setString(1, log.value());
        try (ResultSet rows = end.executeQuery()) {
            return rows.next() ? SqlRows.end(rows) : LogEnd.START;
        }
    }

    Map<LogId, LogEnd> ends(Collection<LogId> logs) throws SQLException, ArchiveException {
        Map<LogId, LogEnd> found = new HashMap<>();
        for (LogId log : logs) {
            found.put(log, end(log));
        }
        return found;
    }

    Map<LogId, LogEnd> inventory(String afterLog, int limit) throws SQLException, ArchiveException {
        Map<LogId, LogEnd> found = new LinkedHashMap<>();
        PreparedStatement ends = statements.of(ENDS);
        ends.setString(1, afterLog);
        ends.setInt(2, limit);
        try (ResultSet rows = ends.executeQuery()) {
            while (rows.next()) {
                found.put(SqlRows.log(rows, "name"), SqlRows.end(rows));
            }
        }
        return found;
    }

    List<Entry> after(LogId log, long seq, int limit, int maxBytes) throws SQLException, ArchiveException {
        List<Entry> found = new ArrayList<>();
        long size = 0;
        PreparedStatement after = statements.of(AFTER);
        after.setString(1, log.value());
        after.setLong(2, seq);
        after.setInt(3, limit);
        try (ResultSet rows = after.executeQuery()) {
            while (rows.next()) {
                Entry entry = SqlRows.entry(rows, "json");
                size += entry.json().size();
                if (size > maxBytes && !found.isEmpty()) {
                    break;
                }
                found.add(entry);
            }
        }
        return found;
    }

    List<Entry> before(LogId log, long seq, int limit) throws SQLException, ArchiveException {
        List<Entry> found = new ArrayList<>();
        PreparedStatement before = statements.of(BEFORE);
        before.setString(1, log.value());
        before.setLong(2, seq);
        before.setInt(3, limit);
        try (ResultSet rows = before.executeQuery()) {
            while (rows.next()) {
                found.add(SqlRows.entry(rows, "json"));
            }
        }
        Collections.reverse(found);
        return found;
    }

    Optional<Digest> digestAt(LogId log, long seq) throws SQLException, ArchiveException {
        PreparedStatement at = statements.of(AT);
        at.setString(1, log.value());
        at.setLong(2, seq);
        try (ResultSet rows = at.executeQuery()) {
            return rows.next() ? Optional.of(SqlRows.entry(rows, "json").digest()) : Optional.empty();
        }
    }

    Map<EntryId, Entry> find(LogId log, Collection<EntryId> ids) throws SQLException, ArchiveException {
        Map<EntryId, Entry> found = new HashMap<>();
        PreparedStatement byId = statements.of(BY_ID);
        byId.setString(1, log.value());
        for (EntryId id : ids) {
            byId.setBytes(2, SqlRows.bytes(id));
            try (ResultSet rows = byId.executeQuery()) {
                if (rows.next()) {
                    found.put(id, SqlRows.entry(rows, "json"));
                }
            }
        }
        return found;
    }

    List<Orphan> orphans(long afterRow, int limit) throws SQLException, ArchiveException {
        List<Orphan> found = new ArrayList<>();
        PreparedStatement orphans = statements.of(ORPHANS);
        orphans.setLong(1, afterRow);
        orphans.setInt(2, limit);
        try (ResultSet rows = orphans.executeQuery()) {
            while (rows.next()) {
                found.add(new Orphan(rows.getLong("row"), SqlRows.log(rows, "log"), SqlRows.entry(rows, "json")));
            }
        }
        return found;
    }

    long countOrphans() throws SQLException {
        return SqlRows.number(connection, "SELECT count(*) FROM orphan");
    }

    /**
     * Checks some entries after the place that the walk has reached, against the end that the file notes for the log. If the log was cut below
     * that place meanwhile, the walk begins again.
     */
    ArchiveWalk walk(ArchiveWalk from, int limit) throws SQLException {
        // Everything out of one state of the file.
        SqlRows.run(connection, "BEGIN");
        try {
            Position reached = from.reached();
            boolean isThere =
                    reached.seq() == 0 || digestAt(from.log(), reached.seq()).equals(Optional.of(reached.digest()));
            return step(isThere ? from : ArchiveWalk.begin(from.log()), limit);
        } catch (ArchiveException e) {
            return from.broken("after entry " + from.reached().seq() + ": " + e.getMessage());
        } finally {
            endSnapshot();
        }
    }

    private ArchiveWalk step(ArchiveWalk from, int limit) throws SQLException, ArchiveException {
        Position noted = end(from.log()).at();
        ArchiveWalk walk = from;
        int rowsSeen = 0;
        PreparedStatement page = statements.of(PAGE);
        page.setString(1, from.log().value());
        page.setLong(2, from.reached().seq());
        page.setInt(3, limit);
        try (ResultSet rows = page.executeQuery()) {
            while (rows.next() && walk.isUnderWay()) {
                rowsSeen++;
                byte[] id = rows.getBytes("id");
                walk = walk.step(rows.getLong("seq"), id == null ? new byte[0] : id, SqlRows.entry(rows, "json"));
            }
        }
        return walk.isUnderWay() && rowsSeen < limit ? walk.arriveAt(noted) : walk;
    }

    /** Goes on checking everything there is: some entries of a log, or the next log, or some orphans. */
    ArchiveSweep sweep(ArchiveSweep from, int limit) throws SQLException {
        try {
            return sweepOn(from, limit);
        } catch (ArchiveException e) {
            return from.unreadable(e);
        } catch (SQLException e) {
            ArchiveException why = SqlErrors.failure("reading", e);
            if (why.reason() != Reason.DAMAGED) {
                throw e;
            }
            statements.forget();
            return from.unreadable(why);
        }
    }

    private ArchiveSweep sweepOn(ArchiveSweep from, int limit) throws SQLException, ArchiveException {
        ArchiveWalk walk = from.walk();
        if (walk != null) {
            return from.walked(walk(walk, limit));
        }
        if (from.stage() == ArchiveSweep.Stage.LOGS) {
            PreparedStatement ends = statements.of(ENDS);
            ends.setString(1, from.lastLog());
            ends.setInt(2, 1);
            try (ResultSet rows = ends.executeQuery()) {
                return rows.next() ? from.begin(SqlRows.log(rows, "name")) : from.toOrphans();
            }
        }
        return from.sawOrphans(orphans(from.lastOrphan(), limit), limit);
    }

    /** Lets go of the state that was read from. */
    private void endSnapshot() {
        try {
            SqlRows.run(connection, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done so by itself, as it does when the disk fails.
            System.getLogger("dev.parley.log")
                    .log(System.Logger.Level.DEBUG, () -> "event=archive-snapshot-ended said=" + e.getMessage());
        }
    }

    @Override
    public void afterFailure(ArchiveException why) {
        statements.forget();
        health.met(why);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
