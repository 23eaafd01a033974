package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    /** Rule, arguments that just break it, arguments that just keep it, and the sentence. */
    private record Relation(SettingsRule rule, String broken, String kept, String sentence) {}

    private static final List<Relation> RELATIONS = List.of(
            new Relation(
                    SettingsRule.THREE_HEARTBEATS,
                    "--heartbeat 2s",
                    "--heartbeat 2s --dead-after 6s",
                    "--heartbeat 2s (command line): dead-after must be at least 3 x heartbeat, here at least 6s; "
                            + "dead-after 5s (default)."),
            new Relation(
                    SettingsRule.POST_OUTLIVES_DEATH,
                    "--dead-after 13s",
                    "--dead-after 13s --post-deadline 15001ms",
                    "--dead-after 13s (command line): post-deadline must be more than dead-after + 2s, here more than "
                            + "15s; post-deadline 15s (default)."),
            new Relation(
                    SettingsRule.MAJORITY_OF_WHAT,
                    "--policy majority",
                    "--policy majority --cluster-size 3",
                    "--policy majority (command line): policy majority needs cluster-size, here a whole number between "
                            + "1 and 100; cluster-size is not set."),
            new Relation(
                    SettingsRule.ENOUGH_DISKS,
                    "--ack-copies 3 --cluster-size 2",
                    "--ack-copies 2 --cluster-size 2",
                    "--ack-copies 3 (command line): ack-copies must not be more than cluster-size, here at most 2; "
                            + "--cluster-size 2 (command line)."),
            new Relation(
                    SettingsRule.FRAME_HOLDS_TEXT,
                    "--max-frame 49023",
                    "--max-frame 49024",
                    "--max-frame 49023 (command line): max-frame must be at least 6 x max-text + 1024, here at least "
                            + "49024; max-text 8000 (default)."),
            new Relation(
                    SettingsRule.TEN_LOCAL_PORTS,
                    "--cluster-port 65527",
                    "--cluster-port 65526",
                    "--cluster-port 65527 (command line): cluster-port must leave room for ten ports with discovery "
                            + "local, here at most 65526; discovery local (default)."),
            new Relation(
                    SettingsRule.PORT_NOT_CLUSTER_PORT,
                    "--port 5701",
                    "--port 5702",
                    "--port 5701 (command line): port and cluster-port must differ, here two different ports; "
                            + "cluster-port 5701 (default)."),
            new Relation(
                    SettingsRule.PORT_NOT_BUS_PORT,
                    "--bus-port 8080",
                    "--bus-port 0 --port 0",
                    "--bus-port 8080 (command line): port and bus-port must differ, unless 0, here two different ports; "
                            + "port 8080 (default)."),
            new Relation(
                    SettingsRule.BUS_PORT_NOT_CLUSTER_PORT,
                    "--bus-port 5701",
                    "--bus-port 5711",
                    "--bus-port 5701 (command line): bus-port and cluster-port must differ, here two different ports; "
                            + "cluster-port 5701 (default)."),
            new Relation(
                    SettingsRule.TLS_CERT_WITH_KEY,
                    "--tls-cert c.pem",
                    "--tls-cert c.pem --tls-key c.key",
                    "--tls-cert c.pem (command line): tls-cert and tls-key go together, here both or none; tls-key is "
                            + "not set."),
            new Relation(
                    SettingsRule.PUBLIC_URL_SPEAKS_TLS,
                    "--public-url http://chat.example.org --tls-cert c.pem --tls-key c.key",
                    "--public-url https://chat.example.org --tls-cert c.pem --tls-key c.key",
                    "--public-url http://chat.example.org (command line): public-url must be https with tls-cert, here "
                            + "an https:// URL, or none; --tls-cert c.pem (command line)."),
            new Relation(
                    SettingsRule.HSTS_NEEDS_TLS,
                    "--hsts-days 365",
                    "--hsts-days 365 --tls-cert c.pem --tls-key c.key",
                    "--hsts-days 365 (command line): hsts-days needs tls-cert, here 0, or a certificate; tls-cert is "
                            + "not set."),
            new Relation(
                    SettingsRule.BUS_CERT_WITH_KEY,
                    "--bus-cert c.pem --bus-ca ca.pem",
                    "--bus-cert c.pem --bus-key c.key --bus-ca ca.pem",
                    "--bus-cert c.pem (command line): bus-cert and bus-key go together, here both or none; bus-key is "
                            + "not set."),
            new Relation(
                    SettingsRule.BUS_CERT_WITH_CA,
                    "--bus-cert c.pem --bus-key c.key",
                    "--bus-cert c.pem --bus-key c.key --bus-ca ca.pem",
                    "--bus-cert c.pem (command line): bus-cert and bus-ca go together, here both or none; bus-ca is "
                            + "not set."));

    static Stream<Relation> relations() {
        return RELATIONS.stream();
    }

    @Test
    void shouldTestEveryRule() {
        assertThat(RELATIONS).extracting(Relation::rule).containsExactly(SettingsRule.values());
    }

    @ParameterizedTest
    @MethodSource("relations")
    void shouldRefuseValuesThatDoNotFitTogether(Relation relation) {
        StartupFailure failure = catchThrowableOfType(StartupFailure.class, () -> load(relation.broken()));

        assertThat(failure.sentences()).containsExactly(relation.sentence());
    }

    @ParameterizedTest
    @MethodSource("relations")
    void shouldAcceptValuesThatJustFitTogether(Relation relation) {
        assertThat(load(relation.kept())).isNotNull();
    }

    @Test
    void shouldRefuseBrokenRuleInTheConstructorToo() {
        Settings good = load("");
        Settings.Delivery hasty = new Settings.Delivery(2, Duration.ofSeconds(7), 256);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings(
                        good.identity(),
                        good.data(),
                        good.drain(),
                        good.web(),
                        good.cluster(),
                        hasty,
                        good.limits(),
                        good.admin(),
                        good.log(),
                        good.encryption(),
                        good.monitoring()))
                .withMessage("post-deadline must be more than dead-after + 2s, here more than 7s");
    }

    @Test
    void shouldRefuseWrongValueInTheConstructorToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Settings.Web(70_000, "0.0.0.0", null))
                .withMessage("port 70000: must be a whole number between 0 and 65535");
    }

    @Test
    void shouldNeedOneCopyOnlyInClusterOfOne() {
        assertThat(load("--cluster-size 1").delivery().ackCopies()).isEqualTo(1);
        assertThat(load("--cluster-size 3").delivery().ackCopies()).isEqualTo(2);
    }

    @Test
    void shouldNameNodeAfterThePortThatWasBound() {
        Settings settings = load("--port 0").boundTo(49_152);

        assertThat(settings.name()).isEqualTo("lab-49152");
        assertThat(settings.web().port()).isEqualTo(49_152);
        assertThat(load("--port 0 --name north").boundTo(49_152).name()).isEqualTo("north");
    }

    @ParameterizedTest
    @CsvSource({"lab.example.org,lab-1", "a b,a-b-1", "'',node-1", "'x\n',x-1"})
    void shouldMakeAllowedNameOfAnyHostname(String hostname, String name) {
        assertThat(new Settings.Identity(null, hostname).nameAt(1)).isEqualTo(name);
    }

    @Test
    void shouldCutLongHostnameSoThatTheNameIsAllowed() {
        String name = new Settings.Identity(null, "h".repeat(63)).nameAt(65_535);

        assertThat(SettingsTable.NAME.kind().read(name)).contains("h".repeat(34) + "-65535");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "1500,1500ms", "5000,5s", "60000,1m", "90000,90s", "120000,2m"})
    void shouldWriteDurationsShortly(long millis, String text) {
        assertThat(Kinds.write(Duration.ofMillis(millis))).isEqualTo(text);
    }

    private static Settings load(String args) {
        List<String> words = args.isEmpty() ? List.of() : Arrays.asList(args.split(" "));
        return SettingsLoader.load(words, Map.of("HOSTNAME", "lab")).settings();
    }
}
