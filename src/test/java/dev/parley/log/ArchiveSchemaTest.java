package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of an archive: each version that was ever released has a file here for ever, and becomes the newest one. */
class ArchiveSchemaTest {

    /** SHA-256 of what was released. A line is added with each new migration, and none is ever changed: see docs/upgrades.md. */
    private static final Map<String, String> RELEASED = Map.of(
            "V1__logs.sql",
            "42a557c400dac4e0433b729c676d9b0f40e24f13828d48b0930c65e8edfced65",
            "V2__terms_and_orphans.sql",
            "e74d20517725090901674df79ae99a51a0e7bba173f24f11b948ed81355d7ca9",
            "V3__promises.sql",
            "6c69535680e93a80d0c890b96b4c7c4b32124bd75886e5cb65478ad5256a3d17");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("archive.db");
    }

    @Test
    void shouldNeverChangeAMigrationThatWasReleased() throws Exception {
        for (String migration : Migrations.FILES) {
            byte[] text = Files.readAllBytes(
                    Path.of("src/main/resources/dev/parley/log/migrations").resolve(migration));
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text));
            assertThat(RELEASED).as("see docs/upgrades.md").containsEntry(migration, hash);
        }
        assertThat(RELEASED).hasSize(Migrations.FILES.size());
    }

    @Test
    void shouldBringEveryVersionToTheTablesOfANewArchive() throws Exception {
        await(Archive.open(folder.resolve("new.db"), ArchiveLimits.DEFAULT).close());
        List<String> wanted = schema(folder.resolve("new.db"));
        for (int version = 1; version <= Migrations.FILES.size(); version++) {
            fixture(version);
            try (Connection connection = SqliteTool.reading(file)) {
                assertThat(SqlRows.number(connection, "PRAGMA user_version"))
                        .as("archive-v%d.db is of its version", version)
                        .isEqualTo(version);
            }
            await(Archive.open(file, ArchiveLimits.DEFAULT).close());

            assertThat(schema(file)).as("version %d, migrated", version).isEqualTo(wanted);
            assertThat(ArchiveAudit.of(file).faults())
                    .as("version %d, migrated", version)
                    .isEmpty();
        }
    }

    /** Made with the classes of commit 887f9f0, see {@link ArchiveFixture3}. It must stay readable for ever. */
    @Test
    void shouldReadAnArchiveOfVersion3() throws Exception {
        fixture(3);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        assertThat(await(archive.inventory("", 10))).isEqualTo(ArchiveFixture3.ends());
        assertThat(await(archive.after(LOG, 0, 100, 1 << 20))).isEqualTo(ArchiveFixture3.room());
        assertThat(await(archive.after(LogId.DIRECTORY, 0, 100, 1 << 20))).isEqualTo(ArchiveFixture3.directory());
        assertThat(await(archive.verify(LOG))).isEmpty();
        assertThat(await(archive.orphans(0, 10))).extracting(Orphan::entry).isEqualTo(ArchiveFixture3.orphans());
        assertThat(await(archive.promises())).isEqualTo(ArchiveFixture3.PROMISES);
        Position end = end(ArchiveFixture3.room());
        List<Entry> more = messages(LOG, end, 2);
        assertThat(await(archive.append(LOG, 0, end, more)).at())
                .as("it goes on")
                .isEqualTo(end(more));
        await(archive.close());
    }

    private void fixture(int version) throws Exception {
        try (var in = ArchiveSchemaTest.class.getResourceAsStream("/archive-v" + version + ".db")) {
            assertThat(in)
                    .as("archive-v%d.db is missing: see docs/upgrades.md", version)
                    .isNotNull();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<String> schema(Path archive) throws Exception {
        List<String> tables = new ArrayList<>();
        try (Connection connection = SqliteTool.reading(archive);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
