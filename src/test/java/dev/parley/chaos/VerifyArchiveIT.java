package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that looks at an archive, as a person meets it. */
class VerifyArchiveIT {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path data;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void copy() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        try (var in = Objects.requireNonNull(VerifyArchiveIT.class.getResourceAsStream("/archive-v2.db"))) {
            Files.copy(in, data.resolve("archive.db"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void shouldSayThatAnArchiveIsSound() {
        Ended text = verify("--data", data.toString());
        Ended json = verify("--json", "--data", data.toString());

        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .startsWith("The archive is sound: 2 logs, 6 entries, ")
                .contains(" 2 orphans, ")
                .hasLineCount(1);
        assertThat(json.code()).as(json.err()).isZero();
        JsonObject told = new JsonObject(json.out());
        assertThat(told.getBoolean("sound")).isTrue();
        assertThat(told.getJsonArray("faults")).isEmpty();
        assertThat(told.getLong("entries")).isEqualTo(6);
        assertThat(told.fieldNames())
                .containsExactlyInAnyOrder("sound", "faults", "logs", "entries", "bytes", "orphans", "seconds");
    }

    @Test
    void shouldSayWhatIsWrong() throws IOException {
        Path file = data.resolve("archive.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] word = "text 3 of".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        bytes[indexOf(bytes, word)] = 'T';
        Files.write(file, bytes);

        Ended text = verify("--data", data.toString());
        Ended json = verify("--data", data.toString(), "--json");

        assertThat(text.code()).as(text.err()).isEqualTo(1);
        assertThat(text.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("fault: room/general: entry 3 has digest"))
                .anyMatch(line -> line.startsWith("The archive has 1 fault: 2 logs"));
        assertThat(json.code()).isEqualTo(1);
        assertThat(new JsonObject(json.out()).getJsonArray("faults")).hasSize(1);

        Files.writeString(file, "This was never an archive.");
        Ended foreign = verify("--data", data.toString());
        assertThat(foreign.code()).isEqualTo(1);
        assertThat(foreign.out()).contains("is not an SQLite database", "The archive has 1 fault");
    }

    @Test
    void shouldSayWhyItCannotLook() throws IOException {
        Ended wrong = verify("--daat", data.toString());
        Ended nothing = verify("--data", folder.toString());
        Ended help = verify("--help");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("parley: ").contains("--daat");
        assertThat(nothing.code()).isEqualTo(4);
        assertThat(nothing.err()).startsWith("parley: ").contains("has no archive", "--data");
        assertThat(folder.toFile().list()).as("nothing is made").doesNotContain("archive.db", "archive.db.lock");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("--json", "Exit codes");
    }

    @Test
    void shouldLeaveTheArchiveOfARunningNodeAlone() throws IOException {
        Files.delete(data.resolve("archive.db"));
        int port = Ports.freeRow(11);
        List<String> options = List.of(
                "--port", Integer.toString(port),
                "--host", "127.0.0.1",
                "--data", data.toString(),
                "--cluster-name", "verify-" + port,
                "--cluster-port", Integer.toString(port + 1));
        try (Program node = Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, options))) {
            node.awaitOut("the line with the URL", text -> text.endsWith("\n"));

            Ended refused = verify("--data", data.toString());

            assertThat(refused.code()).as(refused.out()).isEqualTo(4);
            assertThat(refused.err()).startsWith("parley: ").contains("in use by a node that runs", "Stop that node");
            assertThat(Http.ready("http://127.0.0.1:" + port)).isEmpty();
        }
        assertThat(verify("--data", data.toString()).code())
                .as("after it was killed")
                .isZero();
    }

    private Ended verify(String... options) {
        List<String> all = new ArrayList<>(List.of("verify-archive"));
        all.addAll(List.of(options));
        try (Program program = Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, all))) {
            int code = program.awaitEnd(ENDS_WITHIN);
            return new Ended(code, program.out(), program.err());
        }
    }

    private static int indexOf(byte[] bytes, byte[] word) {
        for (int i = 0; i + word.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
