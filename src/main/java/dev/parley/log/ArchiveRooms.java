package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;

/** Table {@code room}: the rooms that the directory log tells of. The first entry for a room's id counts, as everywhere. */
final class ArchiveRooms implements ArchiveProjection {

    /** CASE, because only it keeps SQLite from looking into what is not JSON. */
    private static final String INSERT = """
            INSERT INTO room (id, name, created_seq)
            SELECT json_extract(?1, '$.room'), json_extract(?1, '$.name'), ?2
            WHERE CASE WHEN json_valid(?1)
                       THEN json_type(?1, '$.room') = 'text' AND json_type(?1, '$.name') = 'text'
                       ELSE 0 END
            ON CONFLICT (id) DO NOTHING
            """;

    @Override
    public boolean reads(LogId log) {
        return log.equals(LogId.DIRECTORY);
    }

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.ROOM_CREATED);
    }

    @Override
    public void apply(Connection connection, LogId log, Entry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, entry.body().toString());
            insert.setLong(2, entry.seq());
            insert.executeUpdate();
        }
    }

    @Override
    public String listing() {
        return "SELECT id || ' \"' || name || '\" of entry ' || created_seq FROM room ORDER BY id";
    }

    @Override
    public String toString() {
        return "the table of rooms";
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        SqlRows.run(connection, "DELETE FROM room");
    }
}
