package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Clocks;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes appends into the file, many in one transaction. Owned by the write thread; knows no queue and no thread.
 *
 * <p>It keeps the ends of the logs it has written to, so that an append needs no question to the file. They change after the commit only;
 * after a failure they are forgotten and read again.
 */
final class ArchiveWriter implements ArchiveConnection {

    private static final String FIND_LOG = "SELECT key, seq, digest, term FROM log WHERE name = ?";
    private static final String ADD_LOG = "INSERT INTO log (name, seq, digest) VALUES (?, 0, zeroblob(16))";
    private static final String MOVE_END = "UPDATE log SET seq = ?, digest = ?, term = ? WHERE key = ?";
    private static final String ADD_ENTRY = "INSERT INTO entry (log, seq, id, json) VALUES (?, ?, ?, ?)";
    private static final String FIND_ID = "SELECT seq FROM entry WHERE log = ? AND id = ?";
    private static final String RANGE = "SELECT json FROM entry WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq";
    private static final String UNDO = "DELETE FROM entry WHERE log = ? AND seq > ?";

    /**
     * A log as the file has it.
     *
     * @param key its number in the tables; 0: it has none yet
     * @param end its last entry and its term
     */
    private record Known(long key, LogEnd end) {}

    private final Connection connection;
    private final ArchiveProjector projector;
    private final SqlStatements statements;
    private final ArchiveOrphans orphans;
    private final ArchiveHealth health;
    private final ArchiveCheckpoints checkpoints;
    private final Map<LogId, Known> committed = new HashMap<>();
    private long transactions;

    /** A writer on a file whose writing connection has nothing under way; it takes the connection over. */
    ArchiveWriter(ArchiveFile file, List<ArchiveProjection> projections, ArchiveHealth health) {
        connection = file.writing();
        projector = new ArchiveProjector(connection, projections);
        statements = new SqlStatements(connection);
        orphans = new ArchiveOrphans(statements);
        this.health = health;
        checkpoints = new ArchiveCheckpoints(file, health);
    }

    /**
     * Writes a round of appends in one transaction and returns after its sync.
     *
     * @return what became of each, in their order
     * @throws ArchiveException when nothing of the round was written
     */
    List<ArchiveVerdict> write(List<ArchiveRequest.Append> round) throws ArchiveException {
        List<ArchiveVerdict> verdicts = inTransaction("writing to the archive", () -> {
                    Map<LogId, Known> changed = new HashMap<>();
                    List<ArchiveVerdict> found = new ArrayList<>(round.size());
                    for (ArchiveRequest.Append append : round) {
                        found.add(judge(append, changed));
                    }
                    for (Known log : changed.values()) {
                        moveEnd(log);
                    }
                    return new Written(found, changed, 0);
                })
                .verdicts();
        round.forEach(checkpoints::appended);
        return verdicts;
    }

    /** Writes a page and syncs it, to learn whether that works again. */
    boolean probe() throws ArchiveException {
        inTransaction("writing to the archive", () -> {
            Migrations.touch(connection);
            return new Written(List.of(), Map.of(), 0);
        });
        return true;
    }

    /** To be called when the answers are given: what need not hold anybody up. */
    void tidy() {
        checkpoints.runIfDue(System.nanoTime());
    }

    /**
     * Empties all projections and makes them again from the logs, in one transaction.
     *
     * @return how many entries were read for it
     */
    long rebuildProjections() throws ArchiveException {
        return inTransaction(
                        "rebuilding the projections", () -> new Written(List.of(), Map.of(), projector.rebuildAll()))
                .entries();
    }

    /**
     * Takes all entries above a position off a log and keeps them as orphans, in one transaction; returns after its sync.
     *
     * @return how many entries were taken off
     */
    long cut(LogId log, Position common) throws ArchiveException {
        return inTransaction("cutting " + log, () -> {
                    Known known = known(log, Map.of());
                    if (!isPosition(known, common)) {
                        throw new ArchiveException(
                                Reason.CONFLICT,
                                "cannot cut " + log + " at " + common + ": it is no position of the log, which ends at "
                                        + known.end());
                    }
                    Known left = new Known(known.key(), new LogEnd(0, common));
                    if (left.equals(known)) {
                        return new Written(List.of(), Map.of(), 0);
                    }
                    long taken = orphans.cut(log, known.key(), common.seq(), Clocks.wallMillis());
                    moveEnd(left);
                    projector.rebuildReadersOf(log);
                    checkpoints.rewritten();
                    return new Written(List.of(), Map.of(log, left), taken);
                })
                .entries();
    }

    /** Something small, done in a transaction of its own. */
    @FunctionalInterface
    interface Small {
        void run(SqlStatements statements) throws SQLException;
    }

    boolean alone(String doing, Small work) throws ArchiveException {
        inTransaction(doing, () -> {
            work.run(statements);
            return new Written(List.of(), Map.of(), 0);
        });
        return true;
    }

    /** How many transactions were committed; for tests of the grouping. */
    long transactions() {
        return transactions;
    }

    @Override
    public void afterFailure(ArchiveException why) {
        // Every failure has been rolled back, told to the archive's health, and that began afresh.
    }

    /** Puts what the write-ahead log holds into the file, unless the disk has failed, and closes the connection. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            checkpoints.runLast();
        }
    }

    private record Written(List<ArchiveVerdict> verdicts, Map<LogId, Known> changed, long entries) {}

    @FunctionalInterface
    private interface Body {
        Written run() throws SQLException, ArchiveException;
    }

    private Written inTransaction(String doing, Body body) throws ArchiveException {
        health.checkWritable();
        @Nullable Written written = null;
        try {
            SqlRows.run(connection, "BEGIN IMMEDIATE");
            Written done = body.run();
            SqlRows.run(connection, "COMMIT");
            written = done;
        } catch (SQLException e) {
            ArchiveException why = SqlErrors.failure(doing, e);
            health.writeFailed(why, System.nanoTime());
            throw why;
        } finally {
            if (written == null) {
                rollBack();
            }
        }
        health.wrote();
        transactions++;
        committed.putAll(written.changed());
        return written;
    }

    /** Also after a commit that failed: whether anything of it stayed is then asked of the file. */
    private void rollBack() {
        committed.clear();
        statements.forget();
        try {
            SqlRows.run(connection, "ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself, as it does after a full disk, or never began.
            System.getLogger("dev.parley.log")
                    .log(System.Logger.Level.DEBUG, () -> "event=archive-rollback said=" + e.getMessage());
        }
    }

    private ArchiveVerdict judge(ArchiveRequest.Append append, Map<LogId, Known> changed) throws SQLException {
        try {
            return place(append, changed);
        } catch (ArchiveException e) {
            // Damage in one log, found before anything was written to it, is no matter of the others.
            health.met(e);
            return new ArchiveVerdict.Refused(e);
        }
    }

    private ArchiveVerdict place(ArchiveRequest.Append append, Map<LogId, Known> changed)
            throws SQLException, ArchiveException {
        Known log = known(append.log(), changed);
        Position end = log.end().at();
        Position previous = append.previous();
        if (previous.seq() > end.seq()) {
            return refused(Reason.HOLE, append, "the archive ends at " + end);
        }
        int known = (int) Math.min(append.batch().size(), end.seq() - previous.seq());
        if (previous.seq() == end.seq() || append.batch().isEmpty()) {
            if (!previous.equals(end)) {
                return refused(Reason.CONFLICT, append, "the archive ends at " + end);
            }
        } else {
            ArchiveVerdict.@Nullable Refused difference = compare(append, known, log);
            if (difference != null) {
                return difference;
            }
        }
        List<Entry> fresh = append.batch().subList(known, append.batch().size());
        LogEnd next = new LogEnd(
                Math.max(log.end().term(), append.term()),
                fresh.isEmpty() ? end : fresh.get(fresh.size() - 1).position());
        if (next.equals(log.end())) {
            return new ArchiveVerdict.Stored(next);
        }
        long key = log.key() == 0 ? newKey(append.log()) : log.key();
        ArchiveVerdict.@Nullable Refused conflict = add(append, fresh, new Known(key, log.end()));
        if (conflict != null) {
            return conflict;
        }
        changed.put(append.log(), new Known(key, next));
        return new ArchiveVerdict.Stored(next);
    }

    /** Adds entries to a log that has a number; all of them, or none and the reason why. */
    private ArchiveVerdict.@Nullable Refused add(ArchiveRequest.Append append, List<Entry> fresh, Known log)
            throws SQLException {
        PreparedStatement addEntry = statements.of(ADD_ENTRY);
        for (Entry entry : fresh) {
            byte[] id = SqlRows.bytes(entry.id());
            try {
                addEntry.setLong(1, log.key());
                addEntry.setLong(2, entry.seq());
                addEntry.setBytes(3, id);
                addEntry.setBytes(4, entry.json().bytes());
                addEntry.executeUpdate();
            } catch (SQLException e) {
                if (!SqlErrors.isConstraint(e)) {
                    throw e;
                }
                String where = placeOf(id, log.key());
                // All or nothing for an append; the others of the transaction stay.
                PreparedStatement undo = statements.of(UNDO);
                undo.setLong(1, log.key());
                undo.setLong(2, log.end().seq());
                undo.executeUpdate();
                return refused(Reason.CONFLICT, append, "entry " + entry.seq() + " has id " + entry.id() + where);
            }
        }
        for (Entry entry : fresh) {
            projector.apply(append.log(), entry);
        }
        return null;
    }

    private void moveEnd(Known log) throws SQLException {
        PreparedStatement moveEnd = statements.of(MOVE_END);
        moveEnd.setLong(1, log.end().seq());
        moveEnd.setBytes(2, log.end().at().digest().bytes());
        moveEnd.setLong(3, log.end().term());
        moveEnd.setLong(4, log.key());
        moveEnd.executeUpdate();
    }

    /** Whether the log has this very entry; every log has its start. */
    private boolean isPosition(Known log, Position position) throws SQLException, ArchiveException {
        if (position.seq() == 0 || position.equals(log.end().at())) {
            return true;
        }
        return position.seq() < log.end().seq() && hasEntry(log, position);
    }

    private boolean hasEntry(Known log, Position position) throws SQLException, ArchiveException {
        if (position.seq() == 0) {
            return true;
        }
        PreparedStatement range = statements.of(RANGE);
        range.setLong(1, log.key());
        range.setLong(2, position.seq());
        range.setLong(3, position.seq());
        try (ResultSet rows = range.executeQuery()) {
            return rows.next() && SqlRows.entry(rows, "json").position().equals(position);
        }
    }

    private String placeOf(byte[] id, long key) throws SQLException {
        PreparedStatement findId = statements.of(FIND_ID);
        findId.setLong(1, key);
        findId.setBytes(2, id);
        try (ResultSet rows = findId.executeQuery()) {
            return rows.next() ? ", which is entry " + rows.getLong(1) + " already" : ", and its place is taken";
        }
    }

    /** Holds what the archive has already against what came; null if it is the same. */
    private ArchiveVerdict.@Nullable Refused compare(ArchiveRequest.Append append, int known, Known log)
            throws SQLException, ArchiveException {
        Map<Long, Position> theirs = new HashMap<>();
        if (append.previous().seq() > 0) {
            theirs.put(append.previous().seq(), append.previous());
        }
        append.batch().subList(0, known).forEach(entry -> theirs.put(entry.seq(), entry.position()));
        PreparedStatement range = statements.of(RANGE);
        range.setLong(1, log.key());
        range.setLong(2, append.previous().seq());
        range.setLong(3, append.previous().seq() + known);
        int same = 0;
        try (ResultSet rows = range.executeQuery()) {
            while (rows.next()) {
                Entry ours = SqlRows.entry(rows, "json");
                @Nullable Position position = theirs.get(ours.seq());
                if (!ours.position().equals(position)) {
                    return refused(
                            Reason.CONFLICT,
                            append,
                            "at " + ours.seq() + " the archive has " + ours.digest() + " (id " + ours.id()
                                    + "), what came has " + (position == null ? "nothing" : position.digest()));
                }
                same++;
            }
        }
        if (same != theirs.size()) {
            throw new ArchiveException(
                    Reason.DAMAGED,
                    "the archive of " + append.log() + " should have all entries up to "
                            + log.end().seq() + ", but of " + theirs.size() + " from "
                            + append.previous().seq() + " on it has " + same);
        }
        return null;
    }

    private static ArchiveVerdict.Refused refused(Reason reason, ArchiveRequest.Append append, String why) {
        String what = append.batch().size() + " entries of " + append.log() + " after " + append.previous();
        return new ArchiveVerdict.Refused(new ArchiveException(reason, "cannot store " + what + ": " + why));
    }

    private Known known(LogId log, Map<LogId, Known> changed) throws SQLException, ArchiveException {
        @Nullable Known known = changed.getOrDefault(log, committed.get(log));
        if (known != null) {
            return known;
        }
        PreparedStatement findLog = statements.of(FIND_LOG);
        findLog.setString(1, log.value());
        try (ResultSet rows = findLog.executeQuery()) {
            if (rows.next()) {
                Known found = new Known(rows.getLong("key"), SqlRows.end(rows));
                if (!hasEntry(found, found.end().at())) {
                    throw new ArchiveException(
                            Reason.DAMAGED,
                            "the archive is damaged: the end of " + log + " is noted as "
                                    + found.end().at()
                                    + ", and there is no such entry. Restore it from a backup, or remove it and let the"
                                    + " other nodes fill a new one");
                }
                committed.put(log, found);
                return found;
            }
        }
        return new Known(0, LogEnd.START);
    }

    private long newKey(LogId log) throws SQLException {
        PreparedStatement addLog = statements.of(ADD_LOG);
        addLog.setString(1, log.value());
        addLog.executeUpdate();
        return SqlRows.number(connection, "SELECT last_insert_rowid()");
    }
}
