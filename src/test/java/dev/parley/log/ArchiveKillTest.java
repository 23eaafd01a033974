package dev.parley.log;

import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real process while it writes, and looks for everything it said it had. */
class ArchiveKillTest {

    private static final int LOGS = 8;
    private static final int ROUNDS = 3;
    private static final int CONFIRMED_BEFORE_KILL = 400;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void shouldHaveEverythingThatAKilledProcessHadConfirmed() throws Exception {
        Path file = folder.resolve("archive.db");
        Map<LogId, Long> confirmed = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            writeAndKill(file, confirmed);

            Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
            for (Map.Entry<LogId, Long> each : confirmed.entrySet()) {
                LogId log = each.getKey();
                Position end = await(archive.end(log)).at();
                assertThat(end.seq()).as("end of %s in round %d", log, round).isGreaterThanOrEqualTo(each.getValue());
                assertThat(await(archive.verify(log)))
                        .as("%s in round %d", log, round)
                        .isEmpty();
                assertThat(await(archive.before(log, Long.MAX_VALUE, 1)).get(0).position())
                        .isEqualTo(end);
            }
            await(archive.close());
        }
        assertThat(confirmed).hasSize(LOGS);
    }

    /** Starts a process that appends, reads what it says for a while, and kills it in the middle of that. */
    private static void writeAndKill(Path file, Map<LogId, Long> confirmed) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int lines = 0;
            String noise = "";
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith("confirmed ") && line.endsWith(".")) {
                    String[] words = line.split(" ", -1);
                    confirmed.merge(new LogId(words[1]), Long.valueOf(words[2]), Math::max);
                    lines++;
                } else {
                    noise = line;
                }
                if (lines == CONFIRMED_BEFORE_KILL) {
                    // What it says from here until it is dead counts as well: the loop reads on to the end.
                    // By its handle, because the process itself would close the stream.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(lines)
                    .as("lines before the end; last other line: %s", noise)
                    .isGreaterThanOrEqualTo(CONFIRMED_BEFORE_KILL);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("the process has ended")
                    .isTrue();
        }
    }

    /** The process that is killed: appends to several logs at once for ever, and says each end that was confirmed. */
    static final class Writer {

        private Writer() {}

        @dev.parley.wire.Outside
        public static void main(String[] args) throws Exception {
            Archive archive = Archive.open(Path.of(args[0]), ArchiveLimits.DEFAULT);
            for (int i = 0; i < LOGS; i++) {
                LogId log = LogId.ofRoom("r" + i);
                say(archive, log, await(archive.end(log)).at(), System.out);
            }
            Thread.currentThread().join();
        }

        private static void say(Archive archive, LogId log, Position at, PrintStream out) {
            List<Entry> entries = messages(log, at, 1 + (int) (at.seq() % 5));
            var unused = archive.append(log, 0, at, entries).thenAccept(end -> {
                out.print("confirmed " + log + " " + end.seq() + " .\n");
                out.flush();
                say(archive, log, end.at(), out);
            });
        }
    }
}
