package dev.parley.node;

import dev.parley.log.ArchiveAudit;
import dev.parley.log.ArchiveException;
import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Clocks;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The command {@code verify-archive}: looks at everything in the archive of a stopped node and says what is wrong with it. */
final class VerifyCommand {

    static final String NAME = "verify-archive";

    private static final String JSON = "--json";
    private static final int SOUND = 0;
    private static final int FAULTY = 1;
    private static final String USAGE = """
            Looks at everything in the archive of a stopped node: SQLite's own check, every log's numbers, ids,
            digests and end, the projections, and the orphans. It changes nothing.

              java -jar parley.jar verify-archive [--data DIR] [--config FILE] [--json]
              java -jar parley.jar verify-archive --file BACKUP [--json]

            The second form looks at a backup. Prints a line for each fault, and a summary; with --json one object.

            Exit codes: 0 sound, 1 faulty, 2 wrong options, 4 the folder or the archive cannot be used,
            for example because a node is running on it.
            """;

    private final Map<String, String> environment;
    private final PrintStream out;

    VerifyCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /**
     * Does it. Blocks, for about a second for each 100,000 entries.
     *
     * @param args without the command's name
     * @return the exit code
     * @throws StartupFailure when the options are wrong or the archive cannot be looked at
     */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return SOUND;
        }
        OwnOptions options = new OwnOptions(args);
        boolean isJson = options.takeSwitch(JSON);
        Optional<String> backup = options.take("--file");
        Path folder = SettingsLoader.load(options.rest(), environment)
                .settings()
                .data()
                .toAbsolutePath();
        long begun = Clocks.monotonicMillis();
        ArchiveAudit.Report report = backup.isPresent() ? lookAtBackup(Path.of(backup.get())) : look(folder);
        double seconds = (Clocks.monotonicMillis() - begun) / 1000.0;
        out.print(isJson ? json(report, seconds) : text(report, seconds));
        out.flush();
        return report.faults().isEmpty() ? SOUND : FAULTY;
    }

    private static ArchiveAudit.Report look(Path folder) {
        Path file = DataFolder.archiveIn(folder);
        try {
            return ArchiveAudit.of(file);
        } catch (ArchiveException e) {
            if (e.reason() == Reason.DAMAGED) {
                return new ArchiveAudit.Report(List.of(StartupFailure.told(e)), 0, 0, 0, 0);
            }
            throw StartupFailure.archive(folder, e);
        }
    }

    private static ArchiveAudit.Report lookAtBackup(Path file) {
        try {
            return ArchiveAudit.ofBackup(file);
        } catch (ArchiveException e) {
            if (e.reason() == Reason.DAMAGED) {
                return new ArchiveAudit.Report(List.of(StartupFailure.told(e)), 0, 0, 0, 0);
            }
            throw StartupFailure.backup(file, "cannot be looked at: " + StartupFailure.told(e) + ".", e);
        }
    }

    private static String text(ArchiveAudit.Report report, double seconds) {
        StringBuilder text = new StringBuilder();
        report.faults().forEach(fault -> text.append("fault: ").append(fault).append('\n'));
        String verdict = switch (report.faults().size()) {
            case 0 -> "The archive is sound";
            case 1 -> "The archive has 1 fault";
            default -> "The archive has " + report.faults().size() + " faults";
        };
        text.append(String.format(
                Locale.ROOT,
                "%s: %d logs, %d entries, %d bytes, %d orphans, checked in %.1f s.%n",
                verdict,
                report.logs(),
                report.entries(),
                report.bytes(),
                report.orphans(),
                seconds));
        return text.toString();
    }

    private static String json(ArchiveAudit.Report report, double seconds) {
        return new JsonObject()
                        .put("sound", report.faults().isEmpty())
                        .put("faults", report.faults())
                        .put("logs", report.logs())
                        .put("entries", report.entries())
                        .put("bytes", report.bytes())
                        .put("orphans", report.orphans())
                        .put("seconds", seconds)
                        .encode()
                + "\n";
    }
}
