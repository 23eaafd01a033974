package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path temp;

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldPrintHelp() {
        assertThat(run("--port", "x", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Help.text());
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldPrintVersions() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).strip())
                .matches("Parley \\S+ \\(Java "
                        + System.getProperty("java.version").replace(".", "\\.")
                        + ", Vert\\.x 5\\.\\d+\\.\\d+, Hazelcast 5\\.\\d+\\.\\d+\\)");
    }

    @Test
    void shouldRefuseWrongSettingsWithOneLineEach() {
        assertThat(run("--port", "x", "--dead-after", "2s")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "parley: --port x (command line): must be a whole number between 0 and 65535.",
                        "parley: --dead-after 2s (command line): must be between 3s and 2m, in whole seconds.");
        assertThat(out.size()).isZero();
    }

    @Test
    void shouldNotTakeFileNameForVerticle() {
        assertThat(run("parley.conf")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("parley: 'parley.conf' (command line): is not an option. --help lists all."
                        + System.lineSeparator());
    }

    @Test
    void shouldServeUntilToldToStop() throws Exception {
        Process node = start("--data", temp.resolve("data").toString());
        BufferedReader stdout = node.inputReader();
        String line = stdout.readLine();

        assertThat(line).matches("Parley \\S+ serves http://localhost:\\d+");
        URI url = URI.create(line.substring(line.indexOf("http")).replace("localhost", "127.0.0.1"));
        assertThat(((HttpURLConnection) url.toURL().openConnection()).getResponseCode())
                .isPositive();

        // Through the handle: Process.destroy closes our ends of its streams.
        assertThat(node.toHandle().destroy()).isTrue();

        assertThat(node.waitFor(30, TimeUnit.SECONDS)).as("the node stops").isTrue();
        assertThat(node.exitValue()).isEqualTo(143);
        List<String> logged = errorsOf(node);
        assertThat(logged).last().asString().endsWith(" INFO  node  event=node-stopped");
        assertThat(logged).as("trouble").noneMatch(event -> event.contains(" ERROR "));
        assertThat(stdout.readLine()).as("more on stdout").isNull();
    }

    /** It waits for others without a deadline, and is told to stop meanwhile. */
    @Test
    void shouldStopInOrderBeforeItHasServed() throws Exception {
        Process node = start("--data", temp.resolve("data").toString(), "--policy", "majority", "--cluster-size", "3");
        BufferedReader stderr = node.errorReader();
        String line = stderr.readLine();
        while (line != null && !line.contains("event=gateway-listens")) {
            line = stderr.readLine();
        }
        assertThat(line).as("it waits for a majority").isNotNull();

        assertThat(node.toHandle().destroy()).isTrue();

        List<String> logged = errorsOf(node);
        assertThat(node.waitFor()).isEqualTo(143);
        assertThat(logged).last().asString().endsWith(" INFO  node  event=node-stopped");
        assertThat(logged)
                .noneMatch(event -> event.contains(" ERROR "))
                .noneMatch(event -> event.contains("timed-out"))
                .noneMatch(event -> event.startsWith("parley:"));
        assertThat(node.inputReader().readLine())
                .as("the line of a node that serves")
                .isNull();
    }

    @Test
    void shouldRefuseFolderOfRunningNode() throws Exception {
        Path data = temp.resolve("data");
        Process first = start("--data", data.toString());
        assertThat(first.inputReader().readLine()).contains("serves");

        Process second = start("--data", data.toString());

        assertThat(errorsOf(second))
                .containsExactly("parley: data folder " + data.toRealPath() + " is in use by another process ("
                        + first.pid() + "). Stop it, or choose another with --data.");
        assertThat(second.waitFor()).isEqualTo(4);
    }

    @Test
    void shouldRefuseBusyPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process node = start("--data", temp.toString(), "--port", Integer.toString(taken.getLocalPort()));

            assertThat(errorsOf(node))
                    .containsExactly("parley: port " + taken.getLocalPort()
                            + " on 127.0.0.1 is in use by another process. Choose another with --port.");
            assertThat(node.waitFor()).isEqualTo(3);
        }
    }

    @Test
    void shouldLogTheCauseOfARefusalAtDebug() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "x");

        Process node = start("--data", file.toString(), "--log-level", "debug", "--log-format", "json");

        assertThat(errorsOf(node))
                .anyMatch(line -> line.contains("\"message\":\"event=start-failed\"") && line.contains("\"stack\":"))
                .contains("parley: data folder " + file + " is not a folder. Choose another with --data.");
    }

    @Test
    void shouldSetUpTheJvmBeforeAnythingElse() throws Exception {
        ProcessBuilder builder = Jvm.builder(Probe.class.getName(), List.of());
        Process process = track(builder);

        assertThat(process.inputReader().lines().toList())
                .containsExactly("4", "4", "true", "true", "jdk", "dev.parley.node.LastingLogManager", "3", "1");
    }

    /** Says what the JVM's properties are after the set-up. */
    static final class Probe {
        public static void main(String[] args) {
            JvmSetup.apply();
            System.out.println(java.util.concurrent.ForkJoinPool.getCommonPoolParallelism());
            for (String property : List.of(
                    "java.util.concurrent.ForkJoinPool.common.parallelism",
                    "vertx.disableDnsResolver",
                    "java.net.preferIPv4Stack",
                    "hazelcast.logging.type",
                    "java.util.logging.manager")) {
                System.out.println(System.getProperty(property));
            }
            System.out.println(java.security.Security.getProperty("networkaddress.cache.ttl"));
            System.out.println(java.security.Security.getProperty("networkaddress.cache.negative.ttl"));
        }
    }

    private int run(String... args) {
        return new Main(Map.of(), print(out), print(err)).run(List.of(args));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** No two tests, and nobody else on this machine, are to form a cluster. */
    private final String cluster = "main-test-" + System.nanoTime();

    private Process start(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("--host", "127.0.0.1", "--cluster-name", cluster));
        if (!List.of(args).contains("--port")) {
            all.addAll(List.of("--port", "0"));
        }
        all.addAll(List.of(args));
        return track(Jvm.builder(Main.class.getName(), all));
    }

    private Process track(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** All that the process says on stderr until it ends, without what SLF4J says in the class path of tests. */
    private static List<String> errorsOf(Process process) {
        return process.errorReader()
                .lines()
                .filter(line -> !line.startsWith("SLF4J"))
                .toList();
    }
}
