package dev.parley.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file beside an archive in which SQLite keeps what was committed and is not yet in the archive's file, while nobody has the archive open.
 *
 * <h2>Why it is written anew</h2>
 *
 * <p>When a disk fails in a sync, the kernel says so once, keeps the pages that it could not write, and takes them for written. So what can be
 * read in the log of an archive that was closed after such a failure, or whose process died, need not be on the disk, and no further sync puts
 * it there. If it were moved into the archive's file from such a log and the power failed half way, the file would have a part of it, and the
 * log on the disk nothing to complete it with. A copy is dirty in all of its pages: its sync means what it says.
 */
final class WriteAheadLog {

    private static final int STEP_BYTES = 1 << 18;

    private WriteAheadLog() {}

    private static Path of(Path archive) {
        return archive.resolveSibling(archive.getFileName() + "-wal");
    }

    /** Puts a synced copy in the place of the log, if there is one. Nobody may have the archive open. Some milliseconds for a log of usual size. */
    static void renew(Path archive) throws IOException {
        Path log = of(archive);
        Path copy = archive.resolveSibling(archive.getFileName() + "-wal.copy");
        Files.deleteIfExists(copy);
        if (!Files.exists(log) || Files.size(log) == 0) {
            return;
        }
        try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // Not by a call that lets the file system copy: it may let both files have the same blocks.
            ByteBuffer some = ByteBuffer.allocate(STEP_BYTES);
            while (from.read(some) >= 0) {
                some.flip();
                while (some.hasRemaining()) {
                    to.write(some);
                }
                some.clear();
            }
            to.force(true);
        }
        Files.move(copy, log, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(log);
    }

    /** A connection that only reads leaves a log without content behind. */
    static void removeIfEmpty(Path archive) throws IOException {
        Path log = of(archive);
        if (Files.exists(log) && Files.size(log) == 0) {
            ArchiveFile.removeOne(log);
            ArchiveFile.removeOne(archive.resolveSibling(archive.getFileName() + "-shm"));
        }
    }

    /** Which of the two logs has the name. On Windows a folder cannot be opened, and its file system keeps names by itself. */
    private static void syncFolder(Path log) throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        if (folder != null && !System.getProperty("os.name", "").startsWith("Windows")) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }
}
