package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.EntryId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator and three real nodes. */
class AdminIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final EntryId FOLLOWED = new EntryId("01JD8Z0Q6V3X5C7B9N1M2K4H6G");
    private static final Pattern HOP = Pattern.compile("^(\\S+Z) .*event=trace hop=(\\S+) id=(\\S+) log=(\\S+)(.*)$");

    @TempDir
    Path folder;

    private TestCluster cluster;
    private final HttpClient http = HttpClient.newHttpClient();

    /** One line of a trace. */
    private record Hop(String at, String node, String name) {}

    @BeforeEach
    void start() {
        cluster = TestCluster.of(folder, 3, "--demo").start();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void shouldDrainAndResumeANodeThroughAnother() {
        String token = awaitToken();
        try (Speaker client = new Speaker(cluster.url("n2"))) {
            client.head("general");
            assertThat(call("POST", "n1", "/nodes/n2/drain", token, "").statusCode())
                    .isEqualTo(200);
            awaitNode(
                    "n2",
                    node -> "drained".equals(node.getString("state"))
                            && node.getInteger("leads") == 0
                            && node.getInteger("sessions") == 0);
        }
        assertThat(Http.ready(cluster.url("n2"))).contains("drained");
        try (Speaker other = new Speaker(cluster.url("n3"))) {
            assertThat(other.say("general", "01JD8Z0Q6V3X5C7B9N1M2K4H6A", "two nodes are enough"))
                    .isPositive();
        }
        assertThat(call("POST", "n3", "/nodes/n2/resume", token, "").statusCode())
                .isEqualTo(200);
        awaitNode("n2", node -> "ready".equals(node.getString("state")) && node.getInteger("leads") > 0);
        cluster.awaitCaughtUp("n2", "general");
        try (Speaker client = new Speaker(cluster.url("n2"))) {
            assertThat(client.head("general")).isEqualTo(1);
        }
    }

    @Test
    void shouldKeepTheTokenOverARestartAndTakeANewOne() throws IOException {
        String token = awaitToken();
        List<String> holders = cluster.nodes().stream()
                .filter(node -> Files.exists(cluster.data(node).resolve("admin-token")))
                .toList();
        assertThat(holders).hasSize(1);
        Path file = cluster.data(holders.get(0)).resolve("admin-token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        cluster.nodes().forEach(cluster::kill);
        cluster.nodes().forEach(cluster::restart);
        cluster.awaitReady();
        cluster.nodes()
                .forEach(node -> assertThat(call("GET", node, "", token, "").statusCode())
                        .as(node)
                        .isEqualTo(200));

        String other = "a-token-that-somebody-chose-2026";
        Files.writeString(cluster.data("n2").resolve("admin-token.new"), other + "\n");
        Await.until(
                "the new token",
                WITHIN,
                () -> call("GET", "n3", "", other, "").statusCode() == 200 ? "" : "refused",
                cluster::lastLines);
        // 429 where the new one was tried ten times before the cluster had it.
        assertThat(call("GET", "n3", "", token, "").statusCode()).isIn(401, 429);
        cluster.nodes()
                .forEach(node -> assertThat(String.join("\n", cluster.lines(node)))
                        .doesNotContain(token)
                        .doesNotContain(other));
    }

    @Test
    void shouldFollowAMessageThroughAllNodesAndDoWhatTheDocumentSays() throws IOException {
        String token = awaitToken();
        String follow = new JsonObject().put("id", FOLLOWED.value()).encode();
        assertThat(call("POST", "n1", "/trace", token, follow).statusCode()).isEqualTo(200);
        try (Speaker one = new Speaker(cluster.url("n1"));
                Speaker two = new Speaker(cluster.url("n2"));
                Speaker three = new Speaker(cluster.url("n3"))) {
            List.of(one, two, three).forEach(speaker -> speaker.head("general"));
            one.say("general", "01JD8Z0Q6V3X5C7B9N1M2K4H6B", "nobody follows this one");
            one.say("general", FOLLOWED.value(), "follow me");
            Await.until(
                    "the message on three disks",
                    WITHIN,
                    () -> named(hops(), "archived").size() == 3 ? "" : hops().toString(),
                    cluster::lastLines);
        }
        List<Hop> hops = hops();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/trace-example.txt"), String.join("\n", traceLines()) + "\n");
        String leader = cluster.leaderOf("general").orElseThrow();
        assertThat(nodes(hops, "received")).containsExactly("n1");
        assertThat(nodes(hops, "routed")).contains("n1").doesNotContain("n2", "n3");
        assertThat(nodes(hops, "numbered")).containsExactly(leader);
        assertThat(nodes(hops, "committed")).containsExactly(leader);
        assertThat(nodes(hops, "sent")).containsExactly(leader);
        assertThat(nodes(hops, "fanned-out")).contains("n1", "n2", "n3");
        assertThat(nodes(hops, "archived")).containsExactlyInAnyOrder("n1", "n2", "n3");
        assertThat(nodes(hops, "acknowledged")).containsExactly("n1");
        inOrder(hops, "received", "routed", "numbered", "committed", "fanned-out");
        inOrder(hops, "committed", "archived");
        assertThat(named(hops, "archived").stream()
                        .filter(hop -> hop.at()
                                        .compareTo(named(hops, "acknowledged")
                                                .get(0)
                                                .at())
                                <= 0))
                .as("two disks had it before its author was told")
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(cluster.nodes().stream().flatMap(node -> cluster.lines(node).stream()))
                .noneMatch(line -> line.contains("01JD8Z0Q6V3X5C7B9N1M2K4H6B"));
        everyExampleWorks(token);
    }

    private void everyExampleWorks(String token) throws IOException {
        List<String> examples = Files.readString(Path.of("docs/administration.md"))
                .lines()
                .filter(line -> line.startsWith("curl "))
                .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(12);
        for (String example : examples) {
            String command = example.replace("curl ", "curl -s -S --fail-with-body -m 30 ")
                    .replace("http://localhost:8080", cluster.url("n1"))
                    .replace("node-", "n");
            try (Program shell =
                    Program.start(folder.resolve("shell"), Map.of("TOKEN", token), List.of("sh", "-c", command))) {
                assertThat(shell.awaitEnd(WITHIN))
                        .as("%s\n%s", example, shell.told())
                        .isZero();
                assertThat(new JsonObject(shell.out()).isEmpty()).as(example).isFalse();
            }
        }
        Await.until(
                "n3 killed by the last example",
                WITHIN,
                () -> cluster.running().contains("n3") ? "it runs" : "",
                cluster::lastLines);
    }

    private static void inOrder(List<Hop> hops, String... names) {
        for (int i = 1; i < names.length; i++) {
            String before = named(hops, names[i - 1]).get(0).at();
            String first = names[i];
            assertThat(named(hops, first))
                    .as("%s after %s", first, names[i - 1])
                    .allSatisfy(hop -> assertThat(hop.at()).isGreaterThanOrEqualTo(before));
        }
    }

    private List<Hop> hops() {
        List<Hop> hops = new ArrayList<>();
        for (String node : cluster.nodes()) {
            for (String line : cluster.lines(node)) {
                Matcher hop = HOP.matcher(line);
                if (hop.matches() && hop.group(3).equals(FOLLOWED.value())) {
                    hops.add(new Hop(hop.group(1), node, hop.group(2)));
                }
            }
        }
        return hops;
    }

    private List<String> traceLines() {
        List<String> lines = new ArrayList<>();
        for (String node : cluster.nodes()) {
            cluster.lines(node).stream()
                    .filter(line -> line.contains("event=trace"))
                    .forEach(line -> lines.add(line.substring(11) + " @" + node));
        }
        lines.sort(null);
        return lines;
    }

    private static List<Hop> named(List<Hop> hops, String name) {
        return hops.stream().filter(hop -> hop.name().equals(name)).toList();
    }

    private static List<String> nodes(List<Hop> hops, String name) {
        return named(hops, name).stream().map(Hop::node).toList();
    }

    private void awaitNode(String name, java.util.function.Predicate<JsonObject> wanted) {
        Await.until(
                "another state of " + name,
                WITHIN,
                () -> Http.cluster(cluster.url("n1"))
                        .map(view -> view.getJsonArray("nodes").stream()
                                .map(JsonObject.class::cast)
                                .filter(node -> name.equals(node.getString("name")))
                                .findFirst()
                                .map(node -> wanted.test(node) ? "" : node.encode())
                                .orElse("not there"))
                        .orElse("no answer"),
                cluster::lastLines);
    }

    /** The token that the cluster made, as soon as all nodes know it. */
    private String awaitToken() {
        Await.until(
                "an administrator's token that opens every node",
                WITHIN,
                () -> {
                    String token = token();
                    return !token.isEmpty()
                                    && cluster.nodes().stream()
                                            .allMatch(node -> call("GET", node, "", token, "")
                                                            .statusCode()
                                                    == 200)
                            ? ""
                            : "none";
                },
                cluster::lastLines);
        return token();
    }

    private String token() {
        for (String node : cluster.nodes()) {
            try {
                Path file = cluster.data(node).resolve("admin-token");
                if (Files.exists(file)
                        && cluster.lines(node).stream().anyMatch(line -> line.contains("event=admin-token-ready"))) {
                    return Files.readString(file).strip();
                }
            } catch (NoSuchFileException e) {
                // It was removed in between: another one counts.
                assertThat(e.getFile()).endsWith("admin-token");
            } catch (IOException e) {
                throw new ChaosFailure("no token of " + node, e);
            }
        }
        return "";
    }

    private HttpResponse<String> call(String method, String node, String path, String token, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.url(node) + "/api/admin" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ChaosFailure("no answer of " + node, e);
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while asking " + node, e);
        }
    }
}
