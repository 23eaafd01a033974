package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose disk lets it down: it leaves, says why, and comes back when it can. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ArchiveTroubleIT {

    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(90);
    private static final String ID = "01HZX0000000000000000000A";

    @TempDir
    Path folder;

    @Test
    void shouldStayOutWithADamagedArchiveUntilItIsTakenAway() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        int port = Ports.freeRow(11);
        String url = "http://127.0.0.1:" + port;
        List<String> command = Jars.command(Jars.LIGHT, options(port, data));
        try (Program node = Program.start(folder.resolve("home"), Map.of(), command)) {
            awaitReady(url, node);
        }
        putDamagedArchive(data.resolve("archive.db"));
        try (Program node = Program.start(folder.resolve("home"), Map.of(), command)) {
            // Whoever reads that entry first finds it: the check in the background at the latest.
            awaitNotReady(url, node, "the archive is damaged: room/general: entry 3");
            assertThat(Http.live(url)).as("it does not end").isEmpty();
            assertThat(node.err()).contains("event=archive-trouble");

            Files.delete(data.resolve("archive.db"));
            awaitReady(url, node);
            try (Speaker speaker = new Speaker(url)) {
                assertThat(speaker.say("general", ID + "1", "here again")).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldLeaveWhenTheDiskIsFullAndComeBackWhenThereIsRoom() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "there is no unshare");
        Path disk = Files.createDirectories(folder.resolve("disk"));
        int port = Ports.freeRow(11);
        String url = "http://127.0.0.1:" + port;
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64m tmpfs " + disk + " || exit 77; exec \"$@\"",
                "sh"));
        command.addAll(Jars.command(Jars.LIGHT, options(port, disk.resolve("data"))));
        try (Program node = Program.start(folder.resolve("home"), Map.of(), command)) {
            Await.until(
                    "ready, or no such disk",
                    NOTICED_WITHIN,
                    () -> !node.isAlive() || Http.ready(url).isEmpty() ? "" : "not ready",
                    node::told);
            assumeTrue(node.isAlive(), "such a disk cannot be made here");
            int confirmed;
            Path seen = Path.of("/proc/" + node.pid() + "/root" + disk);
            try (Speaker speaker = new Speaker(url)) {
                assertThat(speaker.say("general", ID + "1", "before")).isEqualTo(1);
                fill(seen.resolve("filler"));
                confirmed = sayUntilRefused(speaker);
            }
            awaitNotReady(url, node, "the archive cannot be used: ", "Make room on it");
            assertThat(Http.live(url)).isEmpty();

            Files.delete(seen.resolve("filler"));
            awaitReady(url, node);
            try (Speaker speaker = new Speaker(url)) {
                long head = speaker.head("general");
                assertThat(head).as("what was confirmed").isGreaterThanOrEqualTo(1 + confirmed);
                assertThat(speaker.say("general", ID + "3", "after")).isEqualTo(head + 1);
            }
        }
    }

    /** Says more than fits into the room that the archive's files have already. Returns how much of it was confirmed. */
    private static int sayUntilRefused(Speaker speaker) {
        for (int i = 0; i < 1_000; i++) {
            try {
                speaker.say("general", "01HZX000000000000000%06d".formatted(i), "x".repeat(1_000));
            } catch (ChaosFailure e) {
                return i;
            }
        }
        throw new AssertionError("everything was confirmed on a disk that is full");
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE)) {
            byte[] block = new byte[4_096];
            for (int i = 0; i < 64 << 20; i += block.length) {
                out.write(block);
            }
            throw new AssertionError("the disk is larger than it should be");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void putDamagedArchive(Path file) throws IOException {
        try (var in = Objects.requireNonNull(ArchiveTroubleIT.class.getResourceAsStream("/archive-v2.db"))) {
            byte[] bytes = in.readAllBytes();
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            bytes[text.indexOf("text 3 of")] = 'T';
            Files.write(file, bytes);
        }
    }

    private static void awaitReady(String url, Program node) {
        Await.until("ready", NOTICED_WITHIN, () -> Http.ready(url), node::told);
    }

    private static void awaitNotReady(String url, Program node, String... words) {
        Await.until(
                "not ready, and why",
                NOTICED_WITHIN,
                () -> {
                    String ready = Http.ready(url);
                    boolean isTold =
                            ready.startsWith("503") && List.of(words).stream().allMatch(ready::contains);
                    return isTold ? "" : "it says: " + ready;
                },
                node::told);
    }

    private static List<String> options(int port, Path data) {
        return List.of(
                "--port", Integer.toString(port),
                "--host", "127.0.0.1",
                "--data", data.toString(),
                "--cluster-name", "trouble-" + port,
                "--cluster-port", Integer.toString(port + 1));
    }
}
