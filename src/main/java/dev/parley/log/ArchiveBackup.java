package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * Backups of an archive: made from another process while a node writes, and made into the archive of a new node.
 *
 * <p>A backup is one SQLite file: the archive as it was at one moment, and a {@link BackupLabel}. It is copied page by page under one read
 * transaction, which holds up no writer, and checked after that, when the archive is let go. Blocks, on the caller's thread.
 */
public final class ArchiveBackup {

    /** Pages that are copied in one call. */
    private static final int PAGES = 4_096;

    private static final int DONE = 101;
    private static final int OK = 0;

    private ArchiveBackup() {}

    /**
     * What became of a backup or of a restore.
     *
     * @param label what the backup says about itself
     * @param faults a sentence each; none: all is well, and the file is there. Otherwise nothing was kept
     * @param contents what is in it; as far as it could be read, when there are faults
     */
    public record Result(BackupLabel label, List<String> faults, ArchiveContents contents) {}

    /**
     * Copies an archive, whether a node has it or not, into a file of which nobody knows yet, checks the copy and syncs it.
     *
     * @param draft must not be there; is not there afterwards if there were faults or it failed
     * @throws ArchiveException with {@link Reason#NEWER}, {@link Reason#DAMAGED} or {@link Reason#IO}
     */
    public static Result copy(Path archive, Path draft, BackupLabel label) throws ArchiveException {
        return making("backing up " + archive, draft, () -> {
            createForOwner(draft);
            ArchiveFile.checkHeader(archive);
            try (Connection from = SqliteTool.reading(archive)) {
                Migrations.check(from);
                copyPages(from, draft);
            }
            try (Connection copy = SqliteTool.writing(draft)) {
                // One file, without a write-ahead log beside it.
                SqlRows.run(copy, "PRAGMA journal_mode = DELETE");
                // A node that has not been started since an update has an older form; a backup always has the newest.
                Migrations.apply(copy);
                return inTransaction(copy, () -> {
                    label.write(copy);
                    return result(copy, label);
                });
            }
        });
    }

    /**
     * Makes the archive of a new node out of a backup, checks it and syncs it.
     *
     * <p>The new archive makes no promise weaker than any that the disk it replaces may have made: for every shard it takes nothing from leaders
     * of before now. Terms are wall clock times or more, so that covers all that were elected by clocks that agree with this one.
     *
     * @param draft must not be there; is not there afterwards if there were faults or it failed
     * @param nowMillis in milliseconds since 1970
     * @throws ArchiveException with {@link Reason#NEWER}, {@link Reason#DAMAGED} if the file is no backup, or {@link Reason#IO}
     */
    public static Result restore(Path backup, Path draft, long nowMillis) throws ArchiveException {
        return making("restoring " + backup, draft, () -> {
            ArchiveFile.checkHeader(backup);
            BackupLabel label;
            try (Connection from = SqliteTool.reading(backup)) {
                Migrations.check(from);
                label = BackupLabel.read(from);
            }
            createForOwner(draft);
            try (var in = Files.newInputStream(backup);
                    var out = Files.newOutputStream(draft)) {
                in.transferTo(out);
            }
            try (Connection copy = SqliteTool.writing(draft)) {
                Migrations.apply(copy);
                return inTransaction(copy, () -> {
                    RestoredPromises.raise(copy, nowMillis);
                    new ArchiveProjector(copy, ArchiveProjection.ALL).rebuildAll();
                    BackupLabel.remove(copy);
                    return result(copy, label);
                });
            }
        });
    }

    private static Result result(Connection copy, BackupLabel label) throws SQLException, ArchiveException {
        ArchiveAudit.Report found = ArchiveAudit.within(copy);
        ArchiveContents contents = found.faults().isEmpty()
                ? ArchiveContents.of(copy, found)
                : new ArchiveContents(found.entries(), found.bytes(), found.orphans(), 0, java.util.Map.of());
        return new Result(label, found.faults(), contents);
    }

    @FunctionalInterface
    private interface Body {
        Result run() throws SQLException, IOException, ArchiveException;
    }

    private static Result making(String doing, Path draft, Body body) throws ArchiveException {
        boolean isKept = false;
        try {
            Path folder = draft.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("there is no folder for " + draft);
            }
            SqliteTool.load(folder);
            Result result = body.run();
            if (result.faults().isEmpty()) {
                sync(draft);
                isKept = true;
            }
            return result;
        } catch (SQLException e) {
            throw SqlErrors.failure(doing, e);
        } catch (IOException e) {
            throw new ArchiveException(Reason.IO, doing + " failed: " + e, e);
        } finally {
            if (!isKept) {
                discard(draft);
            }
        }
    }

    private static Result inTransaction(Connection copy, Body body) throws SQLException, IOException, ArchiveException {
        SqlRows.run(copy, "BEGIN IMMEDIATE");
        Result result = body.run();
        // What has faults is thrown away as a whole.
        SqlRows.run(copy, result.faults().isEmpty() ? "COMMIT" : "ROLLBACK");
        return result;
    }

    private static void copyPages(Connection from, Path draft) throws SQLException, ArchiveException {
        DB database = from.unwrap(SQLiteConnection.class).getDatabase();
        SqlRows.run(from, "BEGIN");
        // The first read fixes the moment. Without it SQLite would begin again whenever the node has written.
        SqlRows.number(from, "SELECT count(*) FROM log");
        int code = database.backup("main", draft.toString(), null, 0, 0, PAGES);
        SqlRows.run(from, "COMMIT");
        if (code != OK && code != DONE) {
            throw SqlErrors.failure(
                    "copying the archive", new SQLException("SQLite answers with code " + code, "", code));
        }
    }

    /** It holds everything that anybody said. */
    private static void createForOwner(Path draft) throws IOException {
        if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(draft);
        }
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + "-journal"));
        } catch (IOException e) {
            System.getLogger("dev.parley.log")
                    .log(System.Logger.Level.WARNING, "event=backup-draft-kept file={0} said={1}", draft, e);
        }
    }
}
