package dev.parley.node;

import dev.parley.certs.CertsCommand;
import dev.parley.chaos.ChaosCommand;
import dev.parley.load.LoadCommand;
import dev.parley.wire.Outside;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;

/**
 * The program: {@code java -jar parley.jar [options]}. Prints one line with the URL to stdout when the node serves;
 * everything else goes to stderr. Exit codes: 0 stopped or asked for help, 2 wrong settings, 3 port, 4 data folder, 5
 * cluster, 1 anything else; 130 and 143 after Ctrl-C and SIGTERM, as usual for Java, with the node stopped in order.
 */
public final class Main {

    /** Longer than any join takes; a start that hangs must end. */
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** What stopping may take beyond the drain, and the wait for calm before it. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(10).plus(Calm.AFTER_JOIN);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, ToIntFunction<List<String>>> commands;

    /** Set by the shutdown hook, before it stops the node. */
    private final AtomicBoolean isToldToStop = new AtomicBoolean();

    Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        commands = commands();
    }

    /** Starts a node, and returns while it runs. */
    @Outside
    public static void main(String[] args) {
        JvmSetup.apply();
        int code = new Main(System.getenv(), System.out, System.err).run(List.of(args));
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Does what the arguments ask for and returns the exit code; 0 if a node runs now. */
    int run(List<String> args) {
        if (ParleyLauncher.isMeant(args)) {
            return new ParleyLauncher(args, environment, new HzClusterManagers()).launch(err);
        }
        ToIntFunction<List<String>> command = args.isEmpty() ? null : commands.get(args.get(0));
        if (command != null) {
            return command.applyAsInt(args);
        }
        if (args.contains("--help") || args.contains("-h")) {
            out.print(Help.text());
            return 0;
        }
        if (args.contains("--version")) {
            out.println(Versions.line());
            return 0;
        }
        try {
            SettingsLoader.Loaded loaded = SettingsLoader.load(args, environment);
            Settings settings = loaded.settings();
            Logs.configure(settings.log().level(), settings.log().format());
            loaded.warnings().forEach(Main::warn);
            return start(settings);
        } catch (StartupFailure e) {
            return new Refusal(err).tell(e);
        }
    }

    /** What the first argument may name; the command gets it too. Anything else is about a node. */
    private Map<String, ToIntFunction<List<String>>> commands() {
        Map<String, ToIntFunction<List<String>>> named = new HashMap<>();
        named.put("load", args -> LoadCommand.run(withoutName(args).toArray(String[]::new)));
        named.put("chaos", args -> ChaosCommand.run(withoutName(args).toArray(String[]::new)));
        named.put("certs", args -> CertsCommand.run(withoutName(args).toArray(String[]::new)));
        ArchiveCommands.NAMES.forEach(name -> named.put(name, new ArchiveCommands(environment, out, err)::run));
        named.put(RehearseCommand.NAME, args -> new RehearseCommand(out, err).run(withoutName(args)));
        named.put(AdminTokenCommand.NAME, args -> adminToken(withoutName(args)));
        return Map.copyOf(named);
    }

    private static List<String> withoutName(List<String> args) {
        return args.subList(1, args.size());
    }

    private int adminToken(List<String> args) {
        try {
            return new AdminTokenCommand(environment, out, err).run(args);
        } catch (StartupFailure e) {
            return new Refusal(err).tell(e);
        }
    }

    private int start(Settings settings) {
        ParleyNode node = new ParleyNode();
        Future<ParleyNode> starting = node.start(settings);
        // From here on, also while it starts: a node that is told to stop stops in order.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!starting.failed()) {
                                isToldToStop.set(true);
                                stop(node, settings.drain());
                            }
                        },
                        "parley-stop"));
        try {
            await(starting, START_LIMIT);
            out.println("Parley " + Versions.parley() + " serves " + url(settings, node.port()));
            out.flush();
            return 0;
        } catch (ExecutionException | CancellationException e) {
            if (isToldToStop.get()) {
                // The JVM ends by itself; it was asked to, and there is nothing to explain.
                return 0;
            }
            return new Refusal(err).tell(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return new Refusal(err).tell(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Refusal(err).tell(e);
        }
    }

    /** Runs on the shutdown hook's thread; the JVM ends when it returns. Never calls exit, which would wait for itself. */
    private static void stop(ParleyNode node, Duration drain) {
        System.Logger log = System.getLogger("dev.parley.node");
        Duration limit = drain.plus(STOP_GRACE);
        try {
            await(node.stop(), limit);
            log.log(System.Logger.Level.INFO, "event=node-stopped");
        } catch (ExecutionException e) {
            log.log(System.Logger.Level.ERROR, "event=stop-failed", e.getCause());
        } catch (TimeoutException e) {
            log.log(System.Logger.Level.WARNING, "event=stop-timed-out limit=" + Kinds.write(limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future, Duration limit)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A URL that works in a browser on this machine. */
    private static String url(Settings settings, int port) {
        String host = settings.web().host();
        String scheme = settings.encryption().tlsCert() == null ? "http" : "https";
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::") || host.equals("127.0.0.1");
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return scheme + "://" + (everywhere ? "localhost" : shown) + ":" + port;
    }

    private static void warn(String sentence) {
        System.getLogger("dev.parley.node")
                .log(System.Logger.Level.WARNING, "event=setting-odd what=\"" + sentence + "\"");
    }
}
