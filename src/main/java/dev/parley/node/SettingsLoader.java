package dev.parley.node;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Settings} of what was given: the command line over the environment over a file over the defaults. All
 * that is wrong is reported at once, in a {@link StartupFailure} with a sentence for each problem: name, value, source
 * and what is allowed. Reads files; not for event loops.
 */
public final class SettingsLoader {

    /**
     * Settings, and what was odd about them.
     *
     * @param warnings sentences for the log
     */
    public record Loaded(Settings settings, List<String> warnings) {}

    private final Sources sources;
    private final String hostname;
    private final Map<String, Object> values = new HashMap<>();
    private final Set<String> faulty = new HashSet<>();

    private SettingsLoader(Sources sources, String hostname) {
        this.sources = sources;
        this.hostname = hostname;
    }

    /**
     * Settings from the command line, the environment and the file that one of them names.
     *
     * @param args options only, without {@code --help} and the like
     * @throws StartupFailure if anything is wrong
     */
    public static Loaded load(List<String> args, Map<String, String> environment) {
        Sources sources = new Sources();
        sources.readCommandLine(args);
        sources.readEnvironment(environment);
        sources.readFile();
        return new SettingsLoader(sources, Hostname.of(environment)).settle();
    }

    /**
     * Settings from a verticle's config and the environment, which wins. The object takes the place of the file.
     *
     * @throws StartupFailure if anything is wrong
     */
    public static Loaded load(JsonObject conf, Map<String, String> environment) {
        Sources sources = new Sources();
        sources.readEnvironment(environment);
        sources.readJson(conf);
        sources.readFile();
        return new SettingsLoader(sources, Hostname.of(environment)).settle();
    }

    private Loaded settle() {
        SettingsTable.ALL.forEach(this::read);
        Optional<Settings> settings = build();
        if (settings.isEmpty() || !sources.problems().isEmpty()) {
            throw StartupFailure.wrongSettings(sources.problems());
        }
        return new Loaded(settings.get(), List.copyOf(sources.warnings()));
    }

    private <T> void read(Setting<T> setting) {
        Given given = sources.given(setting);
        Optional<T> preset = setting.preset().flatMap(text -> setting.kind().read(text));
        if (given == null) {
            preset.ifPresent(value -> values.put(setting.key(), value));
            return;
        }
        Optional<T> value = setting.kind().read(given.text());
        if (value.isEmpty()) {
            faulty.add(setting.key());
            sources.problems()
                    .add(given.shown() + ": must be " + setting.kind().allowed() + "." + kubernetesHint(given));
        }
        // The default stands in for a faulty value, so that the rules between the others can still be checked.
        value.or(() -> preset).ifPresent(right -> values.put(setting.key(), right));
    }

    private Optional<Settings> build() {
        try {
            return Optional.of(assemble());
        } catch (Settings.BrokenRules e) {
            for (SettingsRule.Broken broken : e.rules()) {
                List<Setting<?>> involved = broken.rule().involved();
                if (involved.stream().noneMatch(setting -> faulty.contains(setting.key()))) {
                    sources.problems().add(tell(broken, involved));
                }
            }
            return Optional.empty();
        }
    }

    /** The sentence starts with a value that somebody gave; the defaults are nobody's mistake. */
    private String tell(SettingsRule.Broken broken, List<Setting<?>> involved) {
        Setting<?> lead = involved.stream()
                .filter(setting -> sources.given(setting) != null)
                .findFirst()
                .orElse(involved.get(0));
        String others = involved.stream()
                .filter(setting -> !setting.equals(lead))
                .map(this::shown)
                .collect(Collectors.joining(", "));
        return shown(lead) + ": " + broken.text() + "; " + others + ".";
    }

    private String shown(Setting<?> setting) {
        Given given = sources.given(setting);
        if (given != null) {
            return given.shown();
        }
        return setting.preset()
                .map(preset -> new Given(setting, preset, new Given.Preset()).shown())
                .orElse(setting.key() + " is not set");
    }

    private Settings assemble() {
        Settings.Identity identity = new Settings.Identity(orNull(SettingsTable.NAME), hostname);
        Settings.Web web =
                new Settings.Web(get(SettingsTable.PORT), get(SettingsTable.HOST), orNull(SettingsTable.PUBLIC_URL));
        Settings.Cluster cluster = cluster();
        Settings.Delivery delivery = new Settings.Delivery(
                ackCopies(cluster.size()), get(SettingsTable.POST_DEADLINE), get(SettingsTable.TAIL_ENTRIES));
        Settings.Limits limits = new Settings.Limits(
                get(SettingsTable.MAX_TEXT),
                get(SettingsTable.MAX_FRAME),
                get(SettingsTable.MAX_SESSIONS),
                get(SettingsTable.MAX_IN_FLIGHT),
                get(SettingsTable.POSTS_PER_SECOND));
        Settings.Admin admin = new Settings.Admin(orNull(SettingsTable.ADMIN_TOKEN_FILE), get(SettingsTable.DEMO));
        Settings.Log log = new Settings.Log(get(SettingsTable.LOG_LEVEL), get(SettingsTable.LOG_FORMAT));
        Settings.Monitoring monitoring =
                new Settings.Monitoring(get(SettingsTable.METRICS), orNull(SettingsTable.METRICS_TOKEN_FILE));
        return new Settings(
                identity,
                get(SettingsTable.DATA),
                get(SettingsTable.DRAIN),
                web,
                cluster,
                delivery,
                limits,
                admin,
                log,
                encryption(),
                monitoring);
    }

    private Settings.Encryption encryption() {
        return new Settings.Encryption(
                orNull(SettingsTable.TLS_CERT),
                orNull(SettingsTable.TLS_KEY),
                get(SettingsTable.HSTS_DAYS),
                orNull(SettingsTable.BUS_CERT),
                orNull(SettingsTable.BUS_KEY),
                orNull(SettingsTable.BUS_CA));
    }

    private Settings.Cluster cluster() {
        Integer size = orNull(SettingsTable.CLUSTER_SIZE);
        return new Settings.Cluster(
                get(SettingsTable.DISCOVERY),
                get(SettingsTable.CLUSTER_NAME),
                orNull(SettingsTable.CLUSTER_HOST),
                get(SettingsTable.CLUSTER_PORT),
                get(SettingsTable.BUS_PORT),
                get(SettingsTable.HEARTBEAT),
                get(SettingsTable.DEAD_AFTER),
                get(SettingsTable.POLICY),
                size == null ? OptionalInt.empty() : OptionalInt.of(size));
    }

    /** The default follows a cluster of one; a number that somebody gave is taken at its word, and checked. */
    private int ackCopies(OptionalInt size) {
        int copies = get(SettingsTable.ACK_COPIES);
        return sources.given(SettingsTable.ACK_COPIES) == null ? Math.min(copies, size.orElse(copies)) : copies;
    }

    private <T> T get(Setting<T> setting) {
        T value = orNull(setting);
        if (value == null) {
            throw new IllegalStateException("no value and no default for " + setting.key());
        }
        return value;
    }

    private <T> @Nullable T orNull(Setting<T> setting) {
        return setting.kind().type().cast(values.get(setting.key()));
    }

    private static String kubernetesHint(Given given) {
        boolean serviceLink =
                given.source() instanceof Given.Environment && given.text().startsWith("tcp://");
        return serviceLink
                ? " Kubernetes sets this variable for a service called parley: set enableServiceLinks to false."
                : "";
    }
}
