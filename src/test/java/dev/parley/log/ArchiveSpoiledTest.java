package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Position;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with the write-ahead log when the disk has failed: nothing, until the next opening, which writes it anew. */
class ArchiveSpoiledTest {

    private static final List<Entry> ENTRIES = messages(LOG, Position.START, 20);

    /** SQLITE_IOERR_FSYNC. */
    private static final int SYNC_FAILED = 1_034;

    @TempDir
    private Path folder;

    private final ArchiveHealth health = new ArchiveHealth(Duration.ofSeconds(2));

    private Path file() {
        return folder.resolve("archive.db");
    }

    private Path log() {
        return folder.resolve("archive.db-wal");
    }

    private void failDisk() {
        SQLException failure = new SQLException("[SQLITE_IOERR_FSYNC]", null, SYNC_FAILED);
        health.writeFailed(SqlErrors.failure("writing to the archive", failure), 0);
    }

    private static ArchiveWriter fill(ArchiveFile opened, ArchiveHealth health) throws ArchiveException {
        ArchiveWriter writer = new ArchiveWriter(opened, ArchiveProjection.ALL, health);
        writer.write(List.of(new ArchiveRequest.Append(LOG, 7, Position.START, ENTRIES, 0)));
        return writer;
    }

    private void close(ArchiveFile opened, ArchiveWriter writer) throws SQLException {
        for (var reading : opened.reading()) {
            reading.close();
        }
        writer.close();
        opened.unlock();
    }

    private void assertAllThere() throws Exception {
        Archive archive = Archive.open(file(), ArchiveLimits.DEFAULT);
        assertThat(await(archive.end(LOG))).isEqualTo(new LogEnd(7, end(ENTRIES)));
        assertThat(await(archive.verify(LOG))).isEmpty();
        await(archive.close());
    }

    @Test
    void shouldMoveTheLogIntoTheFileWhenItIsClosedWell() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file(), 2);
        close(opened, fill(opened, health));

        assertThat(log()).doesNotExist();
        assertAllThere();
    }

    @Test
    void shouldLeaveFileAndLogAsTheyAreAfterTheDiskHasFailed() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file(), 2);
        ArchiveWriter writer = fill(opened, health);
        byte[] fileBefore = Files.readAllBytes(file());
        byte[] logBefore = Files.readAllBytes(log());
        assertThat(logBefore).isNotEmpty();
        failDisk();

        close(opened, writer);

        assertThat(Files.readAllBytes(log())).as("the log").isEqualTo(logBefore);
        assertThat(Files.readAllBytes(file())).as("the file").isEqualTo(fileBefore);
        assertAllThere();
    }

    @Test
    void shouldWriteALogAnewThatWasLeftBehind() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file(), 1);
        ArchiveWriter writer = fill(opened, health);
        failDisk();
        close(opened, writer);
        byte[] before = Files.readAllBytes(log());
        Object inode = Files.getAttribute(log(), "unix:ino");
        Files.writeString(folder.resolve("archive.db-wal.copy"), "of a run that was killed");

        WriteAheadLog.renew(file());

        assertThat(Files.readAllBytes(log())).isEqualTo(before);
        assertThat(Files.getAttribute(log(), "unix:ino")).as("another file").isNotEqualTo(inode);
        assertThat(folder.resolve("archive.db-wal.copy")).doesNotExist();
        assertAllThere();
    }

    /** The pages behind the last sync need not be there. */
    @Test
    void shouldKeepWhatWasConfirmedWhenTheEndOfTheLogIsLost() throws Exception {
        ArchiveFile opened = ArchiveFile.open(file(), 1);
        ArchiveWriter writer = fill(opened, health);
        long confirmed = Files.size(log());
        List<Entry> unconfirmed = messages(LOG, end(ENTRIES), 5);
        writer.write(List.of(new ArchiveRequest.Append(LOG, 7, end(ENTRIES), unconfirmed, 0)));
        failDisk();
        close(opened, writer);
        try (FileChannel channel = FileChannel.open(log(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (channel.size() - confirmed)), confirmed);
        }

        assertAllThere();
    }
}
