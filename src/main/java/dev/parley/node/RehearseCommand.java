package dev.parley.node;

import dev.parley.load.LoadCommand;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * {@code java -jar parley.jar rehearse}: two nodes in this one process, clients that talk, a hand-over, and the end of all.
 *
 * <p>It is there for Java's class archive (JEP 350). A Java that runs it with {@code -XX:ArchiveClassesAtExit=parley.jsa} leaves all classes in
 * that file that a node needs to start, serve and stop, read and checked; a node that is started with {@code -XX:SharedArchiveFile=parley.jsa} does not
 * do that again, and starts in about two thirds of the time.
 */
final class RehearseCommand {

    /** The name of the command. */
    static final String NAME = "rehearse";

    private static final System.Logger LOG = System.getLogger("dev.parley.node");
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final int TALK_SECONDS = 4;
    private static final Duration TALK_LIMIT = Duration.ofMinutes(2);
    private static final String USAGE = """
            Starts two nodes in this process, lets clients talk for some seconds, and stops them. It keeps nothing.
            With it Java makes an archive of the classes of a node, which then starts in about two thirds of the time:

              java -XX:ArchiveClassesAtExit=parley.jsa -jar parley.jar rehearse
              java -XX:SharedArchiveFile=parley.jsa -jar parley.jar [options]

            The archive is good for this jar, untouched and at the same path, and for the Java that made it. With another one a
            node starts all the same, as if there were no archive.

            Exit codes: 0 all was well, 1 it was not, 2 wrong options.
            """;

    private final PrintStream out;
    private final PrintStream err;

    RehearseCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Does it. Blocks for about ten seconds.
     *
     * @param args without the command's name
     * @return the exit code
     */
    int run(List<String> args) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        if (!args.isEmpty()) {
            err.println("parley: rehearse takes no options, but was given " + String.join(" ", args) + ".");
            return 2;
        }
        try {
            Path folder = Files.createTempDirectory("parley-rehearsal");
            try {
                return rehearse(folder);
            } finally {
                remove(folder);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            err.println("parley: the rehearsal failed: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int rehearse(Path folder) throws IOException, ExecutionException, TimeoutException, InterruptedException {
        List<Integer> ports = freePorts();
        Settings settings = settings(folder.resolve("1"), ports, 0);
        Logs.configure(settings.log().level(), settings.log().format());
        ParleyNode first = new ParleyNode();
        await(first.start(settings), START_LIMIT);
        ParleyNode second = new ParleyNode();
        await(second.start(settings(folder.resolve("2"), ports, 1)), START_LIMIT);
        CompletableFuture<Integer> talk = CompletableFuture.supplyAsync(() -> talk(second.port()));
        letTalk(talk);
        // While they talk to the other one, which takes over what this one leads. They were not given this one: at the
        // end they would look for it for long.
        await(first.stop(), STOP_LIMIT);
        int code = talk.get(TALK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        await(second.stop(), STOP_LIMIT);
        return code;
    }

    /** Gives them half of their time. */
    private static void letTalk(CompletableFuture<Integer> talk) throws ExecutionException, InterruptedException {
        try {
            talk.get(TALK_SECONDS / 2, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // As meant.
            LOG.log(Level.DEBUG, "event=rehearsal-talks");
        }
    }

    private int talk(int port) {
        List<String> options = new ArrayList<>(List.of("--sessions", "12", "--rooms", "4", "--rate", "60"));
        options.addAll(List.of("--duration", Integer.toString(TALK_SECONDS)));
        options.addAll(List.of("--url", "http://127.0.0.1:" + port));
        StringWriter report = new StringWriter();
        int code = LoadCommand.run(options.toArray(String[]::new), new PrintWriter(report, true));
        if (code != 0) {
            err.print(report);
        }
        return code;
    }

    private static Settings settings(Path data, List<Integer> ports, int number) {
        List<String> options = List.of(
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--data",
                data.toString(),
                "--cluster-name",
                "rehearsal-" + ports.get(0),
                "--cluster-host",
                "127.0.0.1",
                "--cluster-port",
                ports.get(number).toString(),
                "--discovery",
                "seeds:127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1),
                "--log-level",
                "error");
        return SettingsLoader.load(options, Map.of()).settings();
    }

    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket two = new ServerSocket(0, 1, loopback)) {
            return List.of(one.getLocalPort(), two.getLocalPort());
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static <T> T await(Future<T> step, Duration limit)
            throws ExecutionException, TimeoutException, InterruptedException {
        return step.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
