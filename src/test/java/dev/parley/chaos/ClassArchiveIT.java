package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the build leaves beside the jar. */
class ClassArchiveIT {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldHoldTheClassesOfANodeThatStartsServesAndStops() {
        List<String> jvm = new ArrayList<>(Jars.LIGHT);
        jvm.add("-Xlog:class+load");
        List<String> loaded = run(Jars.command(jvm, List.of("rehearse")))
                .lines()
                .filter(line -> line.contains(" dev.parley.") && !line.contains("$$Lambda"))
                .toList();
        List<String> read = loaded.stream()
                .filter(line -> !line.contains("source: shared objects file (top)"))
                .toList();

        assertThat(loaded).hasSizeGreaterThan(300);
        // What it meets by chance in one run may be missing from the other.
        assertThat(read).hasSizeLessThan(loaded.size() / 20);
    }

    @Test
    void shouldBeOfNoAccountForAnotherJar() throws IOException {
        Path jar = folder.resolve("other.jar");
        Files.copy(Jars.path(), jar);
        Files.copy(Jars.archiveOf(Jars.path()), Jars.archiveOf(jar));

        List<String> command = new ArrayList<>(Jars.command(Jars.LIGHT, List.of("--version")));
        assertThat(run(Jars.withJar(command, jar)).lines())
                .singleElement()
                .asString()
                .startsWith("Parley ");
    }

    @Test
    void shouldTellHowItIsMade() {
        assertThat(run(Jars.command(Jars.LIGHT, List.of("rehearse", "--help")))).contains("-XX:ArchiveClassesAtExit");
    }

    private String run(List<String> command) {
        try (Program program = Program.start(folder.resolve("home"), Map.of(), command)) {
            assertThat(program.awaitEnd(ENDS_WITHIN)).as(program.told()).isZero();
            return program.out();
        }
    }
}
