package dev.parley.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A relation between settings that must hold before a node starts. Pure; any thread. */
// The functions hold no state and the list cannot change; the checker does not know either.
@SuppressWarnings("ImmutableEnumChecker")
enum SettingsRule {
    /** Two lost heartbeats in a row are weather; a node must not be thrown out for them. */
    THREE_HEARTBEATS(
            "dead-after must be at least 3 x heartbeat",
            settings -> settings.cluster().deadAfter().compareTo(threeHeartbeats(settings)) >= 0,
            settings -> "at least " + Kinds.write(threeHeartbeats(settings)),
            SettingsTable.DEAD_AFTER,
            SettingsTable.HEARTBEAT),

    /** A message in flight to a node that just died is tried again after dead-after; there must be time left for it. */
    POST_OUTLIVES_DEATH(
            "post-deadline must be more than dead-after + 2s",
            settings -> settings.delivery().postDeadline().compareTo(deathAndClaim(settings)) > 0,
            settings -> "more than " + Kinds.write(deathAndClaim(settings)),
            SettingsTable.POST_DEADLINE,
            SettingsTable.DEAD_AFTER),

    /** Without the number of configured nodes nobody knows what a majority is. */
    MAJORITY_OF_WHAT(
            "policy majority needs cluster-size",
            settings -> settings.cluster().policy() != Settings.Policy.MAJORITY
                    || settings.cluster().size().isPresent(),
            settings -> "a whole number between 1 and 100",
            SettingsTable.POLICY,
            SettingsTable.CLUSTER_SIZE),

    /** More disks than nodes would leave every message waiting. */
    ENOUGH_DISKS(
            "ack-copies must not be more than cluster-size",
            settings ->
                    settings.delivery().ackCopies() <= settings.cluster().size().orElse(Integer.MAX_VALUE),
            settings -> "at most " + settings.cluster().size().orElse(Integer.MAX_VALUE),
            SettingsTable.ACK_COPIES,
            SettingsTable.CLUSTER_SIZE),

    /**
     * A text at its limit must fit into a frame however the client wrote it. UTF-8 takes at most 3 bytes for one UTF-16
     * unit, but JSON may escape each as six characters, and many libraries do so for everything that is not ASCII. The
     * 1024 bytes are for the rest of the frame.
     */
    FRAME_HOLDS_TEXT(
            "max-frame must be at least 6 x max-text + 1024",
            settings -> settings.limits().maxFrameBytes() >= longestFrame(settings),
            settings -> "at least " + longestFrame(settings),
            SettingsTable.MAX_FRAME,
            SettingsTable.MAX_TEXT),

    /** The ten ports of local discovery must exist. */
    TEN_LOCAL_PORTS(
            "cluster-port must leave room for ten ports with discovery local",
            settings -> !(settings.cluster().discovery() instanceof Discovery.Local)
                    || settings.cluster().port() <= 65_526,
            settings -> "at most 65526",
            SettingsTable.CLUSTER_PORT,
            SettingsTable.DISCOVERY),

    /** One port cannot serve browsers and nodes. */
    PORT_NOT_CLUSTER_PORT(
            "port and cluster-port must differ",
            settings -> settings.web().port() != settings.cluster().port(),
            settings -> "two different ports",
            SettingsTable.PORT,
            SettingsTable.CLUSTER_PORT),

    /** One port cannot serve browsers and the event bus. */
    PORT_NOT_BUS_PORT(
            "port and bus-port must differ, unless 0",
            settings -> settings.web().port() == 0
                    || settings.web().port() != settings.cluster().busPort(),
            settings -> "two different ports",
            SettingsTable.PORT,
            SettingsTable.BUS_PORT),

    /** One port cannot serve membership and the event bus. */
    BUS_PORT_NOT_CLUSTER_PORT(
            "bus-port and cluster-port must differ",
            settings -> settings.cluster().busPort() != settings.cluster().port(),
            settings -> "two different ports",
            SettingsTable.BUS_PORT,
            SettingsTable.CLUSTER_PORT),

    /** A certificate without its key is of no use. */
    TLS_CERT_WITH_KEY(
            "tls-cert and tls-key go together",
            settings -> areBoth(
                    settings.encryption().tlsCert(), settings.encryption().tlsKey()),
            settings -> "both or none",
            SettingsTable.TLS_CERT,
            SettingsTable.TLS_KEY),

    /** A page that came by https may not connect to http, and nobody else answers under that name. */
    PUBLIC_URL_SPEAKS_TLS(
            "public-url must be https with tls-cert",
            settings -> settings.encryption().tlsCert() == null
                    || !isPlain(settings.web().publicUrl()),
            settings -> "an https:// URL, or none",
            SettingsTable.PUBLIC_URL,
            SettingsTable.TLS_CERT),

    /** Browsers take this wish over https only. */
    HSTS_NEEDS_TLS(
            "hsts-days needs tls-cert",
            settings -> settings.encryption().hstsDays() == 0
                    || settings.encryption().tlsCert() != null,
            settings -> "0, or a certificate",
            SettingsTable.HSTS_DAYS,
            SettingsTable.TLS_CERT),

    /** A certificate without its key is of no use. */
    BUS_CERT_WITH_KEY(
            "bus-cert and bus-key go together",
            settings -> areBoth(
                    settings.encryption().busCert(), settings.encryption().busKey()),
            settings -> "both or none",
            SettingsTable.BUS_CERT,
            SettingsTable.BUS_KEY),

    /** Each end of a connection must know whom to believe. */
    BUS_CERT_WITH_CA(
            "bus-cert and bus-ca go together",
            settings -> areBoth(
                    settings.encryption().busCert(), settings.encryption().busCa()),
            settings -> "both or none",
            SettingsTable.BUS_CERT,
            SettingsTable.BUS_CA);

    private static final Duration CLAIM = Duration.ofSeconds(2);
    private static final int ESCAPED_BYTES_PER_UNIT = 6;
    private static final int FRAME_REST_BYTES = 1024;

    private final String text;
    private final Predicate<Settings> holds;
    private final Function<Settings, String> needed;
    private final List<Setting<?>> involved;

    SettingsRule(
            String text,
            Predicate<Settings> holds,
            Function<Settings, String> needed,
            Setting<?> first,
            Setting<?> second) {
        this.text = text;
        this.holds = holds;
        this.needed = needed;
        this.involved = List.of(first, second);
    }

    /**
     * A rule that does not hold.
     *
     * @param needed what the rule asks of its first setting, next to the value of the second
     */
    record Broken(SettingsRule rule, String needed) {

        String text() {
            return rule.text + ", here " + needed;
        }
    }

    /** The rules that these settings break. */
    static List<Broken> brokenBy(Settings settings) {
        return Arrays.stream(values())
                .filter(rule -> !rule.holds.test(settings))
                .map(rule -> new Broken(rule, rule.needed.apply(settings)))
                .toList();
    }

    /** The rule in words. */
    String text() {
        return text;
    }

    /** The two settings that the rule relates. */
    List<Setting<?>> involved() {
        return involved;
    }

    private static boolean areBoth(@Nullable Path one, @Nullable Path other) {
        return (one == null) == (other == null);
    }

    private static boolean isPlain(@Nullable URI url) {
        return url != null && "http".equals(url.getScheme());
    }

    private static Duration threeHeartbeats(Settings settings) {
        return settings.cluster().heartbeat().multipliedBy(3);
    }

    private static Duration deathAndClaim(Settings settings) {
        return settings.cluster().deadAfter().plus(CLAIM);
    }

    private static int longestFrame(Settings settings) {
        return ESCAPED_BYTES_PER_UNIT * settings.limits().maxTextChars() + FRAME_REST_BYTES;
    }
}
