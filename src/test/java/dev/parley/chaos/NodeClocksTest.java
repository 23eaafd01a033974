package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeClocksTest {

    @TempDir
    private Path folder;

    @Test
    void shouldGiveAProcessAClockOfItsOwn() throws Exception {
        Optional<Path> library = NodeClocks.library();
        assumeTrue(library.isPresent(), "libfaketime is not here");
        NodeClocks clocks = new NodeClocks(library.get(), folder);
        assertThat(ahead(clocks, Duration.ZERO)).isBetween(-60L, 60L);
        assertThat(ahead(clocks, Duration.ofHours(1))).isBetween(3_540L, 3_660L);
        assertThat(ahead(clocks, Duration.ofHours(-1))).isBetween(-3_660L, -3_540L);
    }

    private static long ahead(NodeClocks clocks, Duration wanted) throws Exception {
        ProcessBuilder date = new ProcessBuilder("date", "+%s");
        date.environment().putAll(clocks.environment("n1"));
        clocks.set("n1", wanted);
        Process process = date.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        clocks.close(java.util.List.of(process.pid()));
        return Long.parseLong(said) - System.currentTimeMillis() / 1000;
    }
}
