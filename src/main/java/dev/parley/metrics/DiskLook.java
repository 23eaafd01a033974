package dev.parley.metrics;

import dev.parley.wire.Clocks;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks now and then how large the archive is and how much room there is, on a thread of its own: a disk that hangs holds up nobody else, and
 * shows by the age of the last look.
 */
final class DiskLook implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.parley.metrics");
    private static final long EVERY_SECONDS = 10;
    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

    /**
     * What a look has found.
     *
     * @param archiveBytes of the file; 0: there is none
     * @param walBytes of its write-ahead log
     * @param freeBytes on its disk, for this process
     * @param totalBytes of the disk
     */
    record Sizes(long archiveBytes, long walBytes, long freeBytes, long totalBytes) {}

    private record Look(Optional<Sizes> sizes, long atMillis) {}

    private final Path archive;
    private final ScheduledExecutorService thread;

    /** Replaced as a whole by the thread, read by any. */
    private volatile Look last;

    private DiskLook(Path archive) {
        this.archive = archive;
        last = new Look(Optional.empty(), Clocks.monotonicMillis());
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "parley-disk-look");
            made.setDaemon(true);
            return made;
        });
    }

    /** Looks at the disk of an archive from now on. */
    static DiskLook begin(Path archive) {
        DiskLook look = new DiskLook(archive);
        var unused = look.thread.scheduleWithFixedDelay(look::look, 0, EVERY_SECONDS, TimeUnit.SECONDS);
        return look;
    }

    private void look() {
        try {
            Path folder = archive.toAbsolutePath().getParent();
            FileStore disk = Files.getFileStore(folder == null ? archive : folder);
            last = new Look(
                    Optional.of(new Sizes(
                            size(archive),
                            size(archive.resolveSibling(archive.getFileName() + "-wal")),
                            disk.getUsableSpace(),
                            disk.getTotalSpace())),
                    Clocks.monotonicMillis());
        } catch (IOException e) {
            // The age of the last look tells.
            LOG.log(Level.DEBUG, "event=disk-look-failed", e);
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** What the last look has found; empty: there was none yet. Any thread. */
    Optional<Sizes> sizes() {
        return last.sizes();
    }

    /** How long ago that was. Any thread. */
    double ageSeconds() {
        return (Clocks.monotonicMillis() - last.atMillis()) / MILLIS;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
