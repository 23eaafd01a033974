package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every line that our code logs names its event, so that a machine can tell them apart. */
class LogLineTest {

    /** A call of a logger, and the first text in it. What is logged without a text of its own was made elsewhere. */
    private static final Pattern CALL = Pattern.compile("(?i:\\blog)\\.log\\(\\s*[^;\"]*?\"([^\"]*)");

    private static final Pattern NAMED = Pattern.compile("event=[a-z0-9-]+( .*)?", Pattern.DOTALL);

    @Test
    void shouldNameTheEventInEveryLine() throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> nameless = new ArrayList<>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                CALL.matcher(Files.readString(file)).results().forEach(call -> {
                    texts.add(call.group(1));
                    if (!NAMED.matcher(call.group(1)).matches()) {
                        nameless.add(file.getFileName() + ": " + call.group(1));
                    }
                });
            }
        }
        assertThat(texts).as("calls of a logger").hasSizeGreaterThan(60);
        assertThat(nameless).isEmpty();
    }
}
