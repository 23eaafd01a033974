package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.certs.CertsCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps what an administrator watches true: every metric that docs/monitoring.md, the alerts and the dashboard name is told by a real node,
 * with its labels. With {@code -Dparley.write-docs=true} it writes the tables of docs/monitoring.md anew.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MonitoringTest {

    private static final Path DOCS = Path.of("docs", "monitoring.md");
    private static final Path ALERTS = Path.of("ops", "prometheus", "alerts.yml");
    private static final Path ALERTS_TEST = Path.of("ops", "prometheus", "alerts-test.yml");
    private static final Path SCRAPE = Path.of("ops", "prometheus", "prometheus.yml");
    private static final Path DASHBOARD = Path.of("ops", "grafana", "parley.json");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Process node;
    private static String url;
    private static ScrapedPage page;

    @BeforeAll
    static void startANode() throws Exception {
        Path certs = folder.resolve("certs");
        String[] make = {"--dir", certs.toString(), "--node", "n", "--host", "127.0.0.1"};
        assertThat(CertsCommand.run(make, new PrintWriter(new StringWriter()))).isZero();
        node = Jvm.builder(
                        Main.class.getName(),
                        List.of(
                                "--host",
                                "127.0.0.1",
                                "--port",
                                "0",
                                "--data",
                                folder.resolve("data").toString(),
                                "--bus-cert",
                                certs.resolve("n.pem").toString(),
                                "--bus-key",
                                certs.resolve("n.key").toString(),
                                "--bus-ca",
                                certs.resolve("ca.pem").toString(),
                                "--cluster-name",
                                "monitoring-test-" + System.nanoTime()))
                .redirectError(folder.resolve("err").toFile())
                .start();
        String line = node.inputReader().readLine();
        assertThat(line)
                .as("the line with the URL; errors: %s", Files.readString(folder.resolve("err")))
                .contains("serves http://localhost:");
        url = line.substring(line.indexOf("http")).replace("localhost", "127.0.0.1");
        long end = System.nanoTime() + WITHIN.toNanos();
        String body = get("/metrics");
        while (!(body.contains("parley_disk_free_bytes ") && body.contains("jvm_gc_pause_seconds_sum"))) {
            assertThat(System.nanoTime())
                    .as("disk and collector are told of in time")
                    .isLessThan(end);
            body = get("/metrics");
        }
        page = new ScrapedPage(body);
        Files.writeString(folder.resolve("metrics.txt"), body);
    }

    @AfterAll
    static void endTheNode() {
        if (node != null) {
            node.destroyForcibly();
        }
    }

    @Test
    void shouldHaveWordsForEveryMetric() {
        assertThat(page.families().values()).hasSizeGreaterThan(90).allSatisfy(family -> {
            assertThat(family.help()).as(family.name()).endsWith(".").hasSizeGreaterThan(15);
            assertThat(family.type()).as(family.name()).isIn("counter", "gauge", "histogram");
            assertThat(family.name().endsWith("_total"))
                    .as("%s is a %s", family.name(), family.type())
                    .isEqualTo(family.type().equals("counter"));
            assertThat(family.name()).doesNotContainPattern("_(millis|ms|kb|kib|mb|nanos|ns)(_|$)");
            if (family.type().equals("histogram")) {
                assertThat(family.name()).endsWith("_seconds");
            }
        });
    }

    /** Rooms, people and texts must not make time series: their number would have no end. */
    @Test
    void shouldHaveFewTimeSeriesAndOnlyKnownLabels() {
        Set<String> labels = page.families().values().stream()
                .flatMap(family -> family.labels().stream())
                .collect(Collectors.toSet());

        assertThat(page.series()).hasSizeLessThan(1_000).doesNotHaveDuplicates();
        assertThat(labels)
                .isSubsetOf(
                        "code",
                        "error",
                        "file",
                        "loop",
                        "outcome",
                        "reason",
                        "state", // of fixed sets
                        "name",
                        "cluster",
                        "policy",
                        "version",
                        "java",
                        "vertx",
                        "hazelcast", // one value each
                        "what"); // of a certificate
    }

    @Test
    void shouldListEveryMetricAndAlertInTheDocs() throws IOException {
        String text = Files.readString(DOCS);
        String expected = between(between(text, "metrics", metricsTable()), "alerts", alertsTable());
        if (Boolean.getBoolean("parley.write-docs")) {
            Files.writeString(DOCS, expected);
            return;
        }
        assertThat(text)
                .as("docs/monitoring.md; write it with mvn test -Dtest=MonitoringTest -Dparley.write-docs=true")
                .isEqualTo(expected);
    }

    @Test
    void shouldAlertByWhatANodeTells() throws IOException {
        List<Alert> alerts = alerts();
        assertThat(alerts).hasSizeGreaterThan(20);
        List<String> faults = new ArrayList<>();
        alerts.forEach(alert -> faults.addAll(
                PromQl.faults(alert.expression(), List.of(alert.summary(), alert.description()), page.samples())));

        assertThat(faults).isEmpty();
    }

    @Test
    void shouldTestAndExplainEveryAlert() throws IOException {
        String tests = Files.readString(ALERTS_TEST);

        assertThat(alerts()).extracting(Alert::name).doesNotHaveDuplicates();
        assertThat(alerts()).allSatisfy(alert -> {
            assertThat(tests)
                    .as("a test that fires it")
                    .contains("ALERTS{alertname=\"" + alert.name() + "\", alertstate=\"firing\"}");
            assertThat(tests)
                    .as("what comes when it fires")
                    .containsPattern("labels: 'ALERTS\\{alertname=\"" + alert.name() + "\", alertstate=\"firing\", ");
            assertThat(alert.severity()).isIn("page", "ticket");
            assertThat(alert.summary()).endsWith(".");
            assertThat(alert.description()).as(alert.name()).hasSizeGreaterThan(40);
        });
    }

    @Test
    void shouldShowWhatANodeTells() throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(DASHBOARD));
        List<String> faults = new ArrayList<>();
        panels(dashboard)
                .flatMap(panel -> objects(panel.getJsonArray("targets", new JsonArray())))
                .forEach(target -> faults.addAll(PromQl.faults(
                        target.getString("expr"), List.of(target.getString("legendFormat")), page.samples())));
        objects(dashboard.getJsonObject("annotations").getJsonArray("list"))
                .forEach(note -> faults.addAll(
                        PromQl.faults(note.getString("expr"), List.of(note.getString("titleFormat")), page.samples())));

        assertThat(faults).isEmpty();
    }

    /** No Grafana is to be had here: what can be known of the form without one. */
    @Test
    void shouldBeADashboardThatCanBeImported() throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(DASHBOARD));
        List<JsonObject> panels = panels(dashboard).toList();

        assertThat(dashboard.getString("title")).isEqualTo("Parley");
        assertThat(dashboard.getValue("id")).as("Grafana gives the id").isNull();
        assertThat(objects(dashboard.getJsonObject("templating").getJsonArray("list")))
                .extracting(variable -> variable.getString("name") + " " + variable.getString("type"))
                .containsExactly("datasource datasource", "job query", "instance query");
        assertThat(panels).extracting(panel -> panel.getInteger("id")).doesNotHaveDuplicates();
        assertThat(panels).allSatisfy(panel -> {
            assertThat(panel.getString("title")).isNotBlank();
            if (!panel.getString("type").equals("row")) {
                assertThat(panel.getString("description"))
                        .as(panel.getString("title"))
                        .endsWith(".");
                assertThat(panel.getJsonArray("targets")).isNotEmpty();
                assertThat(objects(panel.getJsonArray("targets")))
                        .allMatch(target -> target.getJsonObject("datasource")
                                .getString("uid")
                                .equals("${datasource}"));
            }
        });
        Set<String> taken = new HashSet<>();
        for (JsonObject panel : panels) {
            JsonObject at = panel.getJsonObject("gridPos");
            assertThat(at.getInteger("x") + at.getInteger("w")).isLessThanOrEqualTo(24);
            for (int x = at.getInteger("x"); x < at.getInteger("x") + at.getInteger("w"); x++) {
                for (int y = at.getInteger("y"); y < at.getInteger("y") + at.getInteger("h"); y++) {
                    assertThat(taken.add(x + "," + y))
                            .as("free: %s of %s", at, panel.getString("title"))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void shouldTellInPartsWhyItIsReady() throws Exception {
        JsonObject ready = new JsonObject(get("/ready"));

        assertThat(ready.getBoolean("ready")).isTrue();
        JsonObject checks = ready.getJsonObject("checks");
        assertThat(checks.fieldNames())
                .containsExactlyInAnyOrder("joined", "reconciled", "archive", "majority", "sessions");
        assertThat(checks.fieldNames()).allSatisfy(name -> {
            assertThat(checks.getJsonObject(name).getBoolean("ok")).as(name).isTrue();
            assertThat(checks.getJsonObject(name).getString("sentence")).endsWith(".");
        });
    }

    @Test
    void shouldPassPromtool() throws Exception {
        promtool(folder.resolve("metrics.txt"), "check", "metrics");
        promtool(null, "check", "rules", ALERTS.toString());
        promtool(null, "check", "config", SCRAPE.toString());
        promtool(null, "test", "rules", ALERTS_TEST.toString());
    }

    private static void promtool(Path input, String... arguments) throws Exception {
        Optional<Path> tool = Stream.of(System.getenv()
                        .getOrDefault("PARLEY_PROMTOOL", System.getenv().getOrDefault("PATH", ""))
                        .split(java.io.File.pathSeparator))
                .map(place -> place.endsWith("promtool") ? Path.of(place) : Path.of(place, "promtool"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(tool.isPresent(), "there is no promtool here: apt-get install prometheus, or PARLEY_PROMTOOL=/path");
        List<String> command = new ArrayList<>(List.of(tool.orElseThrow().toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "promtool", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process run = builder.start();
        assertThat(run.waitFor(3, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
        assertThat(run.exitValue())
                .as("%s said: %s", command, Files.readString(output))
                .isZero();
    }

    private record Alert(
            String name, String expression, String after, String severity, String summary, String description) {}

    private static List<Alert> alerts() throws IOException {
        List<Alert> alerts = new ArrayList<>();
        for (String block : Files.readString(ALERTS).split("(?m)^ {6}- alert: ", -1)) {
            if (!block.startsWith("#")) {
                String name = block.lines().findFirst().orElseThrow().strip();
                alerts.add(new Alert(
                        name,
                        field(block, "expr"),
                        field(block, "for"),
                        field(block, "severity"),
                        field(block, "summary"),
                        field(block, "description")));
            }
        }
        return alerts;
    }

    /** The text of a field, in one line; as much of YAML as the file uses. */
    private static String field(String block, String name) {
        List<String> lines = block.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith(name + ": ")) {
                int indent = line.indexOf(name);
                StringBuilder text = new StringBuilder(line.strip().substring(name.length() + 2));
                for (int j = i + 1; j < lines.size() && isDeeper(lines.get(j), indent); j++) {
                    text.append(' ').append(lines.get(j).strip());
                }
                return text.toString().replaceFirst("^>- ", "").replaceAll("^\"|\"$", "");
            }
        }
        return "";
    }

    private static boolean isDeeper(String line, int indent) {
        return !line.isBlank() && line.length() - line.stripLeading().length() > indent;
    }

    private static String metricsTable() {
        StringBuilder text = new StringBuilder("\n| metric | kind | labels | meaning |\n|---|---|---|---|\n");
        page.families()
                .values()
                .forEach(family -> text.append("| `")
                        .append(family.name())
                        .append("` | ")
                        .append(family.type())
                        .append(" | ")
                        .append(family.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(" ")))
                        .append(" | ")
                        .append(family.help())
                        .append(" |\n"));
        return text.append('\n').toString();
    }

    private static String alertsTable() throws IOException {
        StringBuilder text =
                new StringBuilder("\n| alert | severity | after | reason, and what to do |\n|---|---|---|---|\n");
        for (Alert alert : alerts()) {
            text.append("| `")
                    .append(alert.name())
                    .append("` | ")
                    .append(alert.severity())
                    .append(" | ");
            text.append(alert.after().isEmpty() ? "at once" : alert.after()).append(" | ");
            text.append(alert.description().replace("|", "\\|")).append(" |\n");
        }
        return text.append('\n').toString();
    }

    private static String between(String text, String what, String table) {
        String begin = "<!-- made by MonitoringTest, " + what + ": begin -->\n";
        String end = "<!-- made by MonitoringTest, " + what + ": end -->\n";
        assertThat(text).contains(begin, end);
        return text.substring(0, text.indexOf(begin) + begin.length()) + table + text.substring(text.indexOf(end));
    }

    private static Stream<JsonObject> panels(JsonObject dashboard) {
        return objects(dashboard.getJsonArray("panels"));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(WITHIN).build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }
}
