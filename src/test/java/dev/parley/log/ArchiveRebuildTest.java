package dev.parley.log;

import static dev.parley.log.ArchiveEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.log.ArchiveException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projections that were spoilt are made anew; logs never are. */
class ArchiveRebuildTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void copyFixture() throws Exception {
        file = folder.resolve("archive.db");
        try (var in = ArchiveRebuildTest.class.getResourceAsStream("/archive-v3.db")) {
            Files.copy(in, file);
        }
    }

    @Test
    void shouldMendAProjection() throws Exception {
        for (String spoil : new String[] {
            "DELETE FROM room WHERE id = 'garden'",
            "UPDATE room SET name = 'Somewhere else'",
            "INSERT INTO room VALUES ('ghost', 'Ghost', 1)"
        }) {
            run(spoil);
            assertThat(ArchiveAudit.of(file).faults()).as(spoil).hasSize(1);

            ArchiveRebuild.Result result = ArchiveRebuild.of(file);

            assertThat(result.before()).as(spoil).hasSize(1);
            assertThat(result.after().faults()).isEmpty();
            assertThat(result.after().entries()).isEqualTo(9);
            assertThat(ArchiveAudit.of(file).faults()).as("after " + spoil).isEmpty();
        }
    }

    @Test
    void shouldChangeNothingWhenTheLogsAreDamaged() throws Exception {
        run("DELETE FROM room WHERE id = 'garden'");
        run("UPDATE entry SET json = replace(json, 'text 3', 'text 4') WHERE seq = 3");

        ArchiveRebuild.Result result = ArchiveRebuild.of(file);

        assertThat(result.after().faults()).hasSize(1).first().asString().contains("entry 3");
        assertThat(ArchiveAudit.of(file).faults()).as("the projection, too").hasSize(2);
    }

    @Test
    void shouldChangeNothingWhenAnEntryCannotBeRead() throws Exception {
        run("DELETE FROM room WHERE id = 'garden'");
        run("UPDATE entry SET json = 'rubbish' WHERE seq = 2 AND log = (SELECT key FROM log WHERE name = 'directory')");

        ArchiveRebuild.Result result = ArchiveRebuild.of(file);

        assertThat(result.after().faults()).isNotEmpty();
        assertThat(ArchiveAudit.of(file).faults()).hasSizeGreaterThan(1);
    }

    @Test
    void shouldLeaveANodesArchiveAlone() throws Exception {
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);

        ArchiveException refusal = catchThrowableOfType(ArchiveException.class, () -> ArchiveRebuild.of(file));

        assertThat(refusal.reason()).isEqualTo(Reason.IN_USE);
        await(archive.close());
    }

    private void run(String sql) throws Exception {
        try (Connection connection = SqliteTool.writing(file)) {
            SqlRows.run(connection, sql);
        }
    }
}
