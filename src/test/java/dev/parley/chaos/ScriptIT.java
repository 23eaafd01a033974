package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./parley run} and {@code ./parley cluster 3}, started in a folder that is not the script's. */
class ScriptIT {

    private static final Path SCRIPT = Path.of("parley").toAbsolutePath();
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(45);
    private static final Pattern URL = Pattern.compile("Parley \\S+ serves http://localhost:\\d+");

    @TempDir
    Path folder;

    @Test
    void shouldRunOneNodeInTheFoldersData() {
        int port = Ports.freeRow(11);
        Path home = folder.resolve("home");
        List<String> run = List.of(
                SCRIPT.toString(),
                "run",
                "--port",
                Integer.toString(port),
                "--host",
                "127.0.0.1",
                "--cluster-port",
                Integer.toString(port + 1),
                "--cluster-name",
                "script-" + port);
        try (Program script = Program.start(home, Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1"), run)) {
            script.awaitOut("the URL", text -> text.endsWith("\n"));
            Await.until("ready", STOPS_WITHIN, () -> Http.ready("http://127.0.0.1:" + port), script::told);
            script.interrupt();

            assertThat(script.awaitEnd(STOPS_WITHIN)).as(script.told()).isEqualTo(130);
            assertThat(script.out()).containsPattern(URL).hasLineCount(1);
            assertThat(script.err()).contains("stopped");
            assertThat(LogLines.alarms(script.err().lines())).isEmpty();
            assertThat(home.resolve("data").resolve("archive.db")).isRegularFile();
        }
    }

    @Test
    void shouldStartThreeNodesAsOneClusterAndStopThemAtCtrlC() {
        int port = Ports.freeRow(13);
        Path home = folder.resolve("home");
        List<String> cluster = List.of(
                SCRIPT.toString(),
                "cluster",
                "3",
                "--host",
                "127.0.0.1",
                "--cluster-port",
                Integer.toString(port + 3),
                "--cluster-name",
                "script-" + port);
        Map<String, String> environment =
                Map.of("PARLEY_BASE_PORT", Integer.toString(port), "JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        try (Program script = Program.start(home, environment, cluster)) {
            script.awaitOut(
                    "three URLs",
                    text -> text.lines()
                                    .filter(line -> URL.matcher(line).find())
                                    .count()
                            == 3);
            for (int i = 0; i < 3; i++) {
                String url = "http://127.0.0.1:" + (port + i);
                Await.until(
                        "three members at " + url,
                        STOPS_WITHIN,
                        () -> members(url).equals(Set.of("node-1", "node-2", "node-3"))
                                ? ""
                                : "it sees " + members(url),
                        script::told);
            }
            List<ProcessHandle> started = script.started();
            assertThat(started).hasSizeGreaterThanOrEqualTo(3);
            script.interrupt();

            assertThat(script.awaitEnd(STOPS_WITHIN)).as(script.told()).isZero();
            assertThat(started).as("nobody is left behind").noneMatch(ProcessHandle::isAlive);
            assertThat(script.out().lines()).allMatch(line -> line.matches("node-[123] \\| .+"));
            assertThat(script.err()).contains("node-1 has stopped.", "node-2 has stopped.", "node-3 has stopped.");
            assertThat(LogLines.alarms(script.out().lines())).isEmpty();
            assertThat(IntStream.rangeClosed(1, 3).mapToObj(i -> home.resolve("data/node-" + i + "/archive.db")))
                    .allMatch(archive -> archive.toFile().isFile());
        }
    }

    private static Set<String> members(String url) {
        return Http.cluster(url).stream()
                .flatMap(view -> view.getJsonArray("nodes").stream())
                .map(node -> ((JsonObject) node).getString("name"))
                .collect(Collectors.toSet());
    }
}
