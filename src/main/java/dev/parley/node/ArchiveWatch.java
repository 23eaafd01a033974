package dev.parley.node;

import dev.parley.log.Archive;
import dev.parley.log.ArchiveException;
import dev.parley.log.ArchiveException.Reason;
import dev.parley.log.ArchiveLimits;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The archive of a node through good and bad times: open, or waiting until it can be opened again.
 *
 * <p>An archive in trouble is closed. One whose disk failed, was full or read-only is opened again as soon as that works, which reads and syncs
 * everything that the disk has. A damaged one is not: opening it would work, and the damage would still be there. The node waits until somebody
 * has put another file, or none, in its place.
 *
 * <p>The methods block, and are called by the life thread.
 */
final class ArchiveWatch {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final long CLOSE_SECONDS = 30;

    private final Path file;

    /** Any thread. */
    private final CompletableFuture<Runnable> listener = new CompletableFuture<>();

    /** The last that an archive said of itself. Written by a thread of that archive. */
    private volatile @Nullable Complaint complaint;

    // Owned by the life thread.
    private @Nullable Archive open;

    /** Why there is no archive; null while there is one that nobody has complained of. */
    private @Nullable ArchiveException trouble;

    /** The damaged file, by what the file system calls it. */
    private Optional<String> damaged = Optional.empty();

    private record Complaint(Archive archive, ArchiveException why) {}

    private ArchiveWatch(Path file) {
        this.file = file;
    }

    /**
     * Opens the archive of a data folder.
     *
     * @throws StartupFailure when it cannot be used
     */
    static ArchiveWatch open(DataFolder folder, Settings settings) {
        ArchiveWatch watch = new ArchiveWatch(folder.path().resolve(DataFolder.ARCHIVE));
        try {
            watch.openNow();
        } catch (ArchiveException e) {
            throw unusable(watch.file, e);
        }
        return watch;
    }

    /** Hears, on a thread of an archive, that the archive is in trouble; to be called once. Then {@link #giveUp} is to be called. */
    void onTrouble(Runnable hear) {
        listener.complete(hear);
    }

    /** What to tell a person when a start failed: of the archive, if that is the reason. */
    RuntimeException explain(RuntimeException failure) {
        Complaint heard = complaint;
        return isWell() || heard == null ? failure : unusable(file, heard.why());
    }

    private static StartupFailure unusable(Path file, ArchiveException why) {
        Path folder = file.toAbsolutePath().getParent();
        return StartupFailure.dataFolder(
                folder == null ? file : folder,
                "holds an archive that cannot be used: " + StartupFailure.told(why) + ".",
                why);
    }

    private void openNow() throws ArchiveException {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        archive.onTrouble(why -> {
            LOG.log(Level.ERROR, "event=archive-trouble reason=" + why.reason() + " file=" + file, why);
            complaint = new Complaint(archive, why);
            var unused = listener.thenAccept(Runnable::run);
        });
        open = archive;
        trouble = null;
        damaged = Optional.empty();
    }

    /** The archive. */
    Archive archive() {
        Archive archive = open;
        if (archive == null) {
            throw new IllegalStateException("the archive is not open: " + sentence());
        }
        return archive;
    }

    /** Whether there is an archive that may be used. */
    boolean isWell() {
        Complaint heard = complaint;
        return open != null && (heard == null || heard.archive() != open);
    }

    /** Why there is no archive that may be used, in a sentence for people; empty if there is one. */
    String sentence() {
        Complaint heard = complaint;
        ArchiveException why = trouble != null ? trouble : heard == null ? null : heard.why();
        return isWell() || why == null ? "" : "the archive cannot be used: " + StartupFailure.told(why) + ".";
    }

    /** Closes an archive that is in trouble, after everybody let it go. Without effect when another one is open by now. */
    void giveUp() {
        Complaint heard = complaint;
        if (heard != null && heard.archive() == open) {
            trouble = heard.why();
            damaged = heard.why().reason() == Reason.DAMAGED ? identity() : Optional.empty();
            close();
        }
    }

    /** Tries to open the archive again; returns whether it is open now. */
    boolean tryAgain() {
        if (open != null) {
            return isWell();
        }
        if (damaged.isPresent() && damaged.equals(identity())) {
            return false;
        }
        try {
            openNow();
            LOG.log(Level.INFO, "event=archive-usable-again file={0}", file);
            return true;
        } catch (ArchiveException e) {
            LOG.log(Level.DEBUG, "event=archive-still-unusable", e);
            trouble = e;
            damaged = e.reason() == Reason.DAMAGED ? identity() : Optional.empty();
            return false;
        }
    }

    /** Closes the archive, if it is open. What fails is logged. */
    void close() {
        Archive closing = open;
        open = null;
        if (closing == null) {
            return;
        }
        try {
            closing.close().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "event=archive-close-failed file=" + file, e);
        }
    }

    /** Tells a file from another that was put in its place; empty: there is none. */
    private Optional<String> identity() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(attributes.fileKey() + " " + attributes.creationTime());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
