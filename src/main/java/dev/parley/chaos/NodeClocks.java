package dev.parley.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A wall clock for each node, which can be set while the node runs. One thread.
 *
 * <p>The kernel has one wall clock for all processes. libfaketime, loaded into a node, adds to it what a file says, and looks at the file once
 * a second. The clock that only goes forward stays as it is. What it leaves in {@code /dev/shm} when a node is killed is removed in the end.
 */
final class NodeClocks {

    private static final List<Path> ROOTS =
            List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));
    private static final String LIBRARY = "libfaketime.so.1";
    private static final Path SHARED = Path.of("/dev/shm");

    private final Path library;
    private final Path folder;

    NodeClocks(Path library, Path folder) {
        this.library = library;
        this.folder = folder;
    }

    /** The library, where distributions put it. */
    static Optional<Path> library() {
        return ROOTS.stream()
                .flatMap(NodeClocks::libraryIn)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Stream<Path> libraryIn(Path root) {
        // lib/faketime, and Debian's lib/x86_64-linux-gnu/faketime.
        Stream.Builder<Path> found = Stream.builder();
        found.add(root.resolve("faketime").resolve(LIBRARY));
        try (Stream<Path> below = Files.list(root)) {
            below.map(one -> one.resolve("faketime").resolve(LIBRARY)).sorted().forEach(found::add);
        } catch (IOException e) {
            return Stream.empty();
        }
        return found.build();
    }

    /** What a node must have in its environment. */
    Map<String, String> environment(String node) {
        set(node, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file(node).toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise waits of the clock that goes forward end at once: java.lang.Object.wait would not wait.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** Sets the clock of a node, running or not, ahead of the true time; behind it when negative. A running node notices within a second. */
    void set(String node, Duration ahead) {
        Path next = folder.resolve(node + ".clock.next");
        try {
            Files.createDirectories(folder);
            Files.writeString(next, (ahead.isNegative() ? "" : "+") + ahead.toSeconds() + "\n");
            Files.move(next, file(node), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ChaosFailure("cannot set the clock of " + node, e);
        }
    }

    private Path file(String node) {
        return folder.resolve(node + ".clock");
    }

    /** Removes what the library left behind for processes that have ended. */
    void close(Collection<Long> pids) {
        for (long pid : pids) {
            try {
                Files.deleteIfExists(SHARED.resolve("faketime_shm_" + pid));
                Files.deleteIfExists(SHARED.resolve("sem.faketime_sem_" + pid));
            } catch (IOException e) {
                throw new ChaosFailure("cannot remove what libfaketime left of " + pid, e);
            }
        }
    }
}
