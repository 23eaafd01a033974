package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making certificates with what is in the jar: parts of BouncyCastle are not. */
class CertsJarIT {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldMakeKeepAndRenew() {
        assertThat(certs("--node", "chat-1", "--host", "10.77.0.5", "--host", "fd00::5"))
                .contains("made     certs/ca.pem", "made     certs/chat-1.pem");
        assertThat(certs("--node", "chat-1", "--node", "chat-2"))
                .contains("kept     certs/ca.pem", "kept     certs/chat-1.pem", "made     certs/chat-2.pem");
        assertThat(certs("--renew")).contains("renewed  certs/chat-1.pem", "renewed  certs/chat-2.pem");
    }

    private String certs(String... options) {
        List<String> all = new java.util.ArrayList<>(List.of("certs"));
        all.addAll(List.of(options));
        try (Program program = Program.start(folder.resolve("home"), Map.of(), Jars.command(List.of(), all))) {
            assertThat(program.awaitEnd(ENDS_WITHIN)).as(program.told()).isZero();
            return program.out();
        }
    }
}
