package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.failure;
import static dev.parley.log.ArchiveEntries.message;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which leader's history a copy of a log is noted to hold. */
class ArchiveTermTest {

    private static final LogId OTHER = LogId.ofRoom("other");

    @TempDir
    private Path folder;

    private Archive archive;

    @BeforeEach
    void open() throws ArchiveException {
        archive = Archive.open(folder.resolve("archive.db"), ArchiveLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        await(archive.close());
    }

    @Test
    void shouldKeepPromisesOverAReopening() throws ArchiveException {
        await(archive.promise(Map.of(3, 70L, 5, 50L)));
        await(archive.promise(Map.of(3, 60L, 7, 71L)));

        await(archive.close());
        open();
        assertThat(await(archive.promises()))
                .as("an older term changes nothing")
                .isEqualTo(Map.of(3, 70L, 5, 50L, 7, 71L));
    }

    @Test
    void shouldKeepTheNewestTermWithTheEntries() throws ArchiveException {
        List<Entry> entries = messages(LOG, Position.START, 4);

        assertThat(await(archive.append(LOG, 7, Position.START, entries.subList(0, 2))))
                .isEqualTo(new LogEnd(7, entries.get(1).position()));
        // An older leader's entries, brought by a repair, say nothing new of whose history it is.
        assertThat(await(archive.append(LOG, 5, entries.get(1).position(), entries.subList(2, 3))))
                .isEqualTo(new LogEnd(7, entries.get(2).position()));
        assertThat(await(archive.append(LOG, 0, entries.get(2).position(), entries.subList(3, 4))))
                .isEqualTo(new LogEnd(7, end(entries)));

        await(archive.close());
        open();
        assertThat(await(archive.end(LOG))).isEqualTo(new LogEnd(7, end(entries)));
        assertThat(await(archive.inventory("", 10))).isEqualTo(Map.of(LOG, new LogEnd(7, end(entries))));
        assertThat(await(archive.ends(List.of(LOG, OTHER))))
                .isEqualTo(Map.of(LOG, new LogEnd(7, end(entries)), OTHER, LogEnd.START));
    }

    @Test
    void shouldRaiseTheTermOfEntriesThatAreThereAlready() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries));

        assertThat(await(archive.append(LOG, 9, Position.START, entries))).isEqualTo(new LogEnd(9, end(entries)));

        assertThat(await(archive.end(LOG)).term()).isEqualTo(9);
    }

    @Test
    void shouldRecordATermWithoutEntries() {
        List<Entry> entries = messages(LOG, Position.START, 2);
        await(archive.append(LOG, 7, Position.START, entries));

        assertThat(await(archive.append(LOG, 8, end(entries), List.of()))).isEqualTo(new LogEnd(8, end(entries)));
        assertThat(await(archive.append(OTHER, 8, Position.START, List.of()))).isEqualTo(new LogEnd(8, Position.START));

        assertThat(await(archive.end(LOG))).isEqualTo(new LogEnd(8, end(entries)));
        assertThat(await(archive.end(OTHER))).isEqualTo(new LogEnd(8, Position.START));
        assertThat(await(archive.inventory("", 10))).containsOnlyKeys(LOG);
        assertThat(await(archive.verify(OTHER))).isEmpty();
        List<Entry> first = messages(OTHER, Position.START, 1);
        assertThat(await(archive.append(OTHER, 0, Position.START, first))).isEqualTo(new LogEnd(8, end(first)));
    }

    @Test
    void shouldRecordNoTermWhereTheLogDoesNotEndThere() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries.subList(0, 2)));

        assertThat(failure(archive.append(LOG, 9, entries.get(0).position(), List.of()))
                        .reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(failure(archive.append(LOG, 9, Position.START, List.of())).reason())
                .isEqualTo(Reason.CONFLICT);
        assertThat(failure(archive.append(LOG, 9, end(entries), List.of())).reason())
                .isEqualTo(Reason.HOLE);
        Entry elsewhere = message(LOG, entries.get(1).position(), "of another history");
        Position forged = new Position(2, elsewhere.digest());
        assertThat(failure(archive.append(LOG, 9, forged, List.of(elsewhere))).reason())
                .isEqualTo(Reason.CONFLICT);

        assertThat(await(archive.end(LOG)))
                .isEqualTo(new LogEnd(7, entries.get(1).position()));
        assertThatThrownBy(() -> archive.append(LOG, -1, Position.START, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWriteNothingWhenNothingChanges() throws Exception {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries));
        Path walFile = folder.resolve("archive.db-wal");
        long before = Files.size(walFile);

        assertThat(await(archive.append(LOG, 7, end(entries), List.of())).term())
                .isEqualTo(7);
        assertThat(await(archive.append(LOG, 0, end(entries), List.of())).term())
                .isEqualTo(7);
        assertThat(await(archive.append(LOG, 6, Position.START, entries)).term())
                .isEqualTo(7);
        assertThat(await(archive.append(OTHER, 0, Position.START, List.of()))).isEqualTo(LogEnd.START);

        assertThat(Files.size(walFile)).isEqualTo(before);
        await(archive.append(LOG, 8, end(entries), List.of()));
        assertThat(Files.size(walFile)).isGreaterThan(before);
    }
}
