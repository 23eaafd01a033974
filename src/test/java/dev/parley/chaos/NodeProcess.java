package dev.parley.chaos;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One node of a {@link TestCluster}: a JVM of its own, with a folder, a port and a log that stay the same when it is started again. */
final class NodeProcess {

    private static final int LAST_LINES = 40;
    private static final Duration DIES_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final int port;
    private final Path log;
    private final List<String> command;
    private Process process;

    NodeProcess(String name, int port, Path folder, List<String> command) {
        this.name = name;
        this.port = port;
        this.log = folder.resolve(name + ".log");
        this.command = List.copyOf(command);
    }

    String name() {
        return name;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        File output = log.toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
            // What is set for the tests is not meant for the nodes.
            builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitEnd(DIES_WITHIN);
    }

    /** SIGTERM; returns when the process is gone. */
    void stop(Duration within) {
        process.toHandle().destroy();
        awaitEnd(within);
    }

    /** SIGSTOP: as after a long pause of the collector, a swapped machine, or a moved virtual machine. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> kill = List.of("kill", "-" + name, Long.toString(process.pid()));
        try {
            Process sent = new ProcessBuilder(kill).inheritIO().start();
            if (!sent.waitFor(DIES_WITHIN.toSeconds(), TimeUnit.SECONDS) || sent.exitValue() != 0) {
                throw new AssertionError(kill + " did not work");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted in " + kill, e);
        }
    }

    private void awaitEnd(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " did not end within " + within.toSeconds() + " s\n" + lastLines());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name + " was ending", e);
        }
    }

    /** Ends it for sure, whatever its state. */
    void end() {
        if (process != null) {
            process.toHandle().destroyForcibly();
            awaitEnd(DIES_WITHIN);
        }
    }

    /** All that it said, over all its lives. */
    List<String> lines() {
        try {
            return Files.exists(log)
                    ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                            .lines()
                            .toList()
                    : List.of();
        } catch (IOException e) {
            return List.of("its log cannot be read: " + e);
        }
    }

    /** What it said last. */
    String lastLines() {
        List<String> lines = lines();
        String state = isAlive()
                ? "pid " + process.pid()
                : process == null ? "not started" : "ended with " + process.exitValue();
        return "---- " + name + " (" + state + "), " + url() + ", last lines of " + log + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + "\n";
    }
}
