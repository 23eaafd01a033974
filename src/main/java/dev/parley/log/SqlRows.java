package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Between columns and the vocabulary. */
final class SqlRows {

    private static final int ID_BYTES = 16;
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final byte[] VALUES = new byte[128];

    static {
        for (int value = 0; value < CROCKFORD.length(); value++) {
            VALUES[CROCKFORD.charAt(value)] = (byte) value;
        }
    }

    private SqlRows() {}

    /** The 128 bits of a ULID; they sort as the text does. */
    static byte[] bytes(EntryId id) {
        byte[] bytes = new byte[ID_BYTES];
        int bits = 0;
        int buffer = 0;
        int at = ID_BYTES;
        for (int i = EntryId.LENGTH - 1; i >= 0 && at > 0; i--) {
            buffer |= VALUES[id.value().charAt(i)] << bits;
            bits += 5;
            if (bits >= Byte.SIZE) {
                bytes[--at] = (byte) buffer;
                buffer >>>= Byte.SIZE;
                bits -= Byte.SIZE;
            }
        }
        return bytes;
    }

    /** The entry whose encoding a column holds. */
    static Entry entry(ResultSet row, String column) throws SQLException, ArchiveException {
        byte[] json = row.getBytes(column);
        try {
            if (json == null) {
                throw new IllegalArgumentException("there is nothing");
            }
            return Entry.parse(Json.of(json));
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(
                    Reason.DAMAGED, "a row of the archive does not hold an entry: " + e.getMessage(), e);
        }
    }

    /** The log whose name a column holds. */
    static LogId log(ResultSet row, String column) throws SQLException, ArchiveException {
        String name = row.getString(column);
        try {
            if (name == null) {
                throw new IllegalArgumentException("there is nothing");
            }
            return new LogId(name);
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(
                    Reason.DAMAGED, "a row of the archive does not hold the name of a log: " + e.getMessage(), e);
        }
    }

    /** The end of a log in columns {@code seq}, {@code digest} and {@code term}. */
    static LogEnd end(ResultSet row) throws SQLException, ArchiveException {
        byte[] digest = row.getBytes("digest");
        try {
            if (digest == null) {
                throw new IllegalArgumentException("there is no digest");
            }
            return new LogEnd(row.getLong("term"), new Position(row.getLong("seq"), Digest.of(digest)));
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(
                    Reason.DAMAGED, "a row of the archive does not hold the end of a log: " + e.getMessage(), e);
        }
    }

    /** Runs one or more statements that have no result. */
    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Runs a statement and gives the first column of its first row; 0 without rows. */
    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }
}
