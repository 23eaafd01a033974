package dev.parley.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster of processes: a JVM of its own, with a folder, an address and a log that stay the same when it is started again.
 * One thread; {@link #end} may be called by another.
 */
final class NodeProcess {

    private static final int LAST_LINES = 40;
    private static final Duration DIES_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final String url;
    private final Path log;
    private List<String> command;
    private final Map<String, String> environment;
    /** Of all its lives. */
    private final List<Long> pids = new CopyOnWriteArrayList<>();

    private volatile @Nullable Process process;
    private volatile boolean ended;
    private boolean paused;

    NodeProcess(String name, String url, Path folder, List<String> command) {
        this(name, url, folder, command, Map.of());
    }

    /** The same with more variables in its environment. */
    NodeProcess(String name, String url, Path folder, List<String> command, Map<String, String> environment) {
        this.name = name;
        this.url = url;
        this.log = folder.resolve(name + ".log");
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
    }

    String name() {
        return name;
    }

    String url() {
        return url;
    }

    long pid() {
        return started().pid();
    }

    boolean isAlive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    /** From its next start on, it runs from another jar. */
    void runFrom(Path jar) {
        command = Jars.withJar(command, jar);
    }

    boolean isPaused() {
        return paused && isAlive();
    }

    /** The exit code of its last life; empty while it runs, or when it was never started. */
    OptionalInt exitCode() {
        Process now = process;
        return now == null || now.isAlive() ? OptionalInt.empty() : OptionalInt.of(now.exitValue());
    }

    /** The process ids of all its lives. */
    List<Long> pids() {
        return List.copyOf(pids);
    }

    void start() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        if (ended) {
            throw new ChaosFailure(name + " is not started any more: the run is ending");
        }
        File output = log.toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
            // What is set for the tests is not meant for the nodes.
            builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
            builder.environment().putAll(environment);
            Process started = builder.start();
            process = started;
            pids.add(started.pid());
            paused = false;
        } catch (IOException e) {
            throw new ChaosFailure("cannot start " + command, e);
        }
        if (ended) {
            end();
        }
    }

    /** SIGKILL; returns at once. */
    void sendKill() {
        started().toHandle().destroyForcibly();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        sendKill();
        awaitEnd(DIES_WITHIN);
    }

    /** SIGTERM; returns at once. */
    void sendStop() {
        started().toHandle().destroy();
    }

    /** SIGTERM; returns when the process is gone. */
    void stop(Duration within) {
        sendStop();
        awaitEnd(within);
    }

    /** SIGSTOP: as after a long pause of the collector, a swapped machine, or a moved virtual machine. */
    void pause() {
        signal("STOP");
        paused = true;
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
        paused = false;
    }

    private void signal(String signal) {
        Shell.run("kill", "-" + signal, Long.toString(started().pid()));
    }

    void awaitEnd(Duration within) {
        try {
            if (!started().waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChaosFailure(name + " did not end within " + within.toSeconds() + " s\n" + lastLines());
            }
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while " + name + " was ending", e);
        }
    }

    private Process started() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return now;
    }

    /** Ends it for sure, whatever its state, and for ever. */
    void end() {
        ended = true;
        if (process != null) {
            kill();
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
        return "---- " + name + " (" + state() + "), " + url() + ", last lines of " + log + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())) + "\n";
    }

    private String state() {
        Process now = process;
        return now == null ? "not started" : now.isAlive() ? "pid " + now.pid() : "ended with " + now.exitValue();
    }
}
