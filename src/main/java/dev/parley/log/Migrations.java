package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Brings the tables of an archive to the form that this version knows. */
final class Migrations {

    /** In order; the place in the list plus one is the version. Never changed once released, only added to. */
    static final List<String> FILES = List.of("V1__logs.sql", "V2__terms_and_orphans.sql", "V3__promises.sql");

    /** "PARL", as V1 sets it. */
    private static final long APPLICATION_ID = 0x5041524cL;

    private Migrations() {}

    /**
     * Looks whose file it is, without changing it.
     *
     * @throws ArchiveException when the file is somebody else's, or newer than this program
     */
    static void check(Connection connection) throws SQLException, ArchiveException {
        long version = SqlRows.number(connection, "PRAGMA user_version");
        long application = SqlRows.number(connection, "PRAGMA application_id");
        long tables = SqlRows.number(connection, "SELECT count(*) FROM sqlite_schema");
        boolean isNew = version == 0 && application == 0 && tables == 0;
        if (!isNew && application != APPLICATION_ID) {
            throw new ArchiveException(Reason.DAMAGED, "the file is an SQLite database, but not an archive of Parley");
        }
        if (version > FILES.size()) {
            throw new ArchiveException(
                    Reason.NEWER,
                    "the archive has version " + version + ", this Parley knows versions up to " + FILES.size()
                            + "; start the newer Parley that wrote it");
        }
    }

    /**
     * Applies what is missing, each in a transaction of its own together with its number. After {@link #check}.
     *
     * @return how many were applied
     */
    static int apply(Connection connection) throws SQLException {
        int version = (int) SqlRows.number(connection, "PRAGMA user_version");
        for (int next = version; next < FILES.size(); next++) {
            applyOne(connection, FILES.get(next), next + 1);
        }
        return FILES.size() - version;
    }

    /** Writes a page without changing anything. */
    static void touch(Connection connection) throws SQLException {
        long version = SqlRows.number(connection, "PRAGMA user_version");
        SqlRows.run(connection, "PRAGMA user_version = " + version);
    }

    private static void applyOne(Connection connection, String file, int version) throws SQLException {
        String sql = text(file);
        boolean done = false;
        SqlRows.run(connection, "BEGIN IMMEDIATE");
        try {
            SqlRows.run(connection, sql);
            SqlRows.run(connection, "PRAGMA user_version = " + version);
            SqlRows.run(connection, "COMMIT");
            done = true;
        } finally {
            if (!done) {
                SqlRows.run(connection, "ROLLBACK");
            }
        }
    }

    private static String text(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream("migrations/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its migration " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the migration " + file, e);
        }
    }
}
