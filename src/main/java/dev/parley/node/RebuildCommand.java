package dev.parley.node;

import dev.parley.log.ArchiveAudit;
import dev.parley.log.ArchiveException;
import dev.parley.log.ArchiveRebuild;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command {@code rebuild}: makes all that is made from the logs anew. */
final class RebuildCommand {

    static final String NAME = "rebuild";

    private static final int DONE = 0;
    private static final int FAULTY = 1;
    private static final String USAGE = """
            Makes the projections in the archive of a stopped node (the list of rooms, …) anew from its logs, in one
            transaction, and checks the whole archive before it keeps them. The logs are not changed.

              java -jar parley.jar rebuild [--data DIR] [--config FILE]

            Exit codes: 0 done, and the archive is sound; 1 the logs are damaged, and nothing was changed; 2 wrong
            options; 4 the folder or the archive cannot be used, for example because a node is running on it.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;

    RebuildCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /**
     * Does it. Blocks, for about three seconds for each 100,000 entries.
     *
     * @param args without the command's name
     * @return the exit code
     * @throws StartupFailure when the options are wrong or the archive cannot be used
     */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return DONE;
        }
        Path folder = SettingsLoader.load(args, environment).settings().data().toAbsolutePath();
        ArchiveRebuild.Result result = rebuild(folder);
        ArchiveAudit.Report after = result.after();
        if (after.faults().isEmpty()) {
            result.before().forEach(fault -> out.println("was: " + fault));
            out.println("The projections are made anew from " + after.entries() + " entries of " + after.logs()
                    + " logs. The archive is sound.");
        } else {
            out.print(BackupTold.faults(after.faults()));
            out.println("The logs themselves are damaged; nothing was changed. docs/backup.md says what helps.");
        }
        out.flush();
        return after.faults().isEmpty() ? DONE : FAULTY;
    }

    private static ArchiveRebuild.Result rebuild(Path folder) {
        Path file = DataFolder.archiveIn(folder);
        try {
            return ArchiveRebuild.of(file);
        } catch (ArchiveException e) {
            throw StartupFailure.archive(folder, e);
        }
    }
}
