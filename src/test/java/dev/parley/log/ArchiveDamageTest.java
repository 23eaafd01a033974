package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were damaged in many places: what is read is right, or it is said that it is not. */
class ArchiveDamageTest {

    private static final int PAGE = 4_096;
    private static final int ENTRIES = 600;
    private static final LogId OTHER = LogId.ofRoom("other");
    private static final ArchiveCare AT_ONCE =
            new ArchiveCare(1_000_000, Duration.ofMillis(1), Duration.ofHours(1), Duration.ofSeconds(2));
    private static final ArchiveCare NO_CHECK =
            new ArchiveCare(1, Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(2));

    @TempDir
    private Path folder;

    private Path file;
    private final List<Entry> entries = messages(LOG, Position.START, ENTRIES);
    private final List<Entry> others = messages(OTHER, Position.START, 50);
    private byte[] whole;

    @BeforeEach
    void fill() throws Exception {
        file = folder.resolve("archive.db");
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.append(OTHER, 7, Position.START, others));
        await(archive.append(LOG, 7, entries.get(ENTRIES - 1).position(), List.of()));
        await(archive.close());
        whole = Files.readAllBytes(file);
    }

    @Test
    void shouldNeverGiveAWrongAnswerWhateverPageIsGarbage() throws Exception {
        int found = 0;
        int pages = whole.length / PAGE;
        for (int page = 1; page < pages; page++) {
            byte[] bytes = whole.clone();
            Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) 0x5a);
            found += isNoticed(bytes, "page " + page + " of " + pages);
        }
        // All but those that are free or belong to nothing but the tables of rooms and orphans, which are empty.
        assertThat(found).isGreaterThanOrEqualTo(pages - 8);
    }

    @Test
    void shouldNeverGiveAWrongAnswerWhateverBytesFlip() throws Exception {
        int noticed = 0;
        int flips = 0;
        for (int at = PAGE + 37; at < whole.length; at += 2_741) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x04;
            noticed += isNoticed(bytes, "a bit of byte " + at);
            flips++;
        }
        assertThat(noticed).as("of %d", flips).isGreaterThan(flips / 2);
    }

    @Test
    void shouldNeverGiveAWrongAnswerWhereverTheFileEnds() throws Exception {
        for (int length = whole.length - 1; length > PAGE; length -= 23_003) {
            byte[] bytes = Arrays.copyOf(whole, length);
            assertThat(isNoticed(bytes, "cut off after " + length + " bytes")).isEqualTo(1);
        }
        for (int length : List.of(1, 15, 16, 99, 100, 511, 4_095)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(openingFails()).as("of %d bytes", length).isEqualTo(Reason.DAMAGED);
        }
    }

    @Test
    void shouldBeginANewArchiveWhereThereIsNone() throws Exception {
        Files.delete(file);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(await(archive.inventory("", 10))).isEmpty();
        assertThat(await(archive.append(LOG, 7, Position.START, entries)).at())
                .isEqualTo(entries.get(ENTRIES - 1).position());
        await(archive.close());
    }

    @Test
    void shouldTellOfDamageThatNobodyReads() throws Exception {
        tamper("UPDATE entry SET json = replace(CAST(json AS TEXT), 'text 300 ', 'TEXT 300 ')"
                + " WHERE seq = 300 AND log = (SELECT key FROM log WHERE name = 'room/general')");

        assertThat(trouble(AT_ONCE))
                .hasMessageContaining("room/general")
                .hasMessageContaining("entry 300")
                .hasMessageContaining("Restore it from a backup");
    }

    @Test
    void shouldTellOfOrphansThatCannotBeRead() throws Exception {
        tamper("INSERT INTO orphan (log, seq, id, json, cut_at) VALUES ('room/general', 3, zeroblob(16), x'7b7d', 0)");

        assertThat(trouble(AT_ONCE)).hasMessageContaining("the orphans").hasMessageContaining("not hold an entry");
    }

    @Test
    void shouldTellOfDamageThatAReadOrAWriteMeets() throws Exception {
        tamper("DELETE FROM entry WHERE seq = 300 AND log = (SELECT key FROM log WHERE name = 'room/general')");
        Archive archive = open(NO_CHECK);
        CompletableFuture<ArchiveException> read = new CompletableFuture<>();
        archive.onTrouble(read::complete);
        assertThat(outcome(archive.after(LOG, 250, 100, 1 << 20))).isInstanceOf(ArchiveException.class);
        assertThat(await(read).reason()).isEqualTo(Reason.DAMAGED);
        await(archive.close());

        tamper("UPDATE log SET seq = 550 WHERE name = 'room/general'");
        archive = open(NO_CHECK);
        CompletableFuture<ArchiveException> written = new CompletableFuture<>();
        archive.onTrouble(written::complete);
        List<Entry> more = messages(LOG, entries.get(ENTRIES - 1).position(), 1);
        assertThat(outcome(archive.append(LOG, 7, entries.get(ENTRIES - 1).position(), more)))
                .isInstanceOf(ArchiveException.class);
        assertThat(await(written).reason()).isEqualTo(Reason.DAMAGED);
        await(archive.close());
    }

    @Test
    void shouldNotTakeACutForDamage() throws Exception {
        Archive archive = open(new ArchiveCare(40, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(2)));
        CompletableFuture<ArchiveException> trouble = new CompletableFuture<>();
        archive.onTrouble(trouble::complete);
        for (int round = 0; round < 40; round++) {
            Position common = entries.get(100 - round).position();
            await(archive.cut(LOG, common));
            Position at = common;
            for (int i = 0; i < 30; i++) {
                Entry entry = ArchiveEntries.entry(
                        LOG, at, ArchiveEntries.id("B", round * 100L + i), dev.parley.wire.Kind.MESSAGE, "{}");
                at = await(archive.append(LOG, 7, at, List.of(entry))).at();
            }
            assertThat(await(archive.verify(LOG))).isEmpty();
        }
        assertThat(trouble).isNotDone();
        await(archive.close());
    }

    /** Opens a file of these bytes and asks for everything; 1 if it was noticed that something is wrong. */
    private int isNoticed(byte[] bytes, String what) throws Exception {
        Files.write(file, bytes);
        Archive archive;
        try {
            archive = open(AT_ONCE);
        } catch (ArchiveException e) {
            assertThat(e.reason()).as(what).isEqualTo(Reason.DAMAGED);
            assertThat(e).as(what).hasMessageContaining("Restore it from a backup");
            return 1;
        }
        CompletableFuture<ArchiveException> trouble = new CompletableFuture<>();
        archive.onTrouble(trouble::complete);
        int refused = readEverything(archive, what);
        // Appending must not build on what is wrong.
        Position end = entries.get(ENTRIES - 1).position();
        Object appended = outcome(archive.append(LOG, 8, end, messages(LOG, end, 1)));
        boolean isNoticed = refused > 0 || appended instanceof ArchiveException || isTold(trouble);
        if (isNoticed) {
            assertThat(await(trouble).reason()).as(what).isIn(Reason.DAMAGED, Reason.IO);
        }
        outcome(archive.close());
        Files.deleteIfExists(folder.resolve("archive.db-wal"));
        Files.deleteIfExists(folder.resolve("archive.db-shm"));
        return isNoticed ? 1 : 0;
    }

    /** Every answer is the right one or a failure; returns the failures. */
    private int readEverything(Archive archive, String what) throws Exception {
        int refused = 0;
        for (Map.Entry<LogId, List<Entry>> log :
                Map.of(LOG, entries, OTHER, others).entrySet()) {
            LogId id = log.getKey();
            List<Entry> all = log.getValue();
            Position end = all.get(all.size() - 1).position();
            refused += isRefused(archive.end(id), new LogEnd(7, end), what);
            for (int from = 0; from < all.size(); from += 50) {
                List<Entry> page = all.subList(from, from + 50);
                Digest digest = page.get(49).digest();
                refused += isRefused(archive.after(id, from, 50, 1 << 20), page, what);
                refused += isRefused(archive.before(id, from + 51L, 50), page, what);
                refused += isRefused(archive.digestAt(id, from + 50L), Optional.of(digest), what);
            }
            refused += isRefused(archive.after(id, all.size(), 10, 1 << 20), List.of(), what);
        }
        Map<LogId, LogEnd> ends = Map.of(
                LOG,
                new LogEnd(7, entries.get(ENTRIES - 1).position()),
                OTHER,
                new LogEnd(7, others.get(49).position()));
        refused += isRefused(archive.inventory("", 10), ends, what);
        return refused;
    }

    private static <T> int isRefused(CompletableFuture<T> answer, T right, String what) throws Exception {
        Object outcome = outcome(answer);
        if (outcome instanceof ArchiveException e) {
            assertThat(e.reason()).as("%s: %s", what, e.getMessage()).isIn(Reason.DAMAGED, Reason.IO);
            return 1;
        }
        assertThat(outcome).as(what).isEqualTo(right);
        return 0;
    }

    /** The value, or the failure. */
    private static Object outcome(CompletableFuture<?> future) throws InterruptedException, TimeoutException {
        try {
            Object value = future.get(20, TimeUnit.SECONDS);
            return value == null ? "nothing" : value;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Whether the check in the background, which goes over so few entries at once, finds something. */
    private static boolean isTold(CompletableFuture<ArchiveException> trouble) throws Exception {
        try {
            return trouble.get(1_500, TimeUnit.MILLISECONDS) != null;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private ArchiveException trouble(ArchiveCare care) throws Exception {
        Archive archive = open(care);
        CompletableFuture<ArchiveException> trouble = new CompletableFuture<>();
        archive.onTrouble(trouble::complete);
        ArchiveException told = await(trouble);
        assertThat(told.reason()).isEqualTo(Reason.DAMAGED);
        await(archive.close());
        return told;
    }

    private Archive open(ArchiveCare care) throws ArchiveException {
        return Archive.start(ArchiveFile.open(file, 1), ArchiveLimits.DEFAULT, care);
    }

    private Reason openingFails() throws IOException {
        try {
            Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
            await(archive.close());
            throw new AssertionError("opened " + Files.size(file) + " bytes");
        } catch (ArchiveException e) {
            return e.reason();
        }
    }

    private void tamper(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqlRows.run(connection, sql);
        }
        List<Path> left = new ArrayList<>(List.of(folder.resolve("archive.db-wal"), folder.resolve("archive.db-shm")));
        for (Path each : left) {
            Files.deleteIfExists(each);
        }
    }
}
