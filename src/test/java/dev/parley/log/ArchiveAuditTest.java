package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.entry;
import static dev.parley.log.ArchiveEntries.id;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thorough look at a file that nobody uses. */
class ArchiveAuditTest {

    private static final LogId OTHER = LogId.ofRoom("other");
    private static final String KEY = "log = (SELECT key FROM log WHERE name = 'room/general')";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void fill() throws ArchiveException {
        file = folder.resolve("archive.db");
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        List<Entry> entries = messages(LOG, Position.START, 500);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.append(OTHER, 7, Position.START, messages(OTHER, Position.START, 20)));
        await(archive.cut(OTHER, messages(OTHER, Position.START, 15).get(14).position()));
        String body = "{\"room\":\"garden\",\"name\":\"The Garden\"}";
        Entry room = entry(LogId.DIRECTORY, Position.START, id("D", 1), Kind.ROOM_CREATED, body);
        await(archive.append(LogId.DIRECTORY, 7, Position.START, List.of(room)));
        await(archive.append(LogId.ofRoom("empty"), 7, Position.START, List.of()));
        await(archive.close());
    }

    @Test
    void shouldFindNothingInASoundArchiveAndChangeNothing() throws Exception {
        byte[] before = Files.readAllBytes(file);

        ArchiveAudit.Report report = ArchiveAudit.of(file);

        assertThat(report.faults()).isEmpty();
        assertThat(report.logs()).isEqualTo(4);
        assertThat(report.entries()).isEqualTo(516);
        assertThat(report.orphans()).isEqualTo(5);
        assertThat(report.bytes()).isBetween(516L * 150, 516L * 400);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("archive.db", "archive.db.lock");
    }

    @Test
    void shouldFindEachSortOfFault() throws Exception {
        assertThat(faultAfter(
                        "UPDATE entry SET json = replace(CAST(json AS TEXT), 'text 300 ', 'TEXT 300 ') WHERE " + KEY))
                .contains("room/general: entry 300", "digest");
        assertThat(faultAfter("DELETE FROM entry WHERE seq = 200 AND " + KEY)).contains("entry 200 is missing");
        assertThat(faultAfter("UPDATE entry SET id = zeroblob(16) WHERE seq = 100 AND " + KEY))
                .contains("entry 100", "another id");
        assertThat(faultAfter("UPDATE entry SET json = x'7b7d' WHERE seq = 90 AND " + KEY))
                .contains("after entry 89", "does not hold an entry");
        assertThat(faultAfter("UPDATE log SET seq = 499 WHERE name = 'room/general'"))
                .contains("its end is noted as 499", "end at 500");
        assertThat(faultAfter("UPDATE log SET name = 'room/' WHERE name = 'room/empty'"))
                .contains("not a log: room/");
        assertThat(faultAfter("PRAGMA foreign_keys = OFF; DELETE FROM log WHERE name = 'room/other'"))
                .contains("15 entries belong to no log");
        assertThat(faultAfter("UPDATE room SET name = 'Another'"))
                .contains(
                        "the table of rooms has garden \"Another\" of entry 1", "say garden \"The Garden\" of entry 1");
        assertThat(faultAfter("DELETE FROM room")).contains("the table of rooms has nothing more", "The Garden");
        assertThat(faultAfter("UPDATE orphan SET json = x'7b7d' WHERE seq = 17"))
                .contains("the orphans");
        assertThat(faultAfter("UPDATE orphan SET seq = 99 WHERE seq = 17")).contains("orphan 2 is filed under another");
    }

    @Test
    void shouldTellOfEveryLogThatIsFaulty() throws Exception {
        tamper("DELETE FROM entry WHERE seq = 10 AND log IN (SELECT key FROM log WHERE name LIKE 'room/%')");

        assertThat(ArchiveAudit.of(file).faults()).hasSize(2).allMatch(fault -> fault.contains("entry 10 is missing"));
    }

    @Test
    void shouldGoOnAfterAPageThatCannotBeRead() throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        int faulty = 0;
        for (int at = 4_096; at < bytes.length; at += 4_096) {
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, at, at + 4_096, (byte) 0x5a);
            Files.write(file, damaged);
            faulty += ArchiveAudit.of(file).faults().isEmpty() ? 0 : 1;
        }
        assertThat(faulty).as("of %d pages", bytes.length / 4_096 - 1).isEqualTo(bytes.length / 4_096 - 1);
    }

    @Test
    void shouldRefuseAnArchiveThatIsInUse() throws Exception {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(() -> ArchiveAudit.of(file))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
        await(archive.close());
        assertThat(ArchiveAudit.of(file).faults()).isEmpty();
    }

    @Test
    void shouldLookAtAnArchiveOfVersion1AsItIs() throws Exception {
        try (var in = ArchiveAuditTest.class.getResourceAsStream("/archive-v1.db")) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        byte[] before = Files.readAllBytes(file);

        ArchiveAudit.Report report = ArchiveAudit.of(file);

        assertThat(report.faults()).isEmpty();
        assertThat(report.entries()).isEqualTo(6);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** The only fault after one change to a sound file, which is put back. */
    private String faultAfter(String sql) throws Exception {
        byte[] sound = Files.readAllBytes(file);
        tamper(sql);
        List<String> faults = ArchiveAudit.of(file).faults();
        Files.write(file, sound);
        assertThat(faults).as(sql).isNotEmpty();
        return String.join(" | ", faults);
    }

    private void tamper(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqlRows.run(connection, "PRAGMA journal_mode = DELETE");
            SqlRows.run(connection, sql);
            SqlRows.run(connection, "PRAGMA journal_mode = WAL");
        }
        Files.deleteIfExists(folder.resolve("archive.db-wal"));
        Files.deleteIfExists(folder.resolve("archive.db-shm"));
    }
}
