package dev.parley.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Syncs what a process that ended had written into the write-ahead log and perhaps not synced, before anybody is told that it is there.
 *
 * <p>Usually by moving all of it into the file. While a backup is read that is not possible, and must not keep a node from starting: then the
 * write-ahead log itself is synced, and moved later.
 */
final class FirstSync {

    private FirstSync() {}

    /** Does it, with the one connection that writes. Blocks, up to 5 s longer while somebody reads. */
    static void run(Path file, Connection writing) throws SQLException, IOException {
        try {
            ArchiveCheckpoints.runWhole(writing);
        } catch (SQLException e) {
            boolean isOfTheDisk = e.getErrorCode() != 0;
            if (isOfTheDisk) {
                throw e;
            }
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            if (Files.exists(log)) {
                // SQLite keeps no lock on this file, which closing a channel would take from it.
                try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
            System.getLogger("dev.parley.log")
                    .log(
                            System.Logger.Level.INFO,
                            "event=archive-read-by-others file={0} said={1}",
                            file,
                            e.getMessage());
        }
    }
}
