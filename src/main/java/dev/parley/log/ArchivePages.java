package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
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

/**
 * Reads entries and gives out only what is right: each must follow from the one before it, none may be missing up to the noted end. SQLite keeps
 * no checksum of what it stores, the chain of digests is one.
 *
 * <p>Every method is called within a state of the file that does not change meanwhile. Owned by one read thread.
 */
final class ArchivePages {

    private static final String ENDS_OF =
            "SELECT name, log.seq AS seq, digest, term, json FROM log LEFT JOIN entry ON entry.log = log.key"
                    + " AND entry.seq = log.seq WHERE ";
    private static final String END = ENDS_OF + "name = ?";
    // seq is 0 where a log's only entries were refused or cut, or where only a term was recorded.
    private static final String ENDS = ENDS_OF + "name > ? AND log.seq > 0 ORDER BY name LIMIT ?";
    private static final String NOTED = "SELECT seq, digest, term FROM log WHERE name = ?";
    private static final String OF_LOG = " FROM entry WHERE log = (SELECT key FROM log WHERE name = ?) AND ";
    private static final String FROM = "SELECT json" + OF_LOG + "seq >= ? ORDER BY seq LIMIT ?";
    private static final String DOWN_FROM = "SELECT json" + OF_LOG + "seq <= ? ORDER BY seq DESC LIMIT ?";
    private static final String BY_ID = "SELECT seq" + OF_LOG + "id = ?";

    private final SqlStatements statements;

    ArchivePages(SqlStatements statements) {
        this.statements = statements;
    }

    LogEnd end(LogId log) throws SQLException, ArchiveException {
        PreparedStatement end = statements.of(END);
        end.setString(1, log.value());
        try (ResultSet rows = end.executeQuery()) {
            return rows.next() ? checkedEnd(log, rows) : LogEnd.START;
        }
    }

    /** Where a log should end; whether it does is for those to see who read its entries. */
    Position noted(LogId log) throws SQLException, ArchiveException {
        PreparedStatement noted = statements.of(NOTED);
        noted.setString(1, log.value());
        try (ResultSet rows = noted.executeQuery()) {
            return rows.next() ? SqlRows.end(rows).at() : Position.START;
        }
    }

    Map<LogId, LogEnd> inventory(String afterLog, int limit) throws SQLException, ArchiveException {
        Map<LogId, LogEnd> found = new LinkedHashMap<>();
        PreparedStatement ends = statements.of(ENDS);
        ends.setString(1, afterLog);
        ends.setInt(2, limit);
        try (ResultSet rows = ends.executeQuery()) {
            while (rows.next()) {
                LogId log = SqlRows.log(rows, "name");
                found.put(log, checkedEnd(log, rows));
            }
        }
        return found;
    }

    private static LogEnd checkedEnd(LogId log, ResultSet row) throws SQLException, ArchiveException {
        LogEnd end = SqlRows.end(row);
        if (end.seq() > 0 && !SqlRows.entry(row, "json").position().equals(end.at())) {
            throw damaged(log, "its end is noted as " + end.at() + ", which is not what its last entry says");
        }
        return end;
    }

    List<Entry> after(LogId log, long seq, int limit, int maxBytes) throws SQLException, ArchiveException {
        Position end = noted(log);
        if (seq >= end.seq()) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>();
        PreparedStatement from = statements.of(FROM);
        from.setString(1, log.value());
        from.setLong(2, seq);
        // The one before the first, too, because the first must follow from it.
        from.setInt(3, seq > 0 ? limit + 1 : limit);
        Position last = Position.START;
        long size = 0;
        boolean isFull = false;
        try (ResultSet rows = from.executeQuery()) {
            while (rows.next() && !isFull) {
                Entry entry = SqlRows.entry(rows, "json");
                if (seq > 0 && entry.seq() == seq && last.seq() == 0) {
                    last = entry.position();
                    continue;
                }
                checkFollows(log, last, entry);
                size += entry.json().size();
                isFull = size > maxBytes && !found.isEmpty();
                if (!isFull) {
                    found.add(entry);
                    last = entry.position();
                }
            }
        }
        if (!isFull && found.size() < limit && !last.equals(end)) {
            throw damaged(log, "its end is noted as " + end + ", its entries end at " + last);
        }
        return found;
    }

    List<Entry> before(LogId log, long seq, int limit) throws SQLException, ArchiveException {
        long top = Math.min(seq - 1, noted(log).seq());
        if (top < 1) {
            return List.of();
        }
        List<Entry> found = new ArrayList<>();
        PreparedStatement down = statements.of(DOWN_FROM);
        down.setString(1, log.value());
        down.setLong(2, top);
        down.setInt(3, limit + 1);
        try (ResultSet rows = down.executeQuery()) {
            while (rows.next()) {
                found.add(SqlRows.entry(rows, "json"));
            }
        }
        Collections.reverse(found);
        boolean isWhole = found.size() == Math.min(top, limit + 1)
                && found.get(found.size() - 1).seq() == top;
        if (!isWhole) {
            throw damaged(
                    log, "of the " + Math.min(top, limit + 1) + " entries up to " + top + " it has " + found.size());
        }
        Position last = Position.START;
        for (Entry entry : found) {
            if (entry.seq() == 1 || last.seq() > 0) {
                checkFollows(log, last, entry);
            }
            last = entry.position();
        }
        return List.copyOf(found.size() > limit ? found.subList(1, found.size()) : found);
    }

    Optional<Digest> digestAt(LogId log, long seq) throws SQLException, ArchiveException {
        if (seq < 1 || seq > noted(log).seq()) {
            return Optional.empty();
        }
        return Optional.of(before(log, seq + 1, 1).get(0).digest());
    }

    Map<EntryId, Entry> find(LogId log, Collection<EntryId> ids) throws SQLException, ArchiveException {
        Map<EntryId, Entry> found = new HashMap<>();
        for (EntryId id : ids) {
            long seq = seqOf(log, id);
            if (seq > 0) {
                List<Entry> entries = before(log, seq + 1, 1);
                if (entries.isEmpty() || !entries.get(0).id().equals(id)) {
                    throw damaged(log, "id " + id + " leads to entry " + seq + ", which has another");
                }
                found.put(id, entries.get(0));
            }
        }
        return found;
    }

    /** The number of the entry with this id, as the index has it; 0: none. */
    long seqOf(LogId log, EntryId id) throws SQLException {
        PreparedStatement byId = statements.of(BY_ID);
        byId.setString(1, log.value());
        byId.setBytes(2, SqlRows.bytes(id));
        try (ResultSet rows = byId.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void checkFollows(LogId log, Position last, Entry entry) throws ArchiveException {
        if (entry.seq() != last.seq() + 1) {
            throw damaged(log, "entry " + (last.seq() + 1) + " is missing, the next is " + entry.seq());
        }
        if (!entry.follows(last.digest())) {
            throw damaged(log, "entry " + entry.seq() + " does not follow from its content and entry " + last.seq());
        }
    }

    private static ArchiveException damaged(LogId log, String what) {
        return new ArchiveException(
                Reason.DAMAGED,
                "the archive is damaged: " + log + ": " + what
                        + ". Restore it from a backup, or remove it and let the other nodes fill a new one");
    }
}
