package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as somebody meets it who has just downloaded it. */
class StartIT {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /** What became of a start that was refused. */
    private record Refused(int code, String out, String err) {}

    @Test
    void shouldExplainItself() throws IOException {
        Refused help = refused(List.of("--help"));
        Refused version = refused(List.of("--version"));

        assertThat(help.code()).as(help.err()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("java -jar parley.jar", "--port", "--cluster-name", "--discovery", "--data");
        assertThat(version.code()).as(version.err()).isZero();
        assertThat(version.err()).isEmpty();
        assertThat(version.out())
                .startsWith("Parley " + manifestVersion() + " ")
                .contains("Vert.x 5.0.10", "Hazelcast 5.6.0")
                .hasLineCount(1);
        assertThat(folder.resolve("home")).as("neither leaves anything").isEmptyDirectory();
    }

    @Test
    void shouldNameEveryWrongSetting() {
        Refused wrong = refused(List.of("--port", "abc", "--dead-after", "1s", "--prot", "1"));

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines())
                .allMatch(line -> line.startsWith("parley: "))
                .anyMatch(line -> line.contains("--port abc") && line.contains("between 0 and 65535"))
                .anyMatch(line -> line.contains("--dead-after 1s") && line.contains("between 3s and 2m"))
                .anyMatch(line -> line.contains("--prot") && line.contains("Did you mean --port?"))
                .hasSize(3);
        assertThat(folder.resolve("home")).isEmptyDirectory();
    }

    @Test
    void shouldSayWhyItCannotUsePortOrFolder() throws IOException {
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "mine");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refused(alone("--port", Integer.toString(other.getLocalPort()))))
                    .satisfies(refused -> isOneSentence(refused, 3, "is in use by another process", "--port"));
        }
        assertThat(refused(alone("--data", foreign.toString())))
                .satisfies(refused -> isOneSentence(refused, 4, "is not empty and not Parley's", "thesis.txt"));
        assertThat(foreign.toFile().list()).as("a foreign folder is left alone").containsExactly("thesis.txt");
        assertThat(refused(alone("--data", unwritable().toString())))
                .satisfies(refused -> isOneSentence(refused, 4, "data folder", "--data"));
    }

    @Test
    void shouldSayThatTheClusterCannotBeJoined() {
        // An address for documentation, which no machine has.
        Refused refused = refused(
                alone("--discovery", "seeds:203.0.113.7", "--cluster-host", "203.0.113.7", "--cluster-name", "far"));

        isOneSentence(refused, 5, "cannot join cluster 'far'", "--cluster-host");
    }

    @Test
    void shouldLiveBeforeItIsReadyAndStopWithoutLeavingAnything() throws IOException {
        Path data = folder.resolve("data");
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> jvm = new ArrayList<>(Jars.LIGHT);
        jvm.add("-Djava.io.tmpdir=" + temporary);
        List<String> options = alone("--data", data.toString());
        String port = options.get(options.indexOf("--port") + 1);
        try (Program node = Program.start(folder.resolve("home"), Map.of(), Jars.command(jvm, options))) {
            List<String> seen = awaitReady("http://127.0.0.1:" + port, node);
            node.awaitOut("the line with the URL", text -> text.endsWith("\n"));
            Refused second = refused(alone("--data", data.toString()));
            List<ProcessHandle> started = node.started();
            node.terminate();

            assertThat(seen)
                    .as("/live and /ready, as they changed")
                    .startsWith("live")
                    .endsWith("live ready");
            isOneSentence(second, 4, "is in use by another process (" + node.pid() + ")", "--data");
            assertThat(node.awaitEnd(ENDS_WITHIN)).as(node.told()).isEqualTo(143);
            assertThat(node.out()).isEqualTo("Parley " + manifestVersion() + " serves http://localhost:" + port + "\n");
            assertThat(LogLines.alarms(node.err().lines())).isEmpty();
            assertThat(started).noneMatch(ProcessHandle::isAlive);
            assertThat(temporary).as("temporary files").isEmptyDirectory();
            try (Stream<Path> kept = Files.list(data)) {
                assertThat(kept.map(file -> file.getFileName().toString()))
                        .as("no journal that waits to be replayed")
                        .contains("archive.db", "parley.json")
                        .noneMatch(name -> name.endsWith("-wal") || name.endsWith("-shm"));
            }
        }
    }

    /** Returns what {@code /live} and {@code /ready} said, each state once. */
    private static List<String> awaitReady(String url, Program node) {
        List<String> seen = new ArrayList<>();
        Await.until(
                "ready",
                Duration.ofSeconds(90),
                () -> {
                    String live = Http.live(url).isEmpty() ? "live" : "";
                    String state = Http.ready(url).isEmpty() ? live + " ready" : live;
                    if (!state.isEmpty()
                            && (seen.isEmpty() || !seen.get(seen.size() - 1).equals(state))) {
                        seen.add(state);
                    }
                    return state.endsWith("ready") ? "" : "only " + state;
                },
                node::told);
        return seen;
    }

    private static void isOneSentence(Refused refused, int code, String... words) {
        assertThat(refused.code()).as(refused.err()).isEqualTo(code);
        assertThat(refused.out()).isEmpty();
        List<String> told = refused.err()
                .lines()
                // The log of the steps that worked.
                .filter(line -> !line.matches("\\S+Z INFO .*"))
                .toList();
        assertThat(told).as("one sentence, and no stack trace").hasSize(1);
        assertThat(told.get(0)).startsWith("parley: ").contains(words);
    }

    /** A folder that nobody may make, root included. */
    private Path unwritable() throws IOException {
        Path proc = Path.of("/proc/parley");
        return Files.isDirectory(proc.getParent())
                ? proc
                : Files.createDirectory(
                        folder.resolve("unwritable"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    }

    /** Options of a node with ports and a cluster of its own. */
    private List<String> alone(String... options) {
        int port = Ports.freeRow(11);
        int clusterPort = port + 1;
        List<String> all = new ArrayList<>(List.of(options));
        optional(all, "--port", Integer.toString(port));
        optional(all, "--host", "127.0.0.1");
        optional(all, "--data", folder.resolve("other").toString());
        optional(all, "--cluster-name", "start-" + clusterPort);
        optional(all, "--cluster-port", Integer.toString(clusterPort));
        return all;
    }

    private static void optional(List<String> options, String name, String value) {
        if (!options.contains(name)) {
            options.addAll(List.of(name, value));
        }
    }

    private Refused refused(List<String> options) {
        List<String> command = Jars.command(options.size() == 1 ? List.of() : Jars.LIGHT, options);
        try (Program program = Program.start(folder.resolve("home"), Map.of(), command)) {
            int code = program.awaitEnd(ENDS_WITHIN);
            return new Refused(code, program.out(), program.err());
        }
    }

    private static String manifestVersion() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("parley.jar", "target/parley.jar"))) {
            return jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }
}
