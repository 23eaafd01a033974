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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from the file through one read-only connection. Owned by one read thread; what it sees is committed. */
final class ArchiveReader implements ArchiveConnection {

    private static final String NEXT_LOG = "SELECT name FROM log WHERE name > ? ORDER BY name LIMIT 1";
    private static final String PAGE = "SELECT seq, id, json FROM entry"
            + " WHERE log = (SELECT key FROM log WHERE name = ?) AND seq > ? ORDER BY seq LIMIT ?";
    private static final String ORPHANS = "SELECT row, log, json FROM orphan WHERE row > ? ORDER BY row LIMIT ?";

    private final Connection connection;
    private final SqlStatements statements;
    private final ArchivePages pages;
    private final ArchiveHealth health;

    /** A reader on a connection, which it takes over. */
    ArchiveReader(Connection connection, ArchiveHealth health) {
        this.connection = connection;
        this.health = health;
        statements = new SqlStatements(connection);
        pages = new ArchivePages(statements);
    }

    LogEnd end(LogId log) throws SQLException, ArchiveException {
        return pages.end(log);
    }

    Map<LogId, LogEnd> ends(Collection<LogId> logs) throws SQLException, ArchiveException {
        return inSnapshot(() -> {
            Map<LogId, LogEnd> found = new HashMap<>();
            for (LogId log : logs) {
                found.put(log, pages.end(log));
            }
            return found;
        });
    }

    Map<LogId, LogEnd> inventory(String afterLog, int limit) throws SQLException, ArchiveException {
        return pages.inventory(afterLog, limit);
    }

    List<Entry> after(LogId log, long seq, int limit, int maxBytes) throws SQLException, ArchiveException {
        return inSnapshot(() -> pages.after(log, seq, limit, maxBytes));
    }

    List<Entry> before(LogId log, long seq, int limit) throws SQLException, ArchiveException {
        return inSnapshot(() -> pages.before(log, seq, limit));
    }

    Optional<Digest> digestAt(LogId log, long seq) throws SQLException, ArchiveException {
        return inSnapshot(() -> pages.digestAt(log, seq));
    }

    Map<EntryId, Entry> find(LogId log, Collection<EntryId> ids) throws SQLException, ArchiveException {
        return inSnapshot(() -> pages.find(log, ids));
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

    /** The terms that leaders were promised, by shard. */
    Map<Integer, Long> promises() throws SQLException {
        return ArchivePromises.all(statements);
    }

    /**
     * Checks some entries after the place that the walk has reached, up to the end that the file notes for the log. If the log was cut below
     * that place meanwhile, the walk begins again.
     */
    ArchiveWalk walk(ArchiveWalk from, int limit) throws SQLException {
        try {
            return inSnapshot(() -> {
                Position reached = from.reached();
                boolean isThere = reached.seq() == 0
                        || pages.digestAt(from.log(), reached.seq()).equals(Optional.of(reached.digest()));
                return step(isThere ? from : ArchiveWalk.begin(from.log()), limit);
            });
        } catch (ArchiveException e) {
            return from.broken("after entry " + from.reached().seq() + ": " + e.getMessage());
        }
    }

    private ArchiveWalk step(ArchiveWalk from, int limit) throws SQLException, ArchiveException {
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
                Entry entry = SqlRows.entry(rows, "json");
                walk = walk.step(rows.getLong("seq"), id == null ? new byte[0] : id, entry);
                if (walk.isUnderWay() && pages.seqOf(from.log(), entry.id()) != entry.seq()) {
                    walk = walk.broken("entry " + entry.seq() + " is not found by its id " + entry.id());
                }
            }
        }
        return walk.isUnderWay() && rowsSeen < limit ? walk.arriveAt(pages.noted(from.log())) : walk;
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
            PreparedStatement next = statements.of(NEXT_LOG);
            next.setString(1, from.lastLog());
            try (ResultSet rows = next.executeQuery()) {
                return rows.next() ? from.begin(SqlRows.log(rows, "name")) : from.toOrphans();
            }
        }
        return from.sawOrphans(orphans(from.lastOrphan(), limit), limit);
    }

    private <T> T inSnapshot(Snapshot<T> reading) throws SQLException, ArchiveException {
        SqlRows.run(connection, "BEGIN");
        try {
            return reading.read();
        } finally {
            endSnapshot();
        }
    }

    /** Reads that must see one state of the file. */
    @FunctionalInterface
    private interface Snapshot<T> {
        T read() throws SQLException, ArchiveException;
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
