package dev.parley.node;

import dev.parley.log.ArchiveBackup;
import dev.parley.log.ArchiveException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The command {@code restore}: makes the data folder of a new node out of a backup. */
final class RestoreCommand {

    static final String NAME = "restore";

    private static final int DONE = 0;
    private static final int FAULTY = 1;
    private static final String USAGE = """
            Makes the data folder of a new node out of a backup. The folder must be empty, or not be there.

              java -jar parley.jar restore --from FILE --data DIR [--cluster-name NAME] [--config FILE] [--json]

            The node gets an id of its own, so one backup may be restored for several nodes. Started in a cluster that
            runs, it fetches what came after the backup. Without --cluster-name it is a node of cluster 'parley'.

            Exit codes: 0 restored and sound, 1 the backup is faulty and nothing was kept, 2 wrong options,
            4 it cannot be done: no backup, no room, the folder is not empty.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final InstantSource clock;

    RestoreCommand(Map<String, String> environment, PrintStream out, InstantSource clock) {
        this.environment = environment;
        this.out = out;
        this.clock = clock;
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
        Path from = Path.of(options.need("--from")).toAbsolutePath().normalize();
        Settings settings = SettingsLoader.load(options.rest(), environment).settings();
        if (!Files.isRegularFile(from)) {
            throw StartupFailure.backup(from, "is not there. Choose with --from.", null);
        }
        ArchiveBackup.Result result = restore(from, settings);
        Path folder = settings.data().toAbsolutePath().normalize();
        if (isJson) {
            out.print(BackupTold.json(folder, result));
        } else if (result.faults().isEmpty()) {
            out.println("Restored " + folder + " for cluster '"
                    + settings.cluster().name() + "' from the backup of cluster '"
                    + result.label().cluster() + "' made "
                    + Instant.ofEpochMilli(result.label().madeAtMillis()) + ": "
                    + BackupTold.summary(result.contents()) + ". It is sound.");
        } else {
            out.print(BackupTold.faults(result.faults()));
            out.println("The backup is faulty; nothing was restored.");
        }
        out.flush();
        return result.faults().isEmpty() ? DONE : FAULTY;
    }

    private ArchiveBackup.Result restore(Path from, Settings settings) {
        try (RestoredFolder made =
                RestoredFolder.begin(settings.data(), settings.cluster().name(), clock)) {
            ArchiveBackup.Result result =
                    ArchiveBackup.restore(from, made.draft(), clock.instant().toEpochMilli());
            if (result.faults().isEmpty()) {
                Files.move(made.draft(), made.archive(), StandardCopyOption.ATOMIC_MOVE);
                made.finish();
            }
            return result;
        } catch (IOException | ArchiveException e) {
            throw StartupFailure.backup(from, "cannot be restored: " + StartupFailure.told(e) + ".", e);
        }
    }
}
