package dev.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What a person starts at a terminal: a process in a folder, with stdout and stderr kept apart. One thread; {@link #close()} ends it and
 * all that it started.
 */
final class Program implements AutoCloseable {

    private static final Duration SIGNALLED_WITHIN = Duration.ofSeconds(10);
    private static final Duration SPEAKS_WITHIN = Duration.ofSeconds(90);

    private final List<String> command;
    private final Path out;
    private final Path err;
    private final Process process;
    /** All that were ever seen, because nobody can ask for them any more when the program itself has ended. */
    private final Set<ProcessHandle> seen = new HashSet<>();

    private Program(List<String> command, Path out, Path err, Process process) {
        this.command = command;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /** Starts it in a folder, which need not be there. Of the environment it sees all but what Parley reads, and the given. */
    static Program start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Files.createDirectories(folder);
            Path out = Files.createTempFile(folder.getParent(), "program", ".out");
            Path err = Files.createTempFile(folder.getParent(), "program", ".err");
            ProcessBuilder builder = new ProcessBuilder(withInterrupts(command))
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
            builder.environment().putAll(environment);
            return new Program(command, out, err, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /**
     * The same command, deaf to no signal. Who starts the tests in the background of a shell starts them with Ctrl-C ignored, every child
     * inherits that, and a shell script cannot undo it.
     */
    private static List<String> withInterrupts(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("env", "--default-signal=INT"));
        whole.addAll(command);
        return whole;
    }

    /** What it printed to stdout so far. */
    String out() {
        return text(out);
    }

    /** What it printed to stderr so far. */
    String err() {
        return text(err);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the stdout is as wanted. */
    void awaitOut(String what, Predicate<String> wanted) {
        Await.until(what, SPEAKS_WITHIN, () -> wanted.test(out()) ? "" : stillSilent(), this::told);
    }

    private String stillSilent() {
        started();
        if (!isAlive()) {
            throw new AssertionError("it ended with " + process.exitValue() + "\n" + told());
        }
        return "not yet";
    }

    /** Waits for the end by itself. Returns the exit code. */
    int awaitEnd(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("did not end within " + within.toSeconds() + " s\n" + told());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
    }

    /** What a terminal does at Ctrl-C: SIGINT to the program and to all that it started. */
    void interrupt() {
        List<Long> pids = started().stream().map(ProcessHandle::pid).toList();
        signal("INT", process.pid());
        pids.forEach(pid -> signal("INT", pid));
    }

    /** {@code kill PID}. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** The processes that it started, and those that these started, and that run. */
    List<ProcessHandle> started() {
        List<ProcessHandle> now = process.descendants().toList();
        seen.addAll(now);
        return now;
    }

    /** Signals a process, which may be gone already. */
    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SIGNALLED_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in kill -" + name, e);
        }
    }

    /** All that it said, for a message. */
    String told() {
        return command + "\n---- stdout\n" + out() + "---- stderr\n" + err();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        started();
        seen.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitEnd(SIGNALLED_WITHIN);
    }
}
