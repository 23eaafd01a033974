package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Outside;
import dev.parley.wire.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real process while it cuts a log: all of it was done or nothing, and nothing is lost. */
class ArchiveCutKillTest {

    private static final int ENTRIES = 20_000;
    private static final int KEPT = 5_000;

    /** Much less than a cut of so many entries writes, and then most of it. */
    private static final List<Long> KILLED_AT_BYTES = List.of(1L, 2L << 20, 8L << 20, 11L << 20, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void shouldHaveCutAllOrNothing() throws Exception {
        List<Entry> entries = messages(LOG, Position.START, ENTRIES);
        Position common = entries.get(KEPT - 1).position();
        LogEnd whole = new LogEnd(7, entries.get(ENTRIES - 1).position());
        Path master = folder.resolve("master.db");
        fill(master, entries);
        List<LogEnd> outcomes = new ArrayList<>();

        for (long bytes : KILLED_AT_BYTES) {
            Path file = folder.resolve("archive.db");
            Files.copy(master, file, StandardCopyOption.REPLACE_EXISTING);
            cutAndKill(file, common, bytes);

            Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
            LogEnd end = await(archive.end(LOG));
            outcomes.add(end);
            assertThat(end).as("end after a kill at %d bytes", bytes).isIn(whole, new LogEnd(0, common));
            assertThat(await(archive.verify(LOG))).isEmpty();
            List<Entry> all = everything(archive);
            assertThat(all)
                    .as("entries and orphans after a kill at %d bytes", bytes)
                    .isEqualTo(entries);
            assertThat(await(archive.countOrphans())).isEqualTo(ENTRIES - end.seq());
            await(archive.close());
        }
        assertThat(outcomes).as("kills in the middle of it, and after it").contains(whole, new LogEnd(0, common));
    }

    private static void fill(Path file, List<Entry> entries) throws ArchiveException {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        Position at = Position.START;
        for (int from = 0; from < entries.size(); from += 1_000) {
            at = await(archive.append(LOG, 7, at, entries.subList(from, from + 1_000)))
                    .at();
        }
        await(archive.close());
    }

    private static List<Entry> everything(Archive archive) {
        List<Entry> all = new ArrayList<>();
        List<Entry> page = await(archive.after(LOG, 0, 1_000, Integer.MAX_VALUE));
        while (!page.isEmpty()) {
            all.addAll(page);
            page = await(archive.after(LOG, all.get(all.size() - 1).seq(), 1_000, Integer.MAX_VALUE));
        }
        List<Orphan> orphans = await(archive.orphans(0, 1_000));
        while (!orphans.isEmpty()) {
            orphans.forEach(orphan -> all.add(orphan.entry()));
            orphans = await(archive.orphans(orphans.get(orphans.size() - 1).row(), 1_000));
        }
        return all;
    }

    /** Starts a process that cuts, and kills it when it has written so many bytes, or has said that it is done. */
    private static void cutAndKill(Path file, Position common, long bytes) throws IOException, InterruptedException {
        Path log = file.resolveSibling("said");
        Path walFile = file.resolveSibling(file.getFileName() + "-wal");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cutter.class.getName(),
                        file.toString(),
                        Long.toString(common.seq()),
                        common.digest().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            boolean isTime = false;
            while (!isTime) {
                String said = Files.readString(log);
                isTime = said.contains("cut.") || (said.contains("cutting.") && size(walFile) >= bytes);
                assertThat(process.isAlive())
                        .as("it goes on; it said: %s", said)
                        .isTrue();
                assertThat(System.nanoTime())
                        .as("not cut within 30 s; it said: %s", said)
                        .isLessThan(deadline);
                LockSupport.parkNanos(200_000);
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS))
                    .as("the process has ended")
                    .isTrue();
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** The process that is killed: cuts the log and then waits. */
    static final class Cutter {

        private Cutter() {}

        @Outside
        public static void main(String[] args) throws Exception {
            Archive archive = Archive.open(Path.of(args[0]), ArchiveLimits.DEFAULT);
            Position common = new Position(Long.parseLong(args[1]), dev.parley.wire.Digest.parse(args[2]));
            System.out.print("cutting.\n");
            System.out.flush();
            await(archive.cut(LOG, common));
            System.out.print("cut.\n");
            System.out.flush();
            Thread.currentThread().join();
        }
    }
}
