package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/backup.md do what the page says, in the order in which it says them, in a folder in place of the machine. */
class BackupDocTest {

    private static final Pattern COMMAND =
            Pattern.compile("parley ((?:backup|restore|rebuild|verify-archive) --[^`\\n]*)");

    @TempDir
    private Path machine;

    @Test
    void shouldRunEveryCommandOfThePage() throws Exception {
        Path data = machine.resolve("srv/parley/data");
        DataFolder.open(data, "parley", InstantSource.system()).close();
        Files.createDirectories(machine.resolve("var/backups/parley"));
        try (var in = BackupDocTest.class.getResourceAsStream("/archive-v3.db")) {
            Files.copy(in, data.resolve("archive.db"));
        }
        List<String> commands = COMMAND.matcher(Files.readString(Path.of("docs", "backup.md")))
                .results()
                .map((MatchResult result) -> result.group(1))
                .filter(command -> command.contains(" /"))
                .toList();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(9);
        for (String name : List.of("backup", "restore", "rebuild", "verify-archive --file", "verify-archive --data")) {
            assertThat(commands).anyMatch(command -> command.startsWith(name));
        }

        commands.forEach(this::run);

        assertThat(machine.resolve("var/backups/parley").toFile().list())
                .hasSize(2)
                .contains("before-update.db");
    }

    private void run(String command) {
        List<String> words = Stream.of(command.trim().split("\\s+"))
                .map(word -> word.startsWith("/") ? machine + word : word)
                .toList();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new Main(Map.of(), both, both).run(words);
        assertThat(code)
                .as("parley %s\n%s", command, out.toString(StandardCharsets.UTF_8))
                .isZero();
    }
}
