package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/operations.md, <em>Three machines by hand</em>, as far as it goes without systemd: the command and the settings of ops/systemd, on three
 * machines that are network namespaces, as a user without rights. Skipped where namespaces cannot be made.
 */
class ThreeMachinesIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Path UNIT = Path.of("ops", "systemd", "parley.service");
    private static final Path SETTINGS = Path.of("ops", "systemd", "parley.env");
    /** The first of those that systemd takes for a DynamicUser. */
    private static final int USER = 61_184;

    @TempDir
    Path folder;

    private final List<Program> machines = new ArrayList<>();

    @AfterEach
    void end() {
        machines.forEach(Program::close);
    }

    @Test
    void shouldBeOneClusterAndStopInOrder() throws Exception {
        String obstacle = Namespaces.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty(), () -> "no namespaces can be made here: " + obstacle);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        try (Namespaces network = Namespaces.open(3)) {
            for (int i = 1; i <= 3; i++) {
                machines.add(start(network, i));
            }
            for (int i = 1; i <= 3; i++) {
                awaitAll(network.seat(i).url(), i);
            }
            try (Speaker first = new Speaker(network.seat(1).url());
                    Speaker third = new Speaker(network.seat(3).url())) {
                long seq = first.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "from the first");
                assertThat(third.awaitPosition("general", seq)).isEqualTo(first.awaitPosition("general", seq));
                machines.get(1).terminate();
                third.awaitNodes("that the second goes", WITHIN, list -> "leaving".equals(list.get("chat-2")));
                third.awaitNodes("that the second is gone", WITHIN, list -> !list.containsKey("chat-2"));
                assertThat(machines.get(1).awaitEnd(WITHIN)).isEqualTo(143);
                third.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE2", "from the third");
            }
        }
    }

    private Program start(Namespaces network, int machine) throws IOException {
        Path data = folder.resolve("chat-" + machine);
        String user = Integer.toString(USER + machine);
        Shell.run("install", "-d", "-m", "700", "-o", user, "-g", user, data.toString());
        List<String> command = new ArrayList<>(network.seat(machine).before());
        command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"));
        command.addAll(List.of("--inh-caps=-all", "--bounding-set=-all"));
        command.addAll(List.of(line(UNIT, "ExecStart=")
                .replace("/opt/parley/parley.jar", Jars.path().toString())
                .split(" ", -1)));
        Map<String, String> environment = settings(network, machine);
        String where = line(UNIT, "Environment=");
        assertThat(where).isEqualTo("PARLEY_DATA=%S/parley");
        environment.put("PARLEY_DATA", data.toString());
        // In the place of MemoryMax.
        environment.put("JDK_JAVA_OPTIONS", "-Xmx256m -XX:TieredStopAtLevel=1");
        return Program.start(folder.resolve("home"), environment, command);
    }

    /** What is in the file, with the addresses of these machines and the name that it leaves to whoever installs it. */
    private static Map<String, String> settings(Namespaces network, int machine) throws IOException {
        String text = Files.readString(SETTINGS).replace("#PARLEY_NAME=chat-1", "PARLEY_NAME=chat-" + machine);
        for (int i = 1; i <= 3; i++) {
            text = text.replace("192.0.2.1" + i, network.seat(i).host());
        }
        String host = network.seat(machine).host();
        text = text.replace("192.0.2.*", host.substring(0, host.lastIndexOf('.')) + ".*");
        assertThat(text).doesNotContain("192.0.2");
        return new HashMap<>(text.lines()
                .filter(line -> line.startsWith("PARLEY_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1))));
    }

    private static String line(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .findFirst()
                .orElseThrow();
    }

    private void awaitAll(String url, int machine) {
        Set<String> wanted = Set.of("chat-1", "chat-2", "chat-3");
        Await.until(
                "three machines at " + url,
                WITHIN,
                () -> {
                    Set<String> ready = Http.cluster(url).stream()
                            .flatMap(view -> view.getJsonArray("nodes").stream())
                            .map(JsonObject.class::cast)
                            .filter(node -> "ready".equals(node.getString("state")))
                            .map(node -> node.getString("name"))
                            .collect(Collectors.toCollection(TreeSet::new));
                    return ready.equals(wanted) ? Http.ready(url) : "it sees " + ready;
                },
                machines.get(machine - 1)::told);
    }
}
