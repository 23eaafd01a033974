package dev.parley.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Connections for commands that look at an archive, copy it or mend it while no writer of this process has it. */
final class SqliteTool {

    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteTool() {}

    /**
     * Loads the native library, which the driver unpacks into a folder first: one of our own within the given one, gone again when the library
     * is loaded. Temporary folders are often mounted without leave to run code. Where nothing can be written it is left to the driver.
     */
    static void load(Path within) throws SQLException, IOException {
        if (System.getProperty(FOLDER) != null || !Files.isWritable(within)) {
            loadNow();
            return;
        }
        Path folder = Files.createTempDirectory(within, "sqlite.native-");
        System.setProperty(FOLDER, folder.toString());
        try {
            loadNow();
        } finally {
            System.clearProperty(FOLDER);
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }
    }

    private static void loadNow() throws SQLException {
        memory().close();
    }

    /** An empty database in memory. */
    static Connection memory() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    /** Reads only. */
    static Connection reading(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return tuned(config.createConnection("jdbc:sqlite:" + file));
    }

    /** Writes, with a sync at each commit; the journal is kept as the file has it. */
    static Connection writing(Path file) throws SQLException {
        Connection connection = tuned(new SQLiteConfig().createConnection("jdbc:sqlite:" + file));
        SqlRows.run(connection, "PRAGMA synchronous = FULL");
        SqlRows.run(connection, "PRAGMA fullfsync = ON");
        SqlRows.run(connection, "PRAGMA checkpoint_fullfsync = ON");
        SqlRows.run(connection, "PRAGMA foreign_keys = ON");
        return connection;
    }

    private static Connection tuned(Connection connection) throws SQLException {
        SqlRows.run(connection, "PRAGMA busy_timeout = 5000");
        // Without it, a damaged disk is an error and not the end of the process.
        SqlRows.run(connection, "PRAGMA mmap_size = 0");
        return connection;
    }
}
