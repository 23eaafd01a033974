package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.cluster.Await;
import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, and archives of new nodes made from them. */
class ArchiveBackupTest {

    private static final BackupLabel LABEL = new BackupLabel(1_800_000_000_000L, "friends", "1.2.3");
    private static final long NOW = 1_800_000_500_000L;

    @TempDir
    private Path folder;

    private Path file;
    private Path backup;
    private Path restored;

    @BeforeEach
    void copyFixture() throws Exception {
        file = folder.resolve("archive.db");
        backup = folder.resolve("backup.db");
        restored = folder.resolve("restored.db");
        try (var in = ArchiveBackupTest.class.getResourceAsStream("/archive-v3.db")) {
            Files.copy(in, file);
        }
    }

    @Test
    void shouldHoldEverythingOfTheArchive() throws Exception {
        ArchiveBackup.Result result = ArchiveBackup.copy(file, backup, LABEL);

        assertThat(result.faults()).isEmpty();
        assertThat(result.label()).isEqualTo(LABEL);
        assertThat(result.contents().ends()).isEqualTo(ArchiveFixture3.ends());
        assertThat(result.contents().entries()).isEqualTo(9);
        assertThat(result.contents().orphans()).isEqualTo(2);
        assertThat(result.contents().newestMillis()).isEqualTo(1_700_000_000_005L);
        assertThat(ArchiveAudit.ofBackup(backup).faults()).isEmpty();
        assertThat(promises(backup)).as("as they were").isEqualTo(ArchiveFixture3.PROMISES);
        assertThat(ArchiveAudit.of(file).faults()).isEmpty();
    }

    @Test
    void shouldBeOneFileThatNothingIsBeside() throws Exception {
        Path apart = Files.createDirectory(folder.resolve("apart"));
        ArchiveBackup.copy(file, apart.resolve("backup.db"), LABEL);
        ArchiveAudit.ofBackup(apart.resolve("backup.db"));

        assertThat(apart.toFile().list()).containsExactly("backup.db");
    }

    @Test
    void shouldHoldOneMomentOfAnArchiveThatIsWritten() throws Exception {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        LogId busy = LogId.ofRoom("busy");
        AtomicLong confirmed = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            Position at = Position.START;
            while (!stop.get()) {
                List<Entry> more = messages(busy, at, 20);
                await(archive.append(busy, 7, at, more));
                at = end(more);
                confirmed.set(at.seq());
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                long before = waitFor(confirmed, confirmed.get() + 100);
                ArchiveBackup.Result result = ArchiveBackup.copy(file, folder.resolve("b" + round + ".db"), LABEL);
                long after = confirmed.get();

                assertThat(result.faults()).isEmpty();
                assertThat(result.contents().ends().get(busy).seq())
                        .as("confirmed before, and not of the future")
                        .isBetween(before, after + 20);
            }
        } finally {
            stop.set(true);
        }
        writing.get(20, java.util.concurrent.TimeUnit.SECONDS);
        await(archive.close());
    }

    /** While a backup copies, somebody reads at one moment for some time: that keeps nobody from starting, writing or stopping. */
    @Test
    void shouldLetANodeStartWriteAndStopMeanwhile() throws Exception {
        Archive before = Archive.open(file, ArchiveLimits.DEFAULT);
        Position end = end(ArchiveFixture3.room());
        List<Entry> more = messages(LOG, end, 100);
        await(before.append(LOG, 9, end, more.subList(0, 50)));
        try (Connection copying = SqliteTool.reading(file)) {
            SqlRows.run(copying, "BEGIN");
            SqlRows.number(copying, "SELECT count(*) FROM entry");
            await(before.append(LOG, 9, more.get(49).position(), more.subList(50, 60)));
            closeAnyhow(before);

            Archive after = Archive.open(file, ArchiveLimits.DEFAULT);
            await(after.append(LOG, 9, more.get(59).position(), more.subList(60, 100)));
            closeAnyhow(after);
            assertThat(SqlRows.number(copying, "SELECT count(*) FROM entry"))
                    .as("still the same moment")
                    .isEqualTo(59);
        }
        Archive again = Archive.open(file, ArchiveLimits.DEFAULT);
        assertThat(await(again.end(LOG)).at()).isEqualTo(end(more));
        await(again.close());
        assertThat(ArchiveAudit.of(file).faults()).isEmpty();
    }

    /** It may say that it could not tidy up, since somebody reads. */
    private static void closeAnyhow(Archive archive) throws Exception {
        archive.close().handle((done, failure) -> true).get(20, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static long waitFor(AtomicLong counter, long atLeast) {
        Await.until("entries on the disk", Duration.ofSeconds(60), () -> counter.get() >= atLeast, counter::get);
        return counter.get();
    }

    @Test
    void shouldKeepNothingOfAFaultyArchive() throws Exception {
        run(file, "UPDATE entry SET json = replace(json, 'text 3', 'text 4') WHERE seq = 3");

        ArchiveBackup.Result result = ArchiveBackup.copy(file, backup, LABEL);

        assertThat(result.faults()).hasSize(1).first().asString().contains("room/general: entry 3 has digest");
        assertThat(folder.toFile().list()).doesNotContain("backup.db", "backup.db-journal");
    }

    @Test
    void shouldNotWriteOverAFile() throws Exception {
        Files.writeString(backup, "mine");

        ArchiveException refusal = catchThrowableOfType(
                ArchiveException.class, () -> ArchiveBackup.copy(file, folder.resolve("nowhere/b.db"), LABEL));
        assertThat(refusal.reason()).isEqualTo(Reason.IO);
        assertThat(Files.readString(backup)).isEqualTo("mine");
    }

    @Test
    void shouldRestoreAnArchiveThatANodeCanOpen() throws Exception {
        ArchiveBackup.copy(file, backup, LABEL);

        ArchiveBackup.Result result = ArchiveBackup.restore(backup, restored, NOW);

        assertThat(result.faults()).isEmpty();
        assertThat(result.label()).isEqualTo(LABEL);
        Archive archive = Archive.open(restored, ArchiveLimits.DEFAULT);
        Map<LogId, LogEnd> ends = await(archive.inventory("", 10));
        assertThat(ends).as("with the terms that the backup had").isEqualTo(ArchiveFixture3.ends());
        assertThat(await(archive.after(LOG, 0, 100, 1 << 20))).isEqualTo(ArchiveFixture3.room());
        assertThat(await(archive.orphans(0, 10))).extracting(Orphan::entry).isEqualTo(ArchiveFixture3.orphans());
        await(archive.close());
        assertThat(SqlCount.of(restored, "SELECT count(*) FROM sqlite_schema WHERE name = 'backup'"))
                .as("it is no backup any more")
                .isZero();
    }

    @Test
    void shouldPromiseForEveryShardToTakeNothingFromLeadersOfBefore() throws Exception {
        run(file, "INSERT INTO promise VALUES (50, " + (NOW + 9) + ")");
        ArchiveBackup.copy(file, backup, LABEL);

        ArchiveBackup.restore(backup, restored, NOW);

        Map<Integer, Long> promises = promises(restored);
        assertThat(promises).hasSize(LogId.SHARDS).containsEntry(50, NOW + 9).containsEntry(3, NOW);
        promises.remove(50);
        assertThat(promises.values()).containsOnly(NOW);
    }

    @Test
    void shouldMakeTheProjectionsAnewWhenItRestores() throws Exception {
        ArchiveBackup.copy(file, backup, LABEL);
        run(backup, "DELETE FROM room");
        assertThat(ArchiveAudit.ofBackup(backup).faults()).hasSize(1);

        assertThat(ArchiveBackup.restore(backup, restored, NOW).faults()).isEmpty();
        assertThat(SqlCount.of(restored, "SELECT count(*) FROM room")).isEqualTo(2);
    }

    @Test
    void shouldRestoreNothingFromAFaultyBackup() throws Exception {
        ArchiveBackup.copy(file, backup, LABEL);
        run(backup, "DELETE FROM entry WHERE seq = 2");

        assertThat(ArchiveBackup.restore(backup, restored, NOW).faults()).isNotEmpty();
        assertThat(restored).doesNotExist();
    }

    @Test
    void shouldRefuseWhatIsNoBackup() throws Exception {
        ArchiveException plain =
                catchThrowableOfType(ArchiveException.class, () -> ArchiveBackup.restore(file, restored, NOW));
        assertThat(plain.reason()).isEqualTo(Reason.DAMAGED);
        assertThat(plain).hasMessageContaining("not a backup").hasMessageContaining("-wal");
        Files.writeString(backup, "This was never a backup of anything.");
        ArchiveException text =
                catchThrowableOfType(ArchiveException.class, () -> ArchiveBackup.restore(backup, restored, NOW));
        assertThat(text).hasMessageContaining("is not an SQLite database");
        assertThat(restored).doesNotExist();
    }

    @Test
    void shouldRefuseWhatANewerParleyWrote() throws Exception {
        ArchiveBackup.copy(file, backup, LABEL);
        run(backup, "UPDATE backup SET format = 2");
        ArchiveException format =
                catchThrowableOfType(ArchiveException.class, () -> ArchiveBackup.restore(backup, restored, NOW));
        assertThat(format.reason()).isEqualTo(Reason.NEWER);
        run(backup, "PRAGMA user_version = 99");
        ArchiveException schema =
                catchThrowableOfType(ArchiveException.class, () -> ArchiveBackup.restore(backup, restored, NOW));
        assertThat(schema.reason()).isEqualTo(Reason.NEWER);
        assertThat(restored).doesNotExist();
    }

    @Test
    void shouldBackUpAndRestoreAnArchiveOfEveryVersion() throws Exception {
        for (int version = 1; version < Migrations.FILES.size(); version++) {
            Path old = folder.resolve("v" + version + ".db");
            try (var in = ArchiveBackupTest.class.getResourceAsStream("/archive-v" + version + ".db")) {
                Files.copy(in, old);
            }
            Path copy = folder.resolve("copy" + version + ".db");
            Path again = folder.resolve("again" + version + ".db");

            assertThat(ArchiveBackup.copy(old, copy, LABEL).faults()).isEmpty();
            ArchiveBackup.Result result = ArchiveBackup.restore(copy, again, NOW);

            assertThat(result.faults()).isEmpty();
            assertThat(result.contents().entries()).isEqualTo(6);
        }
    }

    private static Map<Integer, Long> promises(Path archive) throws Exception {
        try (Connection connection = SqliteTool.reading(archive)) {
            SqlStatements statements = new SqlStatements(connection);
            Map<Integer, Long> all = ArchivePromises.all(statements);
            statements.forget();
            return all;
        }
    }

    private static void run(Path archive, String sql) throws Exception {
        try (Connection connection = SqliteTool.writing(archive)) {
            SqlRows.run(connection, sql);
        }
    }

    private static final class SqlCount {
        static long of(Path archive, String sql) throws Exception {
            try (Connection connection = SqliteTool.reading(archive)) {
                return SqlRows.number(connection, sql);
            }
        }
    }
}
