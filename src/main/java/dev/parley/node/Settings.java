package dev.parley.node;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All settings of one node: immutable, and valid, since the constructors refuse everything else with an
 * IllegalArgumentException, here also for the relations between values ({@link SettingsRule}). What each setting means
 * stands in the {@link SettingsTable}; {@link SettingsLoader} makes them from what was given. Any thread.
 */
public record Settings(
        Identity identity,
        Path data,
        Duration drain,
        Web web,
        Cluster cluster,
        Delivery delivery,
        Limits limits,
        Admin admin,
        Log log,
        Encryption encryption,
        Monitoring monitoring) {

    public Settings(
            Identity identity,
            Path data,
            Duration drain,
            Web web,
            Cluster cluster,
            Delivery delivery,
            Limits limits,
            Admin admin,
            Log log,
            Encryption encryption,
            Monitoring monitoring) {
        this.identity = requireNonNull(identity);
        this.data = SettingsTable.DATA.require(data);
        this.drain = SettingsTable.DRAIN.require(drain);
        this.web = requireNonNull(web);
        this.cluster = requireNonNull(cluster);
        this.delivery = requireNonNull(delivery);
        this.limits = requireNonNull(limits);
        this.admin = requireNonNull(admin);
        this.log = requireNonNull(log);
        this.encryption = requireNonNull(encryption);
        this.monitoring = requireNonNull(monitoring);
        List<SettingsRule.Broken> broken = SettingsRule.brokenBy(this);
        if (!broken.isEmpty()) {
            throw new BrokenRules(broken);
        }
    }

    /** The node's name: the given one, or {@code <hostname>-<port>}. */
    public String name() {
        return identity.nameAt(web.port());
    }

    /**
     * The same settings with the port that was really bound, and with the default name that follows from it.
     *
     * @param port the bound port, 1 to 65535
     */
    public Settings boundTo(int port) {
        Web bound = new Web(port, web.host(), web.publicUrl());
        return new Settings(
                identity, data, drain, bound, cluster, delivery, limits, admin, log, encryption, monitoring);
    }

    /** What a node is called. */
    public record Identity(@Nullable String givenName, String hostname) {

        private static final int HOSTNAME_MAX = 34;

        public Identity {
            if (givenName != null) {
                SettingsTable.NAME.require(givenName);
            }
            hostname = label(hostname);
        }

        String nameAt(int port) {
            return givenName == null ? hostname + "-" + port : givenName;
        }

        /** The first label of a host name, cut so that a name with a port behind it is still allowed. */
        private static String label(String hostname) {
            String first = hostname.strip().split("\\.", 2)[0].replaceAll("[^A-Za-z0-9_-]", "-");
            String cut = first.substring(0, Math.min(first.length(), HOSTNAME_MAX));
            return cut.isEmpty() ? "node" : cut;
        }
    }

    /**
     * What browsers see.
     *
     * @param port TCP port; 0 takes a free one
     * @param host address or name of the interface
     * @param publicUrl scheme, host and port under which browsers reach this node, without a slash at the end
     */
    public record Web(int port, String host, @Nullable URI publicUrl) {

        public Web {
            SettingsTable.PORT.require(port);
            SettingsTable.HOST.require(host);
            if (publicUrl != null) {
                SettingsTable.PUBLIC_URL.require(publicUrl);
            }
        }
    }

    /**
     * How nodes find, watch and outlive each other.
     *
     * @param name label of the cluster
     * @param host interface for traffic between nodes, or a pattern; null lets Hazelcast choose. Under
     *     {@link Discovery.Local} never null: 127.0.0.1 unless given
     * @param port port of membership and grid; the first of ten under {@link Discovery.Local}
     * @param busPort port of the event bus; 0 takes a free one
     * @param heartbeat pause between signs of life, in whole seconds
     * @param deadAfter silence after which a node is dead, in whole seconds
     * @param policy what the smaller side of a split does
     * @param size number of configured nodes; always there under {@link Policy#MAJORITY}
     */
    public record Cluster(
            Discovery discovery,
            String name,
            @Nullable String host,
            int port,
            int busPort,
            Duration heartbeat,
            Duration deadAfter,
            Policy policy,
            OptionalInt size) {

        public Cluster {
            SettingsTable.DISCOVERY.require(discovery);
            SettingsTable.CLUSTER_NAME.require(name);
            if (host == null && discovery instanceof Discovery.Local) {
                host = "127.0.0.1";
            }
            if (host != null) {
                SettingsTable.CLUSTER_HOST.require(host);
            }
            SettingsTable.CLUSTER_PORT.require(port);
            SettingsTable.BUS_PORT.require(busPort);
            SettingsTable.HEARTBEAT.require(heartbeat);
            SettingsTable.DEAD_AFTER.require(deadAfter);
            SettingsTable.POLICY.require(policy);
            size.ifPresent(SettingsTable.CLUSTER_SIZE::require);
        }

        /** How many nodes must take part in everything that is promised; 1: whoever is there. */
        public int quorum() {
            return policy == Policy.MAJORITY ? size.orElseThrow() / 2 + 1 : 1;
        }
    }

    /**
     * When a message is safe.
     *
     * @param ackCopies disks that must have a message before its author is told
     * @param postDeadline how long a node tries to get one message acknowledged
     * @param tailEntries entries of each room kept in the memory of the cluster
     */
    public record Delivery(int ackCopies, Duration postDeadline, int tailEntries) {

        public Delivery {
            SettingsTable.ACK_COPIES.require(ackCopies);
            SettingsTable.POST_DEADLINE.require(postDeadline);
            SettingsTable.TAIL_ENTRIES.require(tailEntries);
        }
    }

    /**
     * What one client, and all together, may use.
     *
     * @param maxTextChars longest text of a message, in UTF-16 units
     * @param maxFrameBytes longest frame from a client
     * @param maxSessions clients of this node at once
     * @param maxInFlightBytes bytes handed to one socket and not yet written
     * @param postsPerSecond messages of one session each second, over time
     */
    public record Limits(
            int maxTextChars, int maxFrameBytes, int maxSessions, int maxInFlightBytes, int postsPerSecond) {

        private static final int BURST_FACTOR = 4;

        public Limits {
            SettingsTable.MAX_TEXT.require(maxTextChars);
            SettingsTable.MAX_FRAME.require(maxFrameBytes);
            SettingsTable.MAX_SESSIONS.require(maxSessions);
            SettingsTable.MAX_IN_FLIGHT.require(maxInFlightBytes);
            SettingsTable.POSTS_PER_SECOND.require(postsPerSecond);
        }

        /** Messages that a session which was quiet may post at once. */
        public int postBurst() {
            return BURST_FACTOR * postsPerSecond;
        }
    }

    /** What is logged, and in which form. */
    public record Log(LogLevel level, LogFormat format) {

        public Log {
            SettingsTable.LOG_LEVEL.require(level);
            SettingsTable.LOG_FORMAT.require(format);
        }
    }

    /**
     * What an administrator brings, and may do.
     *
     * @param tokenFile the file with the token; null: the cluster makes one
     * @param demo whether the node may be killed from the page
     */
    public record Admin(@Nullable Path tokenFile, Demo demo) {

        public Admin {
            if (tokenFile != null) {
                SettingsTable.ADMIN_TOKEN_FILE.require(tokenFile);
            }
            SettingsTable.DEMO.require(demo);
        }
    }

    /** Whether the node is there to be played with. */
    public enum Demo {
        /** It is not: nobody can kill it over the network. */
        OFF,
        /** It is. */
        ON
    }

    /**
     * The files of certificates and keys.
     *
     * @param tlsCert certificate of the port for browsers; null: plain HTTP
     * @param tlsKey its key; null like it
     * @param hstsDays days for which browsers are asked to use https only; 0: they are not asked
     * @param busCert certificate of this node for the event bus; null: a plain one
     * @param busKey its key; null like it
     * @param busCa the CA of all nodes; null like it
     */
    public record Encryption(
            @Nullable Path tlsCert,
            @Nullable Path tlsKey,
            int hstsDays,
            @Nullable Path busCert,
            @Nullable Path busKey,
            @Nullable Path busCa) {

        /** Nothing is encrypted. */
        public static final Encryption NONE = new Encryption(null, null, 0, null, null, null);

        public Encryption {
            SettingsTable.HSTS_DAYS.require(hstsDays);
        }
    }

    /**
     * Who may see how the node does.
     *
     * @param metrics whether {@code /metrics} is served
     * @param tokenFile with the secret that its readers must know; null: everybody may read
     */
    public record Monitoring(Switch metrics, @Nullable Path tokenFile) {

        public Monitoring {
            SettingsTable.METRICS.require(metrics);
            if (tokenFile != null) {
                SettingsTable.METRICS_TOKEN_FILE.require(tokenFile);
            }
        }
    }

    /** Whether something is there. */
    public enum Switch {
        /** It is. */
        ON,
        /** It is not. */
        OFF
    }

    /** What the smaller side of a network split does. */
    public enum Policy {
        /** Both sides go on; healing puts the smaller side's messages behind the others. */
        AVAILABLE,
        /** Only a majority of the configured nodes accepts messages; the others are read-only until it is healed. */
        MAJORITY
    }

    /** Importance of an event in the logs, the most important first. */
    public enum LogLevel {
        /** Broken, and somebody has to look. */
        ERROR,
        /** Wrong, but handled. */
        WARN,
        /** What an operator wants to see of a node that is well. */
        INFO,
        /** Decisions, and the libraries' information. */
        DEBUG,
        /** Everything. */
        TRACE
    }

    /** Form of one event in the logs. */
    public enum LogFormat {
        /** One line of text. */
        PLAIN,
        /** One JSON object on one line. */
        JSON
    }

    /** Values that are allowed each, but not together. */
    static final class BrokenRules extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        private final transient List<SettingsRule.Broken> rules;

        BrokenRules(List<SettingsRule.Broken> rules) {
            super(String.join(
                    "; ", rules.stream().map(SettingsRule.Broken::text).toList()));
            this.rules = List.copyOf(rules);
        }

        List<SettingsRule.Broken> rules() {
            return rules;
        }
    }
}
