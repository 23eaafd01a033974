package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * An archive's file, opened: locked against other processes, migrated, with one connection that writes, some that read, and one that waits.
 *
 * <p>What is checked at opening costs the same for a small and for a large file: the header, whose file it is, its version, and the part that
 * the last run had not yet moved out of the write-ahead log. A crash needs no more than that, because SQLite repairs what a crash leaves.
 * Rot within the file is found by {@link Archive#verify}, and reported by whatever reads it.
 *
 * @param path the file
 * @param lock held as long as it is open; the lock file stays, because removing it would let two processes lock two files of that name
 * @param writing the one connection that writes
 * @param reading read-only connections; the last one is for what leaders ask
 * @param guard read-only, and asked nothing: as long as it is open no other connection is the last one, at whose closing SQLite would move the
 *     write-ahead log into the file by itself and throw it away. After a disk has failed that destroys the file, because the second sync of the
 *     same pages succeeds whether they are written or not. A read-only connection cannot do it when it is the last
 */
record ArchiveFile(Path path, FileChannel lock, Connection writing, List<Connection> reading, Connection guard) {

    /** What must be free at opening: a write-ahead log of the usual size. */
    private static final long ROOM_BYTES = 8 << 20;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Opens or makes the file. Blocks for some tens of milliseconds, or as long as migrations take.
     *
     * @param readers how many connections for readers; the one for leaders comes behind them
     */
    static ArchiveFile open(Path file, int readers) throws ArchiveException {
        FileChannel lock = lock(file);
        List<AutoCloseable> opened = new ArrayList<>(List.of(lock));
        boolean done = false;
        try {
            checkHeader(file);
            // Before SQLite meets it, which tells it in other words.
            checkRoom(file);
            WriteAheadLog.renew(file);
            Connection writing = withNativeLibrary(file, () -> connectToWrite(file));
            opened.add(writing);
            Connection guard = connectToRead(file);
            opened.add(guard);
            keepFromClosing(guard);
            int applied = Migrations.apply(writing);
            checkList(file, writing);
            // A disk that is full or cannot be written is to be noticed now, and not by the first message.
            Migrations.touch(writing);
            // A new file had nothing before that could be kept.
            keepFromClosing(guard);
            // Also syncs what a killed process had written but not synced, so that "already there" means "on disk".
            FirstSync.run(file, writing);
            List<Connection> reading = new ArrayList<>();
            for (int i = 0; i <= readers; i++) {
                reading.add(connectToRead(file));
                opened.add(reading.get(i));
            }
            done = true;
            System.getLogger("dev.parley.log")
                    .log(
                            System.Logger.Level.INFO,
                            "event=archive-opened file={0} bytes={1} migrations={2}",
                            file,
                            Long.toString(Files.size(file)),
                            applied);
            return new ArchiveFile(file, lock, writing, List.copyOf(reading), guard);
        } catch (SQLException e) {
            throw SqlErrors.failure("opening the archive " + file, e);
        } catch (IOException e) {
            throw unusable("opening", file, e);
        } finally {
            if (!done) {
                closeAll(opened);
            }
        }
    }

    /** Lets other processes have the file. The connections for writing and reading are closed by those who got them, before. */
    void unlock() {
        closeAll(List.of(guard, lock));
    }

    /** From the first read on a connection has a share in the file until it is closed. */
    private static void keepFromClosing(Connection guard) throws SQLException {
        SqlRows.number(guard, "SELECT count(*) FROM sqlite_schema");
    }

    /** Keeps other processes from the file, until the channel is closed. */
    static FileChannel lock(Path file) throws ArchiveException {
        Path lockFile = lockOf(file);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw unusable("locking", file, e);
        }
        throw new ArchiveException(
                Reason.IN_USE, "the archive " + file + " is in use: two nodes cannot share a data folder");
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** A log whose name is not found would look like a log without entries. The list of logs is short; the entries are checked when read. */
    private static void checkList(Path file, Connection connection) throws SQLException, ArchiveException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check('log')")) {
            String found = row.next() ? row.getString(1) : "nothing";
            if (!"ok".equals(found)) {
                throw new ArchiveException(
                        Reason.DAMAGED,
                        "the list of logs in " + file + " is damaged: " + found
                                + ". Restore it from a backup, or remove it and let the other nodes fill a new one");
            }
        }
    }

    /** What to say when the file system refuses. */
    static ArchiveException unusable(String doing, Path file, IOException e) {
        String why =
                e instanceof FileSystemException told && told.getReason() != null ? told.getReason() : e.toString();
        return new ArchiveException(
                Reason.IO,
                doing + " the archive " + file + " failed: " + why
                        + ". See to it that its disk is mounted for writing and has"
                        + " room, and that the folder belongs to the user that Parley runs as",
                e);
    }

    /** A node that starts with no room to speak of would join, fill the rest, and leave again. */
    private static void checkRoom(Path file) throws IOException, ArchiveException {
        // Of the lock's, because the archive may still have to be made.
        long free = Files.getFileStore(lockOf(file)).getUsableSpace();
        if (free >= 0 && free < ROOM_BYTES) {
            throw new ArchiveException(
                    Reason.IO,
                    "the disk of the archive " + file + " is full: " + (free >> 10) + " KiB are free, and at least "
                            + (ROOM_BYTES >> 10) + " KiB are needed. Make room on it");
        }
    }

    /** SQLite would take a file shorter than a header for a new one. */
    static void checkHeader(Path file) throws IOException, ArchiveException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return;
        }
        byte[] head = new byte[MAGIC.length];
        try (var in = Files.newInputStream(file)) {
            int read = in.readNBytes(head, 0, head.length);
            if (read < head.length || !Arrays.equals(head, MAGIC)) {
                throw new ArchiveException(
                        Reason.DAMAGED,
                        "the file " + file
                                + " is not an SQLite database. Restore it from a backup, or remove it and let"
                                + " the other nodes fill a new one");
            }
        }
    }

    /** Opens the first connection of a process. */
    @FunctionalInterface
    private interface FirstConnection {
        Connection open() throws SQLException, IOException, ArchiveException;
    }

    /**
     * The first connection of a process loads the native library, which the driver unpacks into a folder: one beside the file, which is
     * gone again when the library is loaded. Temporary folders are often mounted without leave to run code, and fill up.
     */
    private static Connection withNativeLibrary(Path file, FirstConnection first)
            throws SQLException, IOException, ArchiveException {
        Path folder = file.resolveSibling(file.getFileName() + ".native");
        String property = "org.sqlite.tmpdir";
        boolean ours = System.getProperty(property) == null;
        if (ours) {
            remove(folder);
            Files.createDirectories(folder);
            System.setProperty(property, folder.toString());
        }
        try {
            return first.open();
        } finally {
            if (ours) {
                System.clearProperty(property);
                remove(folder);
            }
        }
    }

    /** A connection that reads only, for a file that nobody has opened in this process. */
    static Connection connectToAudit(Path file) throws SQLException, IOException, ArchiveException {
        return withNativeLibrary(file, () -> connectToRead(file));
    }

    private static Connection connectToWrite(Path file) throws SQLException, ArchiveException {
        Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        boolean done = false;
        try {
            SqlRows.run(connection, "PRAGMA busy_timeout = 5000");
            // Before anything that changes the file.
            Migrations.check(connection);
            SqlRows.run(connection, "PRAGMA journal_mode = WAL");
            // FULL: in WAL mode each commit ends with an fsync of the log. NORMAL would sync at checkpoints only, and a
            // power cut would take
            // back what was confirmed. The two others make macOS reach the disk and not only its cache.
            SqlRows.run(connection, "PRAGMA synchronous = FULL");
            SqlRows.run(connection, "PRAGMA fullfsync = ON");
            SqlRows.run(connection, "PRAGMA checkpoint_fullfsync = ON");
            SqlRows.run(connection, "PRAGMA foreign_keys = ON");
            // We do that ourselves, see ArchiveCheckpoints; a log that grew beyond 16 MiB is cut back.
            SqlRows.run(connection, "PRAGMA wal_autocheckpoint = 0");
            SqlRows.run(connection, "PRAGMA journal_size_limit = " + (16 << 20));
            small(connection, 4_096);
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private static Connection connectToRead(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        boolean done = false;
        try {
            SqlRows.run(connection, "PRAGMA busy_timeout = 5000");
            small(connection, 2_048);
            done = true;
            return connection;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    /** The kernel caches the file anyway. Without mmap, a damaged disk is an error and not the end of the process. */
    private static void small(Connection connection, int cacheKib) throws SQLException {
        SqlRows.run(connection, "PRAGMA mmap_size = 0");
        SqlRows.run(connection, "PRAGMA cache_size = -" + cacheKib);
    }

    /** As far as it can: Windows keeps a library that is loaded, and the next start removes it. */
    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                removeOne(file);
            }
        }
        removeOne(folder);
    }

    static void removeOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger("dev.parley.log")
                    .log(System.Logger.Level.DEBUG, "event=archive-native-kept file={0} said={1}", file, e);
        }
    }

    /** Closes what may be closed; the reason for closing is reported by the caller. */
    @SuppressWarnings("checkstyle:illegalcatch") // AutoCloseable throws Exception, and the rest must still be closed.
    private static void closeAll(List<? extends AutoCloseable> opened) {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (Exception e) {
                System.getLogger("dev.parley.log")
                        .log(System.Logger.Level.WARNING, "event=archive-close-failed said={0}", e);
            }
        }
    }
}
