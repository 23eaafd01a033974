package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a backup says about itself, in a table {@code backup} with one row: that makes an archive's copy a backup, which is whole in one file.
 * A copy of {@code archive.db} alone is none, because what its write-ahead log held is missing.
 *
 * @param madeAtMillis when, in milliseconds since 1970
 * @param cluster the cluster whose messages these are
 * @param release of the Parley that made it
 */
public record BackupLabel(long madeAtMillis, String cluster, String release) {

    /** The newest form of the table that this program knows. */
    static final int FORMAT = 1;

    private static final String CREATE = "CREATE TABLE backup (format INTEGER NOT NULL, made_at INTEGER NOT NULL,"
            + " cluster TEXT NOT NULL, release TEXT NOT NULL)";

    private static final String IS_THERE =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'backup'";

    void write(Connection connection) throws SQLException {
        SqlRows.run(connection, CREATE);
        try (PreparedStatement add = connection.prepareStatement("INSERT INTO backup VALUES (?, ?, ?, ?)")) {
            add.setInt(1, FORMAT);
            add.setLong(2, madeAtMillis);
            add.setString(3, cluster);
            add.setString(4, release);
            add.executeUpdate();
        }
    }

    static void remove(Connection connection) throws SQLException {
        SqlRows.run(connection, "DROP TABLE backup");
    }

    /**
     * Reads it.
     *
     * @throws ArchiveException with {@link Reason#DAMAGED} if there is none, {@link Reason#NEWER} if a newer Parley wrote it
     */
    static BackupLabel read(Connection connection) throws SQLException, ArchiveException {
        if (SqlRows.number(connection, IS_THERE) == 0) {
            throw new ArchiveException(
                    Reason.DAMAGED,
                    "the file is an archive, but not a backup, and may lack what was in the -wal file beside it."
                            + " Make a backup of the folder that it comes from, with the command backup");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM backup")) {
            if (!row.next()) {
                throw new ArchiveException(Reason.DAMAGED, "the backup's own table is empty");
            }
            int format = row.getInt("format");
            if (format > FORMAT) {
                throw new ArchiveException(
                        Reason.NEWER,
                        "the backup has format " + format + ", this Parley knows formats up to " + FORMAT
                                + "; use the newer Parley that wrote it");
            }
            return new BackupLabel(
                    row.getLong("made_at"),
                    String.valueOf(row.getString("cluster")),
                    String.valueOf(row.getString("release")));
        }
    }
}
