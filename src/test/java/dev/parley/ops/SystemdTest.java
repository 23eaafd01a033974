package dev.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.node.SettingsLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd itself thinks of ops/systemd/parley.service, and Parley of the settings beside it. */
class SystemdTest {

    private static final Path UNIT = Path.of("ops", "systemd", "parley.service");
    /** Tenths, of 100. Without any hardening it is 95. */
    private static final int EXPOSURE_LIMIT = 20;

    @TempDir
    Path folder;

    @Test
    void shouldHaveNothingToComplainOf() throws Exception {
        assertThat(analyze("verify", UNIT.toString())).isEmpty();
        Path wrong = Files.writeString(
                folder.resolve("parley.service"), Files.readString(UNIT).replace("TimeoutStopSec", "TimeoutStopSecs"));
        assertThat(analyze("verify", wrong.toString()))
                .as("that it would complain")
                .contains("TimeoutStopSecs");
    }

    @Test
    void shouldBeHardened() throws Exception {
        String said = analyze("security", "--offline=true", "--threshold=" + EXPOSURE_LIMIT, UNIT.toString());
        assertThat(said).contains("Overall exposure level for parley.service: ").doesNotContain("exceeds");
    }

    @Test
    void shouldNameSettingsThatThereAre() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("ops", "systemd", "parley.env"))) {
            String set = line.startsWith("#PARLEY_") ? line.substring(1) : line;
            if (set.startsWith("PARLEY_")) {
                environment.put(set.substring(0, set.indexOf('=')), set.substring(set.indexOf('=') + 1));
            }
        }
        SettingsLoader.Loaded loaded = SettingsLoader.load(List.of(), environment);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.settings().cluster().busPort()).isEqualTo(15_701);
    }

    private static String analyze(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "--no-pager"));
        command.addAll(List.of(args));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(
                    false,
                    "there is no systemd-analyze here, which looks over the unit: Debian has it in the package systemd");
            return "";
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip()
                + (process.exitValue() == 0 || said.isBlank() ? "" : " (exceeds, or exit " + process.exitValue() + ")");
    }
}
