package dev.parley.chaos;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./parley chaos}: starts nodes, does them harm under load, and says whether every promise was kept. */
@Command(
        name = "chaos",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Start nodes, do them harm under load, and check that nothing is lost, doubled or reordered.",
        footer = {
            "",
            "As root, with the ip command, each node is in a network namespace of its own and links can be cut;",
            "otherwise all are on 127.0.0.1, and the scenarios that need a network are left out.",
            "",
            "Ends with 0 when every scenario is green, 1 when one is red, 2 when the options are wrong."
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final int QUICK_RANDOM_SECONDS = 30;

    /** Says of every lost connection that it was lost, which is what is wanted here. Kept, or its level would be forgotten. */
    private static final Logger NOISE = Logger.getLogger("io.vertx.core");

    @Option(names = "--list", description = "List the scenarios and end.")
    private boolean list;

    @Option(
            names = "--scenario",
            paramLabel = "<name>",
            split = ",",
            description = "What to play; several with commas between. Default: all")
    private @Nullable List<String> names;

    @Option(
            names = "--quick",
            description = "Play the short form: kill-leader, pause, partition, all-crash, rolling-restart.")
    private boolean quick;

    @Option(names = "--repeat", paramLabel = "<n>", description = "How often, each. Default: ${DEFAULT-VALUE}")
    private int repeat = 1;

    @Option(names = "--seed", paramLabel = "<n>", description = "Seed of all chance. Default: the time")
    private @Nullable Long seed;

    @Option(names = "--nodes", paramLabel = "<n>", description = "How many nodes. Default: ${DEFAULT-VALUE}")
    private int nodes = 3;

    @Option(
            names = "--policy",
            paramLabel = "<policy>",
            description = "available or majority. Default: both where it makes a difference, otherwise available")
    private @Nullable String policy;

    @Option(
            names = "--duration",
            paramLabel = "<s>",
            description = "Seconds of the scenario random. Default: ${DEFAULT-VALUE}")
    private int seconds = 120;

    @Option(
            names = "--sessions",
            paramLabel = "<n>",
            description = "Clients; half of them write. Default: ${DEFAULT-VALUE}")
    private int sessions = ChaosPlan.Load.USUAL.sessions();

    @Option(
            names = "--crowd",
            paramLabel = "<n>",
            description = "Clients of the node that dies in the scenario stampede. Default: ${DEFAULT-VALUE}")
    private int crowd = ChaosPlan.USUAL_CROWD;

    @Option(names = "--rooms", paramLabel = "<n>", description = "Rooms. Default: ${DEFAULT-VALUE}")
    private int rooms = ChaosPlan.Load.USUAL.rooms();

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            description = "Messages a second of all clients together. Default: ${DEFAULT-VALUE}")
    private int rate = ChaosPlan.Load.USUAL.rate();

    @Option(names = "--tls", description = "Everything over TLS, with a CA made for this run: clients and event bus.")
    private boolean tls;

    @Option(names = "--loopback", description = "All nodes on 127.0.0.1, also where namespaces could be made.")
    private boolean loopback;

    @Option(
            names = "--report",
            paramLabel = "<folder>",
            description =
                    "Folder for report.md, report.json, logs, and the data of red scenarios. Default: ${DEFAULT-VALUE}")
    private Path report = Path.of("chaos-report");

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command. Returns the exit code. Blocks; not for an event loop. */
    public static int run(String[] args) {
        return new CommandLine(new ChaosCommand()).execute(args);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        PrintWriter out = line.getOut();
        if (list) {
            Scenarios.ALL.forEach(scenario -> out.printf(Locale.ROOT, "%-18s %s%n", scenario.name(), scenario.what()));
            out.flush();
            return 0;
        }
        ChaosPlan plan = plan(line);
        NOISE.setLevel(Level.OFF);
        Instant begun = Instant.now();
        tell(out, "seed " + plan.seed());
        Leftovers.ofTheDead().forEach(what -> tell(out, "removed what a killed run left: " + what));
        Surroundings surroundings = loopback ? Surroundings.loopback() : Surroundings.look();
        Conditions conditions = Conditions.now(begun, surroundings.told(), surroundings.leftOut());
        conditions.leftOut().forEach(words -> tell(out, "left out: " + words));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        ChaosRunner runner = new ChaosRunner(plan, surroundings, vertx, words -> tell(out, words));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(runner), "parley-chaos-end"));
        List<Outcome> outcomes = runner.all(known -> new ChaosReport(plan, conditions, known).write());
        vertx.close();
        tell(out, "report: " + plan.report().resolve("report.md"));
        return !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome::isGreen) ? 0 : 1;
    }

    /** On the shutdown hook's thread, also when the program ended by itself and nothing is left. */
    private static void end(ChaosRunner runner) {
        runner.abandon();
        Leftovers.ofThisRun();
    }

    private static void tell(PrintWriter out, String words) {
        out.println(words);
        out.flush();
    }

    private ChaosPlan plan(CommandLine line) {
        try {
            return new ChaosPlan(
                    nodes,
                    scenarios(),
                    Optional.ofNullable(policy).map(word -> Policy.valueOf(word.toUpperCase(Locale.ROOT))),
                    repeat,
                    seed == null ? System.currentTimeMillis() : seed,
                    Duration.ofSeconds(quick ? Math.min(QUICK_RANDOM_SECONDS, seconds) : seconds),
                    crowd,
                    new ChaosPlan.Load(sessions, rooms, rate),
                    report,
                    tls ? ChaosPlan.Secrecy.TLS : ChaosPlan.Secrecy.PLAIN);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
    }

    private List<Scenario> scenarios() {
        List<String> wanted = names != null ? names : quick ? Scenarios.QUICK : List.of();
        return wanted.isEmpty()
                ? Scenarios.ALL
                : wanted.stream()
                        .map(name -> Scenarios.find(name)
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "no scenario is called " + name + "; --list lists them")))
                        .toList();
    }
}
