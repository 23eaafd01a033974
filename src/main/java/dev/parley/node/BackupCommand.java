package dev.parley.node;

import dev.parley.log.ArchiveBackup;
import dev.parley.log.ArchiveException;
import dev.parley.log.BackupLabel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The command {@code backup}: copies the archive of a node, which may run, into one checked file. */
final class BackupCommand {

    static final String NAME = "backup";

    private static final int DONE = 0;
    private static final int FAULTY = 1;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String USAGE = """
            Copies the archive of a node into one file, as it is at one moment. The node may run and goes on working.
            The copy is checked, every digest of every log, and synced; only then it gets its name.

              java -jar parley.jar backup --to FILE|FOLDER [--data DIR] [--config FILE] [--json] [--ends]

            Into a FOLDER it is called parley-CLUSTER-TIME.db, with the time in UTC. A file that is there is never
            overwritten. --ends prints a line for each log: name, last number, digest. --json prints all as one object.

            Exit codes: 0 the backup is there and sound, 1 the archive is faulty and nothing was kept, 2 wrong options,
            4 it cannot be done: no archive, no room, the file is there already.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Instant now;

    BackupCommand(Map<String, String> environment, PrintStream out, Instant now) {
        this.environment = environment;
        this.out = out;
        this.now = now;
    }

    /**
     * Does it. Blocks, for the time that the disk takes to copy the file and about a second more for each 100,000 entries.
     *
     * @param args without the command's name
     * @return the exit code
     * @throws StartupFailure when the options are wrong or it cannot be done
     */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return DONE;
        }
        OwnOptions options = new OwnOptions(args);
        boolean isJson = options.takeSwitch("--json");
        boolean withEnds = options.takeSwitch("--ends");
        Path to = Path.of(options.need("--to")).toAbsolutePath().normalize();
        Settings settings = SettingsLoader.load(options.rest(), environment).settings();
        Path folder = settings.data().toAbsolutePath();
        Path archive = DataFolder.archiveIn(folder);
        String cluster = DataFolder.clusterOf(folder);
        Path target = Files.isDirectory(to) ? to.resolve(name(cluster)) : to;
        ArchiveBackup.Result result = copy(archive, target, cluster);
        tell(target, result, isJson, withEnds);
        return result.faults().isEmpty() ? DONE : FAULTY;
    }

    private String name(String cluster) {
        return "parley-" + cluster.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + STAMP.format(now) + ".db";
    }

    private ArchiveBackup.Result copy(Path archive, Path target, String cluster) {
        if (Files.exists(target)) {
            throw cannot(
                    target, "is there already, and backups are never overwritten. Choose another with --to.", null);
        }
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw cannot(target, "cannot be made: there is no folder " + parent + ".", null);
        }
        Path draft = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        BackupLabel label = new BackupLabel(now.toEpochMilli(), cluster, Versions.parley());
        try {
            ArchiveBackup.Result result = ArchiveBackup.copy(archive, draft, label);
            if (result.faults().isEmpty()) {
                name(draft, target);
            }
            return result;
        } catch (FileAlreadyExistsException e) {
            throw cannot(target, "was made by somebody else meanwhile. Choose another with --to.", e);
        } catch (IOException e) {
            throw cannot(target, "cannot be made: " + StartupFailure.told(e) + ".", e);
        } catch (ArchiveException e) {
            throw cannot(target, "cannot be made: " + StartupFailure.told(e) + ".", e);
        }
    }

    /** A link is made only where nothing is; a rename would replace what came meanwhile. */
    private static void name(Path draft, Path target) throws IOException {
        try {
            Files.createLink(target, draft);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
        DataFolder.forceNames(Objects.requireNonNull(target.getParent()));
    }

    private void tell(Path target, ArchiveBackup.Result result, boolean isJson, boolean withEnds) {
        if (isJson) {
            out.print(BackupTold.json(target, result));
        } else if (result.faults().isEmpty()) {
            out.print(withEnds ? BackupTold.ends(result.contents()) : "");
            out.println("Backup " + target + ": " + BackupTold.summary(result.contents()) + ". It is sound.");
        } else {
            out.print(BackupTold.faults(result.faults()));
            out.println("The archive is faulty; no backup was kept.");
        }
        out.flush();
    }

    private static StartupFailure cannot(Path target, String why, @Nullable Throwable cause) {
        return StartupFailure.backup(target, why, cause);
    }
}
