package dev.parley.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The table of all settings. The command line, the environment, files, {@code --help}, the checks and
 * {@code docs/settings.md} are made from it; there is no second list.
 */
final class SettingsTable {

    static final Setting<Integer> PORT =
            Setting.of("port", Kinds.number(0, 65_535), "8080", "port", "TCP port for browsers. 0 takes a free one.");
    static final Setting<String> HOST = Setting.of(
            "host", Kinds.host(), "0.0.0.0", "address", "Interface on which browsers are served; 0.0.0.0 is all.");
    static final Setting<URI> PUBLIC_URL = Setting.optional(
            "public-url",
            Kinds.origin(),
            "none",
            "URL",
            "URL under which browsers reach this very node. Without it they use the page's host and this node's port.");

    static final Setting<Path> TLS_CERT = Setting.optional(
            "tls-cert",
            Kinds.file(),
            "none: plain HTTP",
            "file",
            "Certificate of the port for browsers in PEM, its chain behind it. Taken anew when the file changes.");
    static final Setting<Path> TLS_KEY = Setting.optional(
            "tls-key", Kinds.file(), "none", "file", "Private key of tls-cert in PEM, without a password.");
    static final Setting<Integer> HSTS_DAYS = Setting.of(
            "hsts-days",
            Kinds.number(0, 730),
            "0",
            "days",
            "How long browsers shall use nothing but https for this host name, on all its ports. 0 does not ask them.");

    static final Setting<Path> DATA = Setting.of(
            "data", Kinds.folder(), "data", "folder", "Folder for all that this node keeps. Made if it is not there.");
    static final Setting<String> NAME = Setting.optional(
            "name",
            Kinds.text("[A-Za-z0-9._-]{1,40}", "1 to 40 of the characters A-Z a-z 0-9 . _ -"),
            "<hostname>-<port>",
            "text",
            "Name of this node, shown to people. Every node needs its own.");
    static final Setting<Duration> DRAIN = Setting.of(
            "drain",
            Kinds.duration(Duration.ZERO, Duration.ofMinutes(2)),
            "5s",
            "time",
            "How long a stopping node waits for the hand-over to other nodes and for its clients.");

    static final Setting<Discovery> DISCOVERY = Setting.of(
            "discovery",
            Kinds.discovery(),
            "local",
            "",
            "How nodes find each other: on this machine, by multicast in a LAN, by a DNS name that resolves to all "
                    + "nodes, or through known addresses.");
    static final Setting<String> CLUSTER_NAME = Setting.of(
            "cluster-name",
            Kinds.text("[A-Za-z0-9._-]{1,40}", "1 to 40 of the characters A-Z a-z 0-9 . _ -"),
            "parley",
            "text",
            "Nodes with the same name form one cluster. A label, not a secret.");
    static final Setting<String> CLUSTER_HOST = Setting.optional(
            "cluster-host",
            Kinds.addressPattern(),
            "127.0.0.1 with discovery local, otherwise chosen",
            "address",
            "Address of the interface for traffic between nodes, or a pattern that picks it.");
    static final Setting<Integer> CLUSTER_PORT = Setting.of(
            "cluster-port",
            Kinds.number(1, 65_535),
            "5701",
            "port",
            "TCP port for membership and the grid. With discovery local, the next free of ten from here on.");
    static final Setting<Integer> BUS_PORT = Setting.of(
            "bus-port", Kinds.number(0, 65_535), "0", "port", "TCP port of the event bus. 0 takes a free one.");
    static final Setting<Path> BUS_CERT = Setting.optional(
            "bus-cert",
            Kinds.file(),
            "none: a plain event bus",
            "file",
            "Certificate of this node for the event bus in PEM. All nodes of a cluster have one, or none has.");
    static final Setting<Path> BUS_KEY = Setting.optional(
            "bus-key", Kinds.file(), "none", "file", "Private key of bus-cert in PEM, without a password.");
    static final Setting<Path> BUS_CA = Setting.optional(
            "bus-ca",
            Kinds.file(),
            "none",
            "file",
            "The cluster's own CA in PEM. Who has a certificate of it may speak on the event bus.");
    static final Setting<Duration> HEARTBEAT = Setting.of(
            "heartbeat", Kinds.seconds(1, 10), "1s", "time", "Pause between two signs of life to every other node.");
    static final Setting<Duration> DEAD_AFTER = Setting.of(
            "dead-after",
            Kinds.seconds(3, 120),
            "5s",
            "time",
            "Silence after which a node counts as dead. Nodes survive pauses of about this less one heartbeat.");
    static final Setting<Settings.Policy> POLICY = Setting.of(
            "policy",
            Kinds.choice(Settings.Policy.class),
            "available",
            "",
            "What the smaller side of a split does: go on (available) or become read-only (majority).");
    static final Setting<Integer> CLUSTER_SIZE = Setting.optional(
            "cluster-size",
            Kinds.number(1, 100),
            "none",
            "nodes",
            "Number of nodes that belong to the cluster, up or not. Majorities are counted of it.");

    static final Setting<Integer> ACK_COPIES = new Setting<>(
            "ack-copies",
            Kinds.number(1, 5),
            Optional.of("2"),
            "2, or cluster-size if that is less",
            "disks",
            "Number of nodes that must have a message on disk before its author is told it is safe. Fewer live nodes: "
                    + "all of them. Under policy majority a majority of cluster-size, if that is more.");
    static final Setting<Duration> POST_DEADLINE = Setting.of(
            "post-deadline",
            Kinds.duration(Duration.ofSeconds(5), Duration.ofMinutes(10)),
            "15s",
            "time",
            "How long a node tries to get one message acknowledged before it tells the client to send again.");
    static final Setting<Integer> TAIL_ENTRIES = Setting.of(
            "tail-entries",
            Kinds.number(16, 4096),
            "256",
            "entries",
            "Recent entries of each room that are kept in the memory of the cluster.");

    static final Setting<Integer> MAX_TEXT = Setting.of(
            "max-text",
            Kinds.number(1, 100_000),
            "8000",
            "characters",
            "Longest text of one message, in UTF-16 units.");
    static final Setting<Integer> MAX_FRAME = Setting.of(
            "max-frame", Kinds.size(1024, 1024 * 1024), "64KiB", "bytes", "Longest frame that a client may send.");
    static final Setting<Integer> MAX_SESSIONS = Setting.of(
            "max-sessions", Kinds.number(1, 1_000_000), "10000", "sessions", "Clients connected to this node at once.");
    static final Setting<Integer> MAX_IN_FLIGHT = Setting.of(
            "max-in-flight",
            Kinds.size(16 * 1024, 64 * 1024 * 1024),
            "256KiB",
            "bytes",
            "Bytes handed to one client's socket and not yet written; above it the client waits until it has caught up.");
    static final Setting<Integer> POSTS_PER_SECOND = Setting.of(
            "posts-per-second",
            Kinds.number(1, 10_000),
            "20",
            "messages/s",
            "Messages that one session may post each second, over time; four times as many in one burst.");

    static final Setting<Path> ADMIN_TOKEN_FILE = Setting.optional(
            "admin-token-file",
            Kinds.file(),
            "none",
            "file",
            "File with the administrator's token, the same on every node. Without it the cluster makes one at its first start.");
    static final Setting<Settings.Demo> DEMO = Setting.of(
            "demo",
            Kinds.choice(Settings.Demo.class),
            "off",
            "",
            "Whether an administrator may kill this node from the page. On the command line --demo is enough.");

    static final Setting<Settings.LogLevel> LOG_LEVEL = Setting.of(
            "log-level", Kinds.choice(Settings.LogLevel.class), "info", "", "Least important events that are logged.");
    static final Setting<Settings.LogFormat> LOG_FORMAT = Setting.of(
            "log-format",
            Kinds.choice(Settings.LogFormat.class),
            "plain",
            "",
            "One line of text, or one JSON object, for each event, on stderr.");

    static final Setting<Settings.Switch> METRICS = Setting.of(
            "metrics",
            Kinds.choice(Settings.Switch.class),
            "on",
            "",
            "Whether numbers about this node are served at /metrics, for Prometheus, on the port for browsers.");
    static final Setting<Path> METRICS_TOKEN_FILE = Setting.optional(
            "metrics-token-file",
            Kinds.file(),
            "none",
            "file",
            "File with a secret that readers of /metrics must bring (Authorization: Bearer). Without it everybody who"
                    + " reaches the port may read them.");

    /** Settings that belong together, in the order in which people read them. */
    record Group(String title, List<Setting<?>> settings) {}

    static final List<Group> GROUPS = List.of(
            new Group("Browsers", List.of(PORT, HOST, PUBLIC_URL, TLS_CERT, TLS_KEY, HSTS_DAYS)),
            new Group("This node", List.of(NAME, DATA, DRAIN)),
            new Group(
                    "Cluster",
                    List.of(
                            DISCOVERY,
                            CLUSTER_NAME,
                            CLUSTER_HOST,
                            CLUSTER_PORT,
                            BUS_PORT,
                            BUS_CERT,
                            BUS_KEY,
                            BUS_CA,
                            HEARTBEAT,
                            DEAD_AFTER,
                            POLICY,
                            CLUSTER_SIZE)),
            new Group("Delivery", List.of(ACK_COPIES, POST_DEADLINE, TAIL_ENTRIES)),
            new Group("Limits", List.of(MAX_TEXT, MAX_FRAME, MAX_SESSIONS, MAX_IN_FLIGHT, POSTS_PER_SECOND)),
            new Group("Administration", List.of(ADMIN_TOKEN_FILE, DEMO)),
            new Group("Logs", List.of(LOG_LEVEL, LOG_FORMAT)),
            new Group("Monitoring", List.of(METRICS, METRICS_TOKEN_FILE)));

    static final List<Setting<?>> ALL =
            GROUPS.stream().flatMap(group -> group.settings().stream()).toList();

    private SettingsTable() {}

    /** The setting of this name, if there is one. */
    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }
}
