package dev.parley.node;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x launcher's way to start: {@code run VERTICLE [-cluster] [-conf FILE.json] [options]}. Settings come from
 * {@code -conf} and the environment; the cluster manager and the event bus get them before Vert.x starts. A verticle
 * reads the same settings with {@code SettingsLoader.load(config(), System.getenv())}.
 *
 * <p>Used by one thread, once. The hooks run on it too.
 */
final class ParleyLauncher implements VertxApplicationHooks {

    private static final String RUN = "run";
    private static final Set<String> CLUSTERED = Set.of("-c", "-cluster", "--cluster");
    private static final Duration RELAUNCH_PAUSE = Duration.ofSeconds(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10).plus(Calm.AFTER_JOIN);

    private final List<String> args;
    private final Map<String, String> environment;
    private final ClusterManagerFactory clusterManagers;

    private @Nullable Settings settings;
    /** What {@code --options} says of the event bus. */
    private JsonObject busOptions = new JsonObject();

    private @Nullable PrintStream err;
    private @Nullable Throwable failure;

    /**
     * A launcher.
     *
     * @param args as they came, with or without the leading {@code run}
     */
    ParleyLauncher(List<String> args, Map<String, String> environment, ClusterManagerFactory clusterManagers) {
        // Vert.x 5 has no commands any more; people still type the one that Vert.x 4 had.
        this.args = !args.isEmpty() && args.get(0).equals(RUN) ? args.subList(1, args.size()) : args;
        this.environment = environment;
        this.clusterManagers = clusterManagers;
    }

    /** Whether these arguments are meant for the Vert.x launcher: {@code run ...}, or a class on the class path. */
    static boolean isMeant(List<String> args) {
        if (args.isEmpty()) {
            return false;
        }
        String first = args.get(0);
        return first.equals(RUN) || (!first.startsWith("-") && first.contains(".") && isClass(first));
    }

    /** Deploys the verticle and returns 0, or says in one sentence why not and returns the exit code. */
    int launch(PrintStream errors) {
        err = errors;
        int code = new Application(args, this).launch();
        if (code == 0 || failure == null) {
            // Without a failure, the launcher itself has printed what it did not understand.
            return code;
        }
        return new Refusal(errors).tell(failure);
    }

    @Override
    public @Nullable JsonObject afterConfigParsed(@Nullable JsonObject conf) {
        try {
            requireRead(conf, "-conf", "--?conf");
            SettingsLoader.Loaded loaded = SettingsLoader.load(conf == null ? new JsonObject() : conf, environment);
            settings = loaded.settings();
            Logs.configure(settings.log().level(), settings.log().format());
            Logs.silenceLauncher();
            loaded.warnings().forEach(ParleyLauncher::warn);
            return conf;
        } catch (StartupFailure e) {
            // The launcher turns what a hook throws into exit code 1 and says nothing.
            failure = e;
            throw e;
        }
    }

    @Override
    public @Nullable JsonObject afterVertxOptionsParsed(@Nullable JsonObject options) {
        requireRead(options, "--options", "--?(vertx-)?options");
        busOptions = options == null ? busOptions : options.getJsonObject("eventBusOptions", busOptions);
        return options;
    }

    @Override
    public @Nullable JsonObject afterDeploymentOptionsParsed(@Nullable JsonObject options) {
        requireRead(options, "--deployment-options", "--?deployment-options");
        return options;
    }

    /** The launcher only logs a warning, and the node would start with what nobody wanted. */
    private void requireRead(@Nullable JsonObject read, String option, String form) {
        if (read == null && args.stream().anyMatch(arg -> arg.matches(form + "(=.*)?"))) {
            failure = StartupFailure.wrongSettings(
                    List.of(option + " (command line): must be a JSON object, or a file with one that can be read."));
            throw (StartupFailure) failure;
        }
    }

    @Override
    public VertxBuilder createVertxBuilder(VertxOptions options) {
        VertxBuilder builder = Vertx.builder().with(options);
        boolean isClustered = args.stream().anyMatch(CLUSTERED::contains);
        if (!isClustered) {
            return builder;
        }
        ClusterManager manager = clusterManagers.create(known(), options);
        // The launcher's other options are applied after this hook, and win.
        options.setEventBusOptions(withGiven(options.getEventBusOptions()));
        return builder.withClusterManager(manager);
    }

    /** What was given on the command line wins, but for the certificates, which JSON cannot carry. */
    private EventBusOptions withGiven(EventBusOptions ours) {
        if (busOptions.isEmpty()) {
            return ours;
        }
        EventBusOptions both = new EventBusOptions(ours.toJson().mergeIn(busOptions));
        if (ours.isSsl()) {
            both.setSsl(true)
                    .setClientAuth(ours.getClientAuth())
                    .setKeyCertOptions(ours.getKeyCertOptions())
                    .setTrustOptions(ours.getTrustOptions());
        }
        return both;
    }

    @Override
    public void afterVertxStarted(HookContext context) {
        Relaunch.offer(context.vertx(), () -> onThread(() -> relaunch(context.vertx())));
        context.vertx().eventBus().<JsonObject>localConsumer(ParleyVerticle.ENDED, message -> ended(message.body()));
    }

    /** There is nothing left that this process is good for; who started it may start it again when the disk is well. */
    private void ended(JsonObject told) {
        if (ParleyVerticle.ARCHIVE.equals(told.getString("reason"))) {
            Objects.requireNonNull(err).println("parley: " + told.getString("sentence"));
            // The shutdown hook closes Vert.x, for which no event loop may wait.
            onThread(() -> System.exit(StartupFailure.Reason.DATA_FOLDER.exitCode()));
        }
    }

    /** No daemon: while one Vert.x is closed and the next is not there yet, nothing else keeps the process. */
    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "parley-relaunch");
        thread.setDaemon(false);
        thread.start();
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private void relaunch(Vertx vertx) {
        try {
            LifeThread.await(ParleyVerticle.retireAll(vertx), known().drain().plus(STOP_GRACE));
            LifeThread.await(vertx.close(), STOP_GRACE);
        } catch (RuntimeException e) {
            // It is left behind as it is; what matters is the next one.
            System.getLogger("dev.parley.node").log(System.Logger.Level.WARNING, "did not close cleanly", e);
        }
        clusterManagers.leave();
        launchAgain();
    }

    /** The next launcher has cluster managers of its own: this one's are used once more when the process ends. */
    private void launchAgain() {
        PrintStream errors = Objects.requireNonNull(err);
        while (new ParleyLauncher(args, environment, new HzClusterManagers()).launch(errors) != 0) {
            // Nobody completes it: a pause.
            LifeThread.isDone(Promise.promise().future(), RELAUNCH_PAUSE);
        }
    }

    @Override
    public void beforeStoppingVertx(HookContext context) {
        LifeThread.await(
                ParleyVerticle.retireAll(context.vertx()), known().drain().plus(STOP_GRACE));
    }

    @Override
    public void afterVertxStopped(HookContext context) {
        clusterManagers.leave();
    }

    @Override
    public void afterFailureToStartVertx(HookContext context, Throwable cause) {
        failure = StartupFailure.in(cause) == null ? StartupFailure.join(known().cluster(), cause) : cause;
    }

    @Override
    public void afterFailureToDeployVerticle(HookContext context, Throwable cause) {
        failure = cause;
    }

    private Settings known() {
        if (settings == null) {
            throw new IllegalStateException("the launcher starts Vert.x before it has read -conf");
        }
        return settings;
    }

    private static boolean isClass(String name) {
        try {
            Class.forName(name, false, ParleyLauncher.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void warn(String sentence) {
        System.getLogger("dev.parley.node").log(System.Logger.Level.WARNING, sentence);
    }

    /** Opens the launcher's constructor that leaves printing and exiting to us. */
    private static final class Application extends VertxApplication {

        private static final boolean PRINT_USAGE_ON_FAILURE = false;
        private static final boolean EXIT_ON_FAILURE = false;

        Application(List<String> args, VertxApplicationHooks hooks) {
            super(args.toArray(String[]::new), hooks, PRINT_USAGE_ON_FAILURE, EXIT_ON_FAILURE);
        }
    }
}
