package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsLoaderTest {

    private static final Map<String, String> HOST = Map.of("HOSTNAME", "lab.example.org");

    /** For each setting, values that must be refused. */
    private static final Map<String, List<String>> WRONG = Map.ofEntries(
            Map.entry("port", List.of("-1", "65536", "x", "80.5", "99999999999", "+80")),
            Map.entry("host", List.of("a b", "http://x", "-x", "1:2")),
            Map.entry(
                    "public-url",
                    List.of(
                            "chat.example.org",
                            "ftp://x",
                            "http://",
                            "https://x/chat",
                            "https://x?a",
                            "https://x#a",
                            "https://u@x",
                            "https://x:70000",
                            "http:// x")),
            Map.entry("name", List.of("a b", "n".repeat(41), "ä", "a/b")),
            Map.entry("data", List.of(" ", "a\0b")),
            Map.entry("tls-cert", List.of(" ", "a\0b")),
            Map.entry("tls-key", List.of(" ", "a\0b")),
            Map.entry("hsts-days", List.of("-1", "731", "1d")),
            Map.entry("bus-cert", List.of(" ", "a\0b")),
            Map.entry("bus-key", List.of(" ", "a\0b")),
            Map.entry("bus-ca", List.of(" ", "a\0b")),
            Map.entry("drain", List.of("-1s", "121s", "5", "5 s", "1h", "3m")),
            Map.entry(
                    "discovery",
                    List.of(
                            "Local",
                            "dns:",
                            "dns",
                            "dns:a b",
                            "seeds:",
                            "seeds:a,,b",
                            "seeds:a:0",
                            "seeds:a:70000",
                            "seeds:http://x",
                            "zeroconf")),
            Map.entry("cluster-name", List.of("a b", "n".repeat(41), "a:b")),
            Map.entry("cluster-host", List.of("10.77.0", "10.77.0.256", "10.77.0.9-1", "10.77.0.0/24", "*", "eth0")),
            Map.entry("cluster-port", List.of("0", "65536", "x")),
            Map.entry("bus-port", List.of("-1", "65536", "x")),
            Map.entry("heartbeat", List.of("200ms", "0s", "11s", "1500ms", "1")),
            Map.entry("dead-after", List.of("2s", "121s", "5500ms", "3m", "soon")),
            Map.entry("policy", List.of("Majority", "quorum")),
            Map.entry("cluster-size", List.of("0", "101", "three")),
            Map.entry("ack-copies", List.of("0", "6", "two")),
            Map.entry("post-deadline", List.of("4999ms", "11m", "15")),
            Map.entry("tail-entries", List.of("15", "4097", "many")),
            Map.entry("max-text", List.of("0", "100001", "8k")),
            Map.entry("max-frame", List.of("1023", "1048577", "2MiB", "64KB", "64 KiB", "4096MiB")),
            Map.entry("max-sessions", List.of("0", "1000001")),
            Map.entry("max-in-flight", List.of("16383", "65MiB", "-1")),
            Map.entry("posts-per-second", List.of("0", "10001", "0.5")),
            Map.entry("admin-token-file", List.of(" ", "a\0b")),
            Map.entry("demo", List.of("yes", "ON")),
            Map.entry("log-level", List.of("INFO", "verbose")),
            Map.entry("log-format", List.of("xml", "Json")),
            Map.entry("metrics", List.of("On", "yes", "true")),
            Map.entry("metrics-token-file", List.of(" ", "a\0b")));

    @TempDir
    Path folder;

    static Stream<Arguments> wrongValues() {
        return SettingsTable.ALL.stream()
                .flatMap(setting -> WRONG.get(setting.key()).stream().map(value -> Arguments.of(setting, value)));
    }

    @Test
    void shouldTestWrongValuesOfEverySetting() {
        assertThat(WRONG)
                .containsOnlyKeys(SettingsTable.ALL.stream().map(Setting::key).toList());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongValues")
    void shouldRefuseWrongValueOnCommandLine(Setting<?> setting, String value) {
        assertThat(problems(List.of(setting.option() + "=" + value)))
                .containsExactly(setting.option() + " " + value.replace('\0', '?') + " (command line): must be "
                        + setting.kind().allowed() + ".");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongValues")
    void shouldRefuseWrongValueInEnvironment(Setting<?> setting, String value) {
        StartupFailure failure = catchThrowableOfType(
                StartupFailure.class, () -> SettingsLoader.load(List.of(), Map.of(setting.variable(), value)));

        assertThat(failure.sentences())
                .containsExactly(setting.variable() + "=" + value.replace('\0', '?') + " (environment): must be "
                        + setting.kind().allowed() + ".");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongValues")
    void shouldRefuseWrongValueInJson(Setting<?> setting, String value) {
        StartupFailure failure = catchThrowableOfType(
                StartupFailure.class, () -> SettingsLoader.load(new JsonObject().put(setting.key(), value), Map.of()));

        assertThat(failure.sentences())
                .containsExactly(setting.key() + " " + value.replace('\0', '?') + " (-conf): must be "
                        + setting.kind().allowed() + ".");
    }

    @Test
    void shouldRefuseWrongValueInFile() throws IOException {
        Path file = write("dead-after = 2s\n");

        assertThat(problems(List.of("--config", file.toString())))
                .containsExactly("dead-after = 2s (file " + file + "): must be between 3s and 2m, in whole seconds.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port|0",
                "port|65535",
                "host|::",
                "host|fe80::1%eth0",
                "host|localhost",
                "public-url|http://x",
                "public-url|https://chat.example.org:8443/",
                "name|a.B_c-1",
                "drain|0s",
                "drain|2m",
                "drain|500ms",
                "discovery|multicast",
                "discovery|dns:tasks.parley",
                "discovery|seeds:a,b:5701,[::1]:5701",
                "cluster-host|10.77.0.*",
                "cluster-host|10.77.0.1-99",
                "cluster-host|::1",
                "cluster-port|1",
                "bus-port|65535",
                "dead-after|10s",
                "cluster-size|100",
                "ack-copies|1",
                "ack-copies|5",
                "post-deadline|10m",
                "tail-entries|16",
                "tail-entries|4096",
                "max-text|1",
                "max-frame|1MiB",
                "max-frame|50000",
                "max-sessions|1",
                "max-in-flight|16KiB",
                "max-in-flight|64MiB",
                "posts-per-second|1",
                "admin-token-file|secrets/parley",
                "demo|on",
                "log-level|trace",
                "log-format|json"
            })
    void shouldAcceptValueThatIsAllowed(String key, String value) {
        Setting<?> setting = SettingsTable.find(key).orElseThrow();

        assertThat(setting.kind().read(value)).isPresent();
        load(setting.option(), value);
    }

    @Test
    void shouldUseDefaults() {
        Settings settings = load();

        assertThat(settings.name()).isEqualTo("lab-8080");
        assertThat(settings.data()).isEqualTo(Path.of("data"));
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.web()).isEqualTo(new Settings.Web(8080, "0.0.0.0", null));
        assertThat(settings.cluster())
                .isEqualTo(new Settings.Cluster(
                        new Discovery.Local(),
                        "parley",
                        "127.0.0.1",
                        5701,
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Settings.Policy.AVAILABLE,
                        OptionalInt.empty()));
        assertThat(settings.delivery()).isEqualTo(new Settings.Delivery(2, Duration.ofSeconds(15), 256));
        assertThat(settings.limits()).isEqualTo(new Settings.Limits(8000, 65_536, 10_000, 262_144, 20));
        assertThat(settings.limits().postBurst()).isEqualTo(80);
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.LogLevel.INFO, Settings.LogFormat.PLAIN));
        assertThat(settings.monitoring()).isEqualTo(new Settings.Monitoring(Settings.Switch.ON, null));
    }

    @Test
    void shouldLetHazelcastChooseTheInterfaceOutsideLocalDiscovery() {
        assertThat(load("--discovery", "multicast").cluster().host()).isNull();
    }

    @Test
    void shouldReadSeedsAndDns() {
        assertThat(load("--discovery", "seeds:a, b:7000").cluster().discovery())
                .isEqualTo(new Discovery.Seeds(List.of("a", "b:7000")));
        assertThat(load("--discovery", "dns:tasks.chat").cluster().discovery())
                .isEqualTo(new Discovery.Dns("tasks.chat"));
    }

    @Test
    void shouldDropSlashAtEndOfPublicUrl() {
        assertThat(load("--public-url", "https://x:8443/").web().publicUrl()).hasToString("https://x:8443");
    }

    @Test
    void shouldTakeCommandLineOverEnvironmentOverFileOverDefault() throws IOException {
        Path file = write("# a comment\nport = 1001\nbus-port: 1002\nmax-text = 100\n");
        Map<String, String> host =
                Map.of("PARLEY_CONFIG", file.toString(), "PARLEY_PORT", "2001", "PARLEY_BUS_PORT", "2002");

        Settings settings = SettingsLoader.load(List.of("--port", "3001"), host).settings();

        assertThat(settings.web().port()).isEqualTo(3001);
        assertThat(settings.cluster().busPort()).isEqualTo(2002);
        assertThat(settings.limits().maxTextChars()).isEqualTo(100);
        assertThat(settings.limits().maxSessions()).isEqualTo(10_000);
    }

    @Test
    void shouldTakeFileOfCommandLineOverFileOfEnvironment() throws IOException {
        Path file = write("port = 1001\n");

        Settings settings = SettingsLoader.load(List.of("--config=" + file), Map.of("PARLEY_CONFIG", "/nowhere/at/all"))
                .settings();

        assertThat(settings.web().port()).isEqualTo(1001);
    }

    @Test
    void shouldTakeEnvironmentOverJson() {
        JsonObject conf = new JsonObject().put("port", 1001).put("dead-after", "9s");

        Settings settings =
                SettingsLoader.load(conf, Map.of("PARLEY_PORT", "2001")).settings();

        assertThat(settings.web().port()).isEqualTo(2001);
        assertThat(settings.cluster().deadAfter()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void shouldRefuseJsonThatIsNotFlat() {
        StartupFailure failure = catchThrowableOfType(
                StartupFailure.class,
                () -> SettingsLoader.load(
                        new JsonObject()
                                .put("port", 1.5)
                                .put("name", new JsonObject())
                                .putNull("host")
                                .put("prot", 1),
                        Map.of()));

        assertThat(failure.sentences())
                .containsExactly(
                        "port (-conf): must be a text or a whole number.",
                        "name (-conf): must be a text or a whole number.",
                        "host (-conf): must be a text or a whole number.",
                        "prot (-conf): no such setting. Did you mean port?");
    }

    @Test
    void shouldTakeEmptyVariableAsNotSet() {
        assertThat(SettingsLoader.load(List.of(), Map.of("PARLEY_PORT", ""))
                        .settings()
                        .web()
                        .port())
                .isEqualTo(8080);
    }

    @Test
    void shouldOnlyWarnOfUnknownVariable() {
        SettingsLoader.Loaded loaded = SettingsLoader.load(
                List.of(), Map.of("PARLEY_PROT", "1", "PARLEY_SERVICE_HOST", "10.0.0.1", "PARLEY_PORT_80_TCP", "x"));

        assertThat(loaded.warnings())
                .containsExactly("PARLEY_PROT (environment): no such setting. Did you mean PARLEY_PORT?");
    }

    @Test
    void shouldExplainVariableThatKubernetesSets() {
        StartupFailure failure = catchThrowableOfType(
                StartupFailure.class,
                () -> SettingsLoader.load(List.of(), Map.of("PARLEY_PORT", "tcp://10.0.0.1:8080")));

        assertThat(failure.sentences()).singleElement().asString().endsWith("set enableServiceLinks to false.");
    }

    @Test
    void shouldNameTheNearestOption() {
        assertThat(problems(List.of("--prot", "80", "--deadafter=5s", "-host", "x", "--helpp", "--zzzzzzzz", "1")))
                .containsExactly(
                        "--prot (command line): no such option. Did you mean --port?",
                        "--deadafter (command line): no such option. Did you mean --dead-after?",
                        "-host (command line): no such option. Did you mean --host?",
                        "--helpp (command line): no such option. Did you mean --help?",
                        "--zzzzzzzz (command line): no such option. --help lists all.");
    }

    @Test
    void shouldRefuseOptionTwiceWithoutValueAndBareWords() {
        assertThat(problems(List.of("--port", "80", "--port=81", "--name", "--host", "x", "start", "--data")))
                .containsExactly(
                        "--port (command line): is given twice.",
                        "--name (command line): needs a value.",
                        "'start' (command line): is not an option. --help lists all.",
                        "--data (command line): needs a value.");
    }

    @Test
    void shouldRefuseUnknownAndDoubledKeysInFile() throws IOException {
        Path file = write("prot = 1\nname = a\nname = b\n");

        assertThat(problems(List.of("--config", file.toString())))
                .containsExactly(
                        "name (file " + file + "): is given twice.",
                        "prot (file " + file + "): no such setting. Did you mean port?");
    }

    @Test
    void shouldRefuseFileThatCannotBeRead() throws IOException {
        Path latin = folder.resolve("latin");
        Files.write(latin, "name = gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
        Path broken = write("name = \\u12\n");

        assertThat(problems(List.of("--config", "/nowhere/at/all")))
                .containsExactly("--config (file /nowhere/at/all): there is no such file.");
        assertThat(problems(List.of("--config", folder.toString())))
                .containsExactly("--config (file " + folder + "): cannot be read: Is a directory.");
        assertThat(problems(List.of("--config", latin.toString())))
                .containsExactly("--config (file " + latin + "): is not UTF-8 text.");
        assertThat(problems(List.of("--config", broken.toString())))
                .containsExactly(
                        "--config (file " + broken + "): is not a properties file: Malformed \\uxxxx encoding.");
    }

    @Test
    void shouldReportAllProblemsAtOnce() {
        assertThat(problems(List.of("--port", "x", "--nmae", "a", "--max-text", "20000", "--heartbeat", "9s")))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("--port x (command line)"))
                .anyMatch(line -> line.startsWith("--nmae (command line)"))
                .anyMatch(line -> line.startsWith("--max-text 20000 (command line): max-frame must be"))
                .anyMatch(line -> line.startsWith("--heartbeat 9s (command line): dead-after must be"));
    }

    @Test
    void shouldNotJudgeRulesByValuesThatAreWrongThemselves() {
        assertThat(problems(List.of("--dead-after", "soon", "--heartbeat", "9s")))
                .hasSize(1);
    }

    @Test
    void shouldCutLongValuesAndControlCharacters() {
        String line =
                problems(List.of("--port", "\u001b[31m" + "9".repeat(500))).get(0);

        assertThat(line).startsWith("--port ?[31m999").hasSizeLessThan(200).doesNotContain("\u001b");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("parley.conf"), text);
    }

    private static Settings load(String... args) {
        return SettingsLoader.load(List.of(args), HOST).settings();
    }

    private static List<String> problems(List<String> args) {
        StartupFailure failure = catchThrowableOfType(StartupFailure.class, () -> SettingsLoader.load(args, HOST));
        assertThat(failure.reason().exitCode()).isEqualTo(2);
        return failure.sentences();
    }
}
