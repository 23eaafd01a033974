package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run leaves on the machine when it could not clean up, on a machine where namespaces can be made. */
class LeftoversTest {

    private final String ofTheDead = Leftovers.PREFIX + pidOfADeadProcess() + "-n1";
    private final String ofTheLiving =
            Leftovers.PREFIX + ProcessHandle.current().pid() + "-leftovers";

    @AfterEach
    void remove() {
        Shell.attempt("ip", "netns", "del", ofTheDead);
        Shell.attempt("ip", "netns", "del", ofTheLiving);
    }

    @Test
    void shouldRemoveNamespacesOfTheDeadWithWhatRunsInThem() throws Exception {
        assumeTrue(Namespaces.obstacle().isEmpty(), "namespaces cannot be made here");
        Shell.run("ip", "netns", "add", ofTheDead);
        Shell.run("ip", "netns", "add", ofTheLiving);
        Process node = new ProcessBuilder("ip", "netns", "exec", ofTheDead, "sleep", "60").start();
        Await.until(
                "the process in its namespace",
                java.time.Duration.ofSeconds(10),
                () -> Shell.run("ip", "netns", "pids", ofTheDead).isEmpty() ? "not yet" : "",
                () -> "");

        assertThat(Leftovers.ofTheDead()).contains("namespace " + ofTheDead);

        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Shell.run("ip", "netns", "list")).contains(ofTheLiving).doesNotContain(ofTheDead);
    }

    private static long pidOfADeadProcess() {
        try {
            Process process = new ProcessBuilder("true").start();
            process.waitFor(10, TimeUnit.SECONDS);
            return process.pid();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
