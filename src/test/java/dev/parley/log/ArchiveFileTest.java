package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.entry;
import static dev.parley.log.ArchiveEntries.failure;
import static dev.parley.log.ArchiveEntries.id;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening: what is accepted as an archive, and what happens when the disk refuses. */
class ArchiveFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("archive.db");
    }

    @Test
    void shouldRefuseASecondOpening() throws ArchiveException {
        Archive first = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(refusal().reason()).isEqualTo(Reason.IN_USE);

        await(first.close());
        await(Archive.open(file, ArchiveLimits.DEFAULT).close());
    }

    @Test
    void shouldRefuseWhatIsNotAnArchive() throws Exception {
        Files.writeString(file, "These are not the logs you are looking for.");
        assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);

        Files.writeString(file, "short");
        assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);

        Files.delete(file);
        run("CREATE TABLE somebody (elses TEXT)");
        byte[] before = Files.readAllBytes(file);
        assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
        assertThat(Files.readAllBytes(file)).as("not touched").isEqualTo(before);
    }

    @Test
    void shouldRefuseAFileThatWasCutOff() throws Exception {
        fill(2_000);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThat(refusal().reason()).isEqualTo(Reason.DAMAGED);
    }

    @Test
    void shouldReportDamageThatOnlyReadingFinds() throws Exception {
        fill(2_000);
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 40 * 4_096, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(failure(archive.after(LOG, 0, 1_000, 1 << 20)).reason()).isEqualTo(Reason.DAMAGED);

        // The same connection, once more: it is usable after a failure.
        assertThat(failure(archive.after(LOG, 0, 1_000, 1 << 20)).reason()).isEqualTo(Reason.DAMAGED);
        assertThat(await(archive.after(LOG, 0, 1, 1 << 20))).hasSize(1);
        await(archive.close());
    }

    @Test
    void shouldRefuseAFileOfANewerVersion() throws Exception {
        fill(1);
        run("PRAGMA user_version = 99");

        ArchiveException refusal = refusal();

        assertThat(refusal.reason()).isEqualTo(Reason.NEWER);
        assertThat(refusal).hasMessageContaining("version 99").hasMessageContaining("start the newer Parley");
    }

    @Test
    void shouldKnowEveryMigrationFile() throws Exception {
        Path migrations = Path.of("src/main/resources/dev/parley/log/migrations");
        try (Stream<Path> files = Files.list(migrations)) {
            assertThat(files.map(each -> each.getFileName().toString()).sorted())
                    .isEqualTo(Migrations.FILES);
        }
        for (int version = 1; version <= Migrations.FILES.size(); version++) {
            assertThat(Migrations.FILES.get(version - 1)).startsWith("V" + version + "__");
        }
    }

    /** The file was made by the first build that had version 1: {@link ArchiveFixture}. It must stay readable for ever. */
    @Test
    void shouldReadAnArchiveOfVersion1() throws Exception {
        try (var in = ArchiveFileTest.class.getResourceAsStream("/archive-v1.db")) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(await(archive.inventory("", 10))).isEqualTo(ArchiveFixture.ends());
        for (LogId log : ArchiveFixture.ends().keySet()) {
            assertThat(await(archive.after(log, 0, 100, 1 << 20))).isEqualTo(ArchiveFixture.entries(log));
            assertThat(await(archive.verify(log))).isEmpty();
        }
        assertThat(await(archive.find(LOG, List.of(id("A", 2))))).hasSize(1);
        assertThat(rooms()).containsExactly("garden=The Garden@1");
        Position end = end(ArchiveFixture.entries(LOG));
        List<Entry> more = messages(LOG, end, 2);
        assertThat(await(archive.append(LOG, 0, end, more)).at()).isEqualTo(end(more));
        await(archive.close());
    }

    /** The file was made by the first build that had version 2. It must stay readable for ever. */
    @Test
    void shouldReadAnArchiveOfVersion2() throws Exception {
        try (var in = ArchiveFileTest.class.getResourceAsStream("/archive-v2.db")) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(await(archive.inventory("", 10))).isEqualTo(ArchiveFixture.endsWithTerms());
        for (LogId log : ArchiveFixture.ends().keySet()) {
            assertThat(await(archive.after(log, 0, 100, 1 << 20))).isEqualTo(ArchiveFixture.entries(log));
            assertThat(await(archive.verify(log))).isEmpty();
        }
        assertThat(await(archive.orphans(0, 10))).extracting(Orphan::entry).isEqualTo(ArchiveFixture.orphans());
        assertThat(rooms()).containsExactly("garden=The Garden@1");
        await(archive.close());
    }

    @Test
    void shouldLeaveNoNativeLibraryBehind() throws Exception {
        Files.createDirectories(folder.resolve("archive.db.native"));
        Files.writeString(folder.resolve("archive.db.native/left-by-a-crash.so"), "x");

        fill(1);

        assertThat(folder.resolve("archive.db.native")).doesNotExist();
        assertThat(System.getProperty("org.sqlite.tmpdir")).isNull();
    }

    @Test
    void shouldFailAppendsOnAFullDiskAndGoOnWhenThereIsRoomAgain() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file, 1);
        Connection writing = opened.writing();
        Archive archive = Archive.start(opened, ArchiveLimits.DEFAULT, ArchiveCare.DEFAULT);
        LogId other = LogId.ofRoom("other");
        List<Entry> entries = messages(LOG, Position.START, 1_000);
        await(archive.append(LOG, 0, Position.START, entries.subList(0, 10)));
        // SQLite behaves at this limit as it does on a full disk.
        long pages = SqlRows.number(writing, "PRAGMA page_count");
        SqlRows.number(writing, "PRAGMA max_page_count = " + (pages + 2));

        ArchiveException full = failure(archive.append(LOG, 0, entries.get(9).position(), entries.subList(10, 1_000)));

        assertThat(full.reason()).isEqualTo(Reason.IO);
        assertThat(full).hasMessageContaining("disk is full");
        assertThat(archive.backlogBytes()).isZero();
        assertThat(await(archive.end(LOG)).at()).isEqualTo(entries.get(9).position());
        assertThat(await(archive.append(other, 0, Position.START, messages(other, Position.START, 1)))
                        .at()
                        .seq())
                .isEqualTo(1);

        SqlRows.number(writing, "PRAGMA max_page_count = 1000000");
        assertThat(await(archive.append(LOG, 0, entries.get(9).position(), entries.subList(10, 1_000)))
                        .at())
                .isEqualTo(end(entries));
        assertThat(await(archive.verify(LOG))).isEmpty();
        await(archive.close());
    }

    @Test
    void shouldConfirmNothingWhenTheCommitFails() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file, 1);
        Archive archive = Archive.start(opened, ArchiveLimits.DEFAULT, ArchiveCare.DEFAULT);
        List<Entry> entries = messages(LOG, Position.START, 3);
        Position first = entries.get(0).position();
        await(archive.append(LOG, 0, Position.START, entries.subList(0, 1)));
        // A rule that is looked at in the commit, and not before.
        run("CREATE TABLE veto (log INTEGER REFERENCES log (key) DEFERRABLE INITIALLY DEFERRED);"
                + "CREATE TRIGGER forbid AFTER INSERT ON entry BEGIN INSERT INTO veto VALUES (-1); END");

        assertThat(failure(archive.append(LOG, 0, first, entries.subList(1, 2))).reason())
                .isEqualTo(Reason.IO);

        assertThat(await(archive.end(LOG)).at()).isEqualTo(first);
        run("DROP TRIGGER forbid");
        assertThat(await(archive.append(LOG, 0, first, entries.subList(1, 3))).at())
                .isEqualTo(end(entries));
        assertThat(await(archive.verify(LOG))).isEmpty();
        await(archive.close());
    }

    @Test
    void shouldKnowTheRoomsOfTheDirectoryAndBeAbleToRebuildThem() throws Exception {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        Position at = Position.START;
        List<String> bodies = List.of(
                "{\"room\":\"garden\",\"name\":\"The \\\"Garden\\\"\"}",
                "{\"room\":\"garden\",\"name\":\"Late\"}",
                "{\"room\":7,\"name\":\"x\"}",
                "{\"room\":",
                "{\"room\":\"attic\",\"name\":\"Attic\"}");
        for (String body : bodies) {
            Entry next = entry(LogId.DIRECTORY, at, id("A", at.seq() + 1), Kind.ROOM_CREATED, body);
            at = await(archive.append(LogId.DIRECTORY, 0, at, List.of(next))).at();
        }
        Entry elsewhere = entry(
                LOG,
                Position.START,
                id("A", 1),
                Kind.ROOM_CREATED,
                bodies.get(0).replace("garden", "no"));
        await(archive.append(LOG, 0, Position.START, List.of(elsewhere)));
        List<String> expected = List.of("attic=Attic@5", "garden=The \"Garden\"@1");
        assertThat(rooms()).isEqualTo(expected);

        run("DELETE FROM room WHERE id = 'attic'; UPDATE room SET name = 'wrong'");
        assertThat(await(archive.rebuildProjections())).isEqualTo(5);

        assertThat(rooms()).isEqualTo(expected);
        await(archive.close());
    }

    private ArchiveException refusal() {
        ArchiveException[] caught = new ArchiveException[1];
        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(() -> Archive.open(file, ArchiveLimits.DEFAULT))
                .satisfies(e -> caught[0] = e);
        return caught[0];
    }

    private void fill(int entries) throws ArchiveException {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        await(archive.append(LOG, 0, Position.START, messages(LOG, Position.START, entries)));
        await(archive.close());
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqlRows.run(connection, sql);
        }
    }

    private List<String> rooms() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT id || '=' || name || '@' || created_seq FROM room ORDER BY id")) {
            List<String> found = new java.util.ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
