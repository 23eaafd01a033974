package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bytes that a released build wrote, kept for ever: {@code src/test/resources/formats/NAME-VERSION.txt}, a line for each sample. A codec
 * that writes other bytes under the same version number breaks the other nodes of a cluster in the middle of an update, silently; here it
 * breaks a test. docs/upgrades.md says what to do then.
 */
public final class FormatFixtures {

    private static final Path FOLDER = Path.of("src", "test", "resources", "formats");

    private FormatFixtures() {}

    /**
     * Holds what is written now against the fixture. With {@code -Dparley.write-formats=true} a fixture that is not there yet is written; one
     * that is there never is.
     *
     * @return the bytes of the fixture, to be decoded
     */
    public static Map<String, byte[]> check(String name, int version, Map<String, byte[]> written) {
        Path file = FOLDER.resolve(name + "-" + version + ".txt");
        Map<String, String> now = new LinkedHashMap<>();
        written.forEach((sample, bytes) -> now.put(sample, HexFormat.of().formatHex(bytes)));
        if (Boolean.getBoolean("parley.write-formats") && !Files.exists(file)) {
            write(file, now);
        }
        assertThat(file)
                .as("%s has no fixture of version %d: see docs/upgrades.md", name, version)
                .isRegularFile();
        Map<String, String> kept = read(file);
        kept.forEach((sample, hex) -> assertThat(now.get(sample))
                .as(
                        "%s: sample %s is not written any more as version %d has it. Nodes of other builds read these bytes: give the"
                                + " format a new version, and keep reading the old one. See docs/upgrades.md",
                        file, sample, version)
                .isEqualTo(hex));
        assertThat(kept.keySet())
                .as(
                        "%s: a sample that the fixture lacks is a new thing on the wire, which older builds do not read",
                        file)
                .containsAll(now.keySet());
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        kept.forEach((sample, hex) -> bytes.put(sample, HexFormat.of().parseHex(hex)));
        return bytes;
    }

    private static Map<String, String> read(Path file) {
        try {
            Map<String, String> lines = new LinkedHashMap<>();
            Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
                    .map(line -> line.split(" ", -1))
                    .forEach(line -> lines.put(line[0], line[1]));
            return lines;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Path file, Map<String, String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (sample, hex) -> text.append(sample).append(' ').append(hex).append('\n'));
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
