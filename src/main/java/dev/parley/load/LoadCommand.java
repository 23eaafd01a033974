package dev.parley.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./parley load}: makes load, checks every promise, and prints what came of it. */
@Command(
        name = "load",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Make load on a cluster and check that nothing is lost, doubled or reordered.",
        footer = {"", "Ends with 0 when every promise was kept, 1 when one was broken, 2 when the options are wrong."})
public final class LoadCommand implements Callable<Integer> {

    private static final Duration AFTERWARDS = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 200;

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "Address of a node; may be given several times. Default: http://127.0.0.1:8080")
    private @Nullable List<String> urls;

    @Option(
            names = "--ca",
            paramLabel = "<file>",
            description = "PEM file of the CA to believe over https. Default: those that this Java believes")
    private @Nullable Path ca;

    @Option(names = "--sessions", paramLabel = "<n>", description = "Clients. Default: ${DEFAULT-VALUE}")
    private int sessions = 60;

    @Option(names = "--rooms", paramLabel = "<n>", description = "Rooms, made for this run. Default: ${DEFAULT-VALUE}")
    private int rooms = 6;

    @Option(names = "--writers", paramLabel = "<n>", description = "How many of the clients write. Default: all")
    private int writers;

    @Option(
            names = "--rate",
            paramLabel = "<n>",
            description = "Messages a second of all together. Default: each writer sends the next when one is answered")
    private int rate;

    @Option(
            names = "--open",
            paramLabel = "<n>",
            description = "Without a rate, messages of a writer that wait for an answer. Default: ${DEFAULT-VALUE}")
    private int open = 1;

    @Option(names = "--size", paramLabel = "<n>", description = "Characters of a message. Default: ${DEFAULT-VALUE}")
    private int size = 100;

    @Option(names = "--duration", paramLabel = "<s>", description = "Seconds to write. Default: ${DEFAULT-VALUE}")
    private int seconds = 10;

    @Option(
            names = "--until",
            paramLabel = "<file>",
            description = "Write until this file is there, but for no longer than --duration.")
    private @Nullable String until;

    @Option(names = "--seed", paramLabel = "<n>", description = "Seed of all chance. Default: the time")
    private @Nullable Long seed;

    @Option(
            names = "--healing",
            paramLabel = "<what>",
            description =
                    "keeps-places: a message never changes its place; keeps-acknowledged: it may before it is acknowledged;"
                            + " moves-entries: it may when a split heals, as under the policy available;"
                            + " mixes-entries: and its order. Default: keeps-places")
    private String healingName = "keeps-places";

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command. Returns the exit code. Blocks; not for an event loop. */
    public static int run(String[] args) {
        return new CommandLine(new LoadCommand()).execute(args);
    }

    /** The same for another program, which gets what is printed. */
    public static int run(String[] args, PrintWriter out) {
        return new CommandLine(new LoadCommand()).setOut(out).setErr(out).execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line =
                java.util.Objects.requireNonNull(spec, "set by picocli").commandLine();
        LoadPlan plan = plan(line);
        HistoryChecker.Healing healing = healing(line);
        PrintWriter out = line.getOut();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            LoadResult result = LoadRun.start(vertx, plan, healing)
                    .compose(run -> {
                        watch(vertx, run);
                        return run.result();
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(plan.duration().plus(AFTERWARDS).toMillis(), TimeUnit.MILLISECONDS);
            out.print(json ? LoadReport.json(result).encodePrettily() + "\n" : LoadReport.text(result));
            out.flush();
            return result.isClean() ? 0 : 1;
        } catch (ExecutionException e) {
            line.getErr().println("The load could not be made: " + e.getMessage());
            return 1;
        } catch (TimeoutException e) {
            line.getErr().println("The check did not end within " + AFTERWARDS.toMinutes() + " minutes.");
            return 1;
        } finally {
            vertx.close();
        }
    }

    private void watch(Vertx vertx, LoadRun run) {
        String file = until;
        if (file != null) {
            vertx.setPeriodic(
                    LOOK_MILLIS,
                    timer -> vertx.fileSystem().exists(file).onSuccess(isThere -> {
                        if (isThere) {
                            vertx.cancelTimer(timer);
                            run.stop();
                        }
                    }));
        }
    }

    private HistoryChecker.Healing healing(CommandLine line) {
        try {
            return HistoryChecker.Healing.of(healingName);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    private LoadPlan plan(CommandLine line) {
        try {
            return new LoadPlan(
                    urls == null ? List.of("http://127.0.0.1:8080") : urls,
                    sessions,
                    rooms,
                    writers == 0 ? sessions : writers,
                    rate,
                    open,
                    size,
                    Duration.ofSeconds(seconds),
                    seed == null ? System.currentTimeMillis() : seed,
                    Optional.ofNullable(ca));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }
}
