package dev.parley.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the small programs of the system, such as {@code ip} and {@code mount}. Blocks, at most 20 s. */
final class Shell {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Shell() {}

    /**
     * What came of a program.
     *
     * @param code its exit code; 127 when it is not there
     * @param said all that it printed
     */
    record Result(int code, String said) {
        boolean isGood() {
            return code == 0;
        }
    }

    /** Runs a program. */
    static Result attempt(String... command) {
        return attempt("", List.of(command));
    }

    /** Runs a program that reads this from its standard input. */
    static Result attempt(String input, List<String> command) {
        try {
            Path said = Files.createTempFile("parley-chaos", ".out");
            try {
                return attempt(input, command, said);
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        }
    }

    private static Result attempt(String input, List<String> command, Path said) throws IOException {
        // Through a file: a pipe would stay open in whatever the program leaves behind.
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        feed(process, input);
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ChaosFailure(command + " did not end within " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw ChaosFailure.interrupted(command.toString(), e);
        }
        return new Result(process.exitValue(), Files.readString(said).strip());
    }

    private static void feed(Process process, String input) throws IOException {
        try (OutputStream stdin = process.getOutputStream()) {
            if (!input.isEmpty()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Runs a program that must work. Returns what it printed. */
    static String run(String... command) {
        return run("", List.of(command));
    }

    /** Runs a program that must work and reads this from its standard input. Returns what it printed. */
    static String run(String input, List<String> command) {
        Result result = attempt(input, command);
        if (!result.isGood()) {
            throw new ChaosFailure(
                    String.join(" ", command) + " ended with " + result.code() + ": " + result.said() + "\n" + input);
        }
        return result.said();
    }
}
