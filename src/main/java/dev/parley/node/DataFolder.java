package dev.parley.node;

import dev.parley.wire.Ulids;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one node keeps everything, held by exactly one process from {@link #open} to {@link #close}.
 *
 * <p>{@code parley.json} marks the folder as ours and says which node and cluster it belongs to; {@code lock} is locked
 * and holds the owner's process id. A folder with other things in it is refused and not touched. All methods block on
 * the disk: not for event loops.
 */
public final class DataFolder implements AutoCloseable {

    /** The file of the archive within it. */
    static final String ARCHIVE = "archive.db";

    private static final System.Logger LOG = System.getLogger("dev.parley.node");
    private static final String CHOOSE = "Choose another with --data.";
    private static final String LOCK_FILE = "lock";
    private static final String MARKER_DRAFT = Marker.FILE + ".new";
    private static final String PROBE = "write-probe";
    private static final int PID_BYTES_MAX = 20;

    /** What may lie in a folder that is new to us: what a start that was cut short left, and what mkfs made. */
    private static final Set<String> HARMLESS =
            Set.of(LOCK_FILE, MARKER_DRAFT, PROBE, "lost+found", RestoredFolder.NOTE);

    /**
     * Folders that this process holds. Closing any channel of a file drops the process's POSIX locks on it, so a second
     * attempt within the process must be refused before it opens the lock file. Any thread.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Marker marker;
    private final FileChannel lockFile;

    private DataFolder(Path folder, Marker marker, FileChannel lockFile) {
        this.folder = folder;
        this.marker = marker;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder if needed, checks that it is ours and can be written, and locks it.
     *
     * @throws StartupFailure if it cannot be used, with a sentence that says why
     */
    public static DataFolder open(Path given, String clusterName, InstantSource clock) {
        if (Files.exists(given.resolve(RestoredFolder.NOTE))) {
            throw StartupFailure.dataFolder(
                    given, "holds a restore that did not come to its end. Empty the folder and restore again.", null);
        }
        return openForRestore(given, clusterName, clock);
    }

    /** The same, also for a folder into which a backup is being restored. */
    static DataFolder openForRestore(Path given, String clusterName, InstantSource clock) {
        Path folder = create(given);
        refuseForeign(folder);
        if (!HELD.add(folder)) {
            throw StartupFailure.dataFolder(folder, "is already in use by this process. " + CHOOSE, null);
        }
        FileChannel lockFile = null;
        boolean opened = false;
        try {
            lockFile = FileChannel.open(
                    folder.resolve(LOCK_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            lock(folder, lockFile);
            checkWritable(folder);
            DataFolder held = new DataFolder(folder, mark(folder, clusterName, clock), lockFile);
            opened = true;
            return held;
        } catch (IOException e) {
            throw StartupFailure.dataFolder(folder, "cannot be written: " + why(e) + ". " + CHOOSE, e);
        } finally {
            if (!opened) {
                release(folder, lockFile);
            }
        }
    }

    /**
     * The file of the archive in a folder, for a command that needs one.
     *
     * @throws StartupFailure when there is none
     */
    static Path archiveIn(Path folder) {
        Path file = folder.resolve(ARCHIVE);
        if (!Files.isRegularFile(file)) {
            throw StartupFailure.dataFolder(
                    folder, "has no archive: there is no file " + ARCHIVE + " in it. Choose with --data.", null);
        }
        return file;
    }

    /**
     * The cluster whose messages a folder holds that another process may have open.
     *
     * @throws StartupFailure if it is not a folder of ours
     */
    static String clusterOf(Path folder) {
        try {
            return read(folder, Files.readString(folder.resolve(Marker.FILE))).clusterName();
        } catch (IOException e) {
            throw StartupFailure.dataFolder(
                    folder, "is not Parley's: " + Marker.FILE + " cannot be read: " + why(e) + ". " + CHOOSE, e);
        }
    }

    /** Takes out of a folder that was given up what {@link #open} put in it. */
    void abandon() throws IOException {
        for (String name : Set.of(LOCK_FILE, MARKER_DRAFT, PROBE, Marker.FILE)) {
            Files.deleteIfExists(folder.resolve(name));
        }
    }

    /** The folder itself, as a real path. */
    public Path path() {
        return folder;
    }

    /** The identity of the node, made once for the folder. */
    public String nodeId() {
        return marker.nodeId();
    }

    /** What the folder says about itself. */
    Marker marker() {
        return marker;
    }

    /** Gives the folder up. More than once does nothing. */
    @Override
    public void close() {
        if (lockFile.isOpen()) {
            release(folder, lockFile);
        }
    }

    private static Path create(Path given) {
        try {
            if (Files.exists(given) && !Files.isDirectory(given)) {
                throw StartupFailure.dataFolder(given, "is not a folder. " + CHOOSE, null);
            }
            return Files.createDirectories(given.toAbsolutePath()).toRealPath();
        } catch (FileAlreadyExistsException e) {
            throw StartupFailure.dataFolder(given, "cannot be made: " + e.getFile() + " is not a folder. " + CHOOSE, e);
        } catch (IOException e) {
            throw StartupFailure.dataFolder(given, "cannot be made: " + why(e) + ". " + CHOOSE, e);
        }
    }

    private static void refuseForeign(Path folder) {
        if (Files.exists(folder.resolve(Marker.FILE))) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !HARMLESS.contains(name))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw StartupFailure.dataFolder(
                                folder,
                                "is not empty and not Parley's: it holds " + Given.printable(name) + " but no "
                                        + Marker.FILE + ". " + CHOOSE,
                                null);
                    });
        } catch (IOException e) {
            throw StartupFailure.dataFolder(folder, "cannot be read: " + why(e) + ". " + CHOOSE, e);
        }
    }

    /** Locks a byte far behind the text, so that the process id can be read while the file is locked, also on Windows. */
    private static void lock(Path folder, FileChannel lockFile) throws IOException {
        FileLock lock = lockFile.tryLock(Long.MAX_VALUE - 1, 1, false);
        if (lock == null) {
            String pid = readPid(lockFile);
            String who = pid.isEmpty() ? "another process" : "another process (" + pid + ")";
            throw StartupFailure.dataFolder(
                    folder, "is in use by " + who + ". Stop it, or choose another with --data.", null);
        }
        lockFile.truncate(0);
        lockFile.write(ascii(Long.toString(ProcessHandle.current().pid())), 0);
    }

    private static String readPid(FileChannel lockFile) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PID_BYTES_MAX);
        lockFile.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
        return text.matches("\\d+") ? text : "";
    }

    /** Really writes: permission bits say little on network disks, in containers and to root. */
    private static void checkWritable(Path folder) throws IOException {
        Path probe = folder.resolve(PROBE);
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ascii("?"), 0);
            channel.force(true);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static Marker mark(Path folder, String clusterName, InstantSource clock) throws IOException {
        Path file = folder.resolve(Marker.FILE);
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return write(
                    folder,
                    new Marker(
                            Marker.FORMAT,
                            Ulids.text(clock.instant().toEpochMilli(), new SecureRandom()),
                            clusterName,
                            clock.instant()));
        }
        Marker marker = read(folder, text);
        if (!marker.clusterName().equals(clusterName)) {
            throw StartupFailure.dataFolder(
                    folder,
                    "belongs to cluster '" + marker.clusterName() + "', not '" + clusterName
                            + "'. Choose another with --data, or set --cluster-name " + marker.clusterName() + ".",
                    null);
        }
        return marker;
    }

    private static Marker read(Path folder, String text) {
        try {
            int format = Marker.formatOf(text);
            if (format > Marker.FORMAT) {
                throw StartupFailure.dataFolder(
                        folder,
                        "was written by a newer Parley: it has format " + format + ", this one knows " + Marker.FORMAT
                                + ". Start the newer one, or choose another with --data.",
                        null);
            }
            return Marker.decode(text);
        } catch (IllegalArgumentException e) {
            throw StartupFailure.dataFolder(
                    folder,
                    "has a damaged " + Marker.FILE + ": " + StartupFailure.told(e) + ". Restore it from a backup.",
                    e);
        }
    }

    /** Writes beside and renames: a crash leaves the whole marker or none. */
    private static Marker write(Path folder, Marker marker) throws IOException {
        Path draft = folder.resolve(MARKER_DRAFT);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(marker.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, folder.resolve(Marker.FILE), StandardCopyOption.ATOMIC_MOVE);
        forceNames(folder);
        return marker;
    }

    /** Makes the rename last through a power cut: the folder must never hold messages and no marker. */
    static void forceNames(Path folder) {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            // Windows does not open folders, and writes their names through by itself.
            LOG.log(System.Logger.Level.DEBUG, "event=folder-not-forced folder=" + folder, e);
        }
    }

    private static void release(Path folder, @Nullable FileChannel lockFile) {
        try {
            if (lockFile != null) {
                // Closing frees the lock. The file stays: deleting it would let two processes lock two files.
                lockFile.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "event=lock-not-closed folder=" + folder, e);
        } finally {
            HELD.remove(folder);
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return StartupFailure.told(e);
    }
}
