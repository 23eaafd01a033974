package dev.parley.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * A data folder while a backup is restored into it. A note lies in it from before the first file until after the last: no node starts on a
 * folder with that note, because it would begin with nothing where somebody expects everything. One thread.
 */
final class RestoredFolder implements AutoCloseable {

    /** Lies in the folder while the restore is not finished. */
    static final String NOTE = "restore-unfinished";

    private final Path note;
    private final DataFolder folder;

    private RestoredFolder(Path note, DataFolder folder) {
        this.note = note;
        this.folder = folder;
    }

    /**
     * Makes the folder if needed, marks it as that of a new node and holds it.
     *
     * @throws StartupFailure if it is not empty or cannot be used
     */
    static RestoredFolder begin(Path given, String clusterName, InstantSource clock) throws IOException {
        if (Files.isDirectory(given)) {
            refuseFull(given);
        }
        Path note = Files.createDirectories(given.toAbsolutePath()).resolve(NOTE);
        Files.createFile(note);
        DataFolder.forceNames(given.toAbsolutePath());
        return new RestoredFolder(note, DataFolder.openForRestore(given, clusterName, clock));
    }

    /** Where the archive is made. */
    Path draft() {
        return folder.path().resolve(DataFolder.ARCHIVE + ".restoring");
    }

    /** Where it belongs. */
    Path archive() {
        return folder.path().resolve(DataFolder.ARCHIVE);
    }

    /** All is in its place: a node may start on the folder. */
    void finish() throws IOException {
        DataFolder.forceNames(folder.path());
        Files.delete(note);
        DataFolder.forceNames(folder.path());
    }

    /** Gives the folder up. After a restore that was not finished it is as empty as it was. */
    @Override
    public void close() {
        folder.close();
        try {
            if (Files.exists(note)) {
                folder.abandon();
                Files.deleteIfExists(note);
            }
        } catch (IOException e) {
            System.getLogger("dev.parley.node")
                    .log(System.Logger.Level.WARNING, "what a restore left behind stays in " + folder.path(), e);
        }
    }

    private static void refuseFull(Path given) throws IOException {
        try (var files = Files.list(given)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lost+found"))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw StartupFailure.dataFolder(
                                given,
                                "is not empty: it holds " + Given.printable(name)
                                        + ". A backup is restored into an empty folder only. Choose another with"
                                        + " --data, or move what is in it away.",
                                null);
                    });
        } catch (NoSuchFileException e) {
            // Gone since: then it is made.
            return;
        }
    }
}
