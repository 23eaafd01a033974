package dev.parley.node;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands about archives and backups. None of them starts a node. */
final class ArchiveCommands {

    static final Set<String> NAMES =
            Set.of(VerifyCommand.NAME, BackupCommand.NAME, RestoreCommand.NAME, RebuildCommand.NAME);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    ArchiveCommands(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what the first argument names.
     *
     * @return the exit code
     */
    int run(List<String> args) {
        String name = args.get(0);
        List<String> options = args.subList(1, args.size());
        InstantSource clock = InstantSource.system();
        try {
            return switch (name) {
                case VerifyCommand.NAME -> new VerifyCommand(environment, out).run(options);
                case BackupCommand.NAME -> new BackupCommand(environment, out, clock.instant()).run(options);
                case RestoreCommand.NAME -> new RestoreCommand(environment, out, clock).run(options);
                case RebuildCommand.NAME -> new RebuildCommand(environment, out).run(options);
                default -> throw new IllegalArgumentException("no command of archives: " + name);
            };
        } catch (StartupFailure e) {
            return new Refusal(err).tell(e);
        }
    }
}
