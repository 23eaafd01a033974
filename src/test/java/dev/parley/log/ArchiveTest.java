package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.entry;
import static dev.parley.log.ArchiveEntries.failure;
import static dev.parley.log.ArchiveEntries.id;
import static dev.parley.log.ArchiveEntries.message;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive stores, refuses and finds. */
class ArchiveTest {

    private static final LogId OTHER = LogId.ofRoom("other");

    @TempDir
    private Path folder;

    private Path file;
    private Archive archive;

    @BeforeEach
    void open() throws ArchiveException {
        file = folder.resolve("archive.db");
        archive = Archive.open(file, ArchiveLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        await(archive.close());
    }

    @Test
    void shouldGiveBackWhatWasAppended() {
        List<Entry> entries = messages(LOG, Position.START, 5);

        assertThat(await(archive.append(LOG, 0, Position.START, entries)).at()).isEqualTo(end(entries));

        assertThat(await(archive.after(LOG, 0, 100, 100_000))).isEqualTo(entries);
        assertThat(await(archive.end(LOG)).at()).isEqualTo(end(entries));
        assertThat(await(archive.digestAt(LOG, 3))).contains(entries.get(2).digest());
        assertThat(await(archive.digestAt(LOG, 6))).isEmpty();
        assertThat(await(archive.end(OTHER)).at()).isEqualTo(Position.START);
        assertThat(await(archive.after(OTHER, 0, 100, 100_000))).isEmpty();
    }

    @Test
    void shouldHaveEverythingAfterReopening() throws ArchiveException {
        List<Entry> first = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 0, Position.START, first));
        await(archive.close());

        archive = Archive.open(file, ArchiveLimits.DEFAULT);
        List<Entry> second = messages(LOG, end(first), 2);
        assertThat(await(archive.append(LOG, 0, end(first), second)).at()).isEqualTo(end(second));

        assertThat(await(archive.after(LOG, 0, 100, 100_000))).hasSize(5).endsWith(second.get(1));
        assertThat(await(archive.verify(LOG))).isEmpty();
    }

    @Test
    void shouldLeaveOneFileAndItsLockWhenClosed() {
        await(archive.append(LOG, 0, Position.START, messages(LOG, Position.START, 3)));

        await(archive.close());

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("archive.db", "archive.db.lock");
    }

    @Test
    void shouldTakeTheSameAppendAgain() {
        List<Entry> entries = messages(LOG, Position.START, 4);
        await(archive.append(LOG, 0, Position.START, entries));

        assertThat(await(archive.append(LOG, 0, Position.START, entries)).at()).isEqualTo(end(entries));
        // Overlapping: two known, two new.
        List<Entry> more = messages(LOG, end(entries), 2);
        List<Entry> overlap = new ArrayList<>(entries.subList(2, 4));
        overlap.addAll(more);
        assertThat(await(archive.append(LOG, 0, entries.get(1).position(), overlap))
                        .at())
                .isEqualTo(end(more));

        assertThat(await(archive.after(LOG, 0, 100, 100_000))).hasSize(6);
    }

    @Test
    void shouldRefuseAnotherHistory() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 0, Position.START, entries));
        Position second = entries.get(1).position();
        Entry otherThird = message(LOG, second, "something else");
        Entry afterOther = message(LOG, otherThird.position(), "and on");

        assertThat(failure(archive.append(LOG, 0, second, List.of(otherThird))).reason())
                .isEqualTo(Reason.CONFLICT);
        ArchiveException atEnd = failure(archive.append(LOG, 0, otherThird.position(), List.of(afterOther)));
        assertThat(atEnd.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(atEnd).hasMessageContaining(entries.get(2).position().toString());
        // Known numbers only, but the position before them is of another history.
        Position forged = new Position(1, otherThird.digest());
        assertThat(failure(archive.append(LOG, 0, forged, entries.subList(1, 3)))
                        .reason())
                .isEqualTo(Reason.CONFLICT);

        assertThat(await(archive.after(LOG, 0, 100, 100_000))).isEqualTo(entries);
    }

    @Test
    void shouldRefuseAHole() {
        List<Entry> entries = messages(LOG, Position.START, 5);
        await(archive.append(LOG, 0, Position.START, entries.subList(0, 2)));

        ArchiveException hole = failure(archive.append(LOG, 0, entries.get(3).position(), entries.subList(4, 5)));

        assertThat(hole.reason()).isEqualTo(Reason.HOLE);
        assertThat(hole).hasMessageContaining(entries.get(1).position().toString());
        assertThat(failure(archive.append(OTHER, 0, entries.get(3).position(), entries.subList(4, 5)))
                        .reason())
                .isEqualTo(Reason.HOLE);
        assertThat(await(archive.inventory("", 10))).containsOnlyKeys(LOG);
        assertThatThrownBy(() -> archive.append(LOG, 0, Position.START, entries.subList(2, 4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseAnIdThatIsAnEntryAlreadyAndKeepNothingOfThatAppend() {
        List<Entry> entries = messages(LOG, Position.START, 2);
        await(archive.append(LOG, 0, Position.START, entries));
        Entry third = message(LOG, end(entries), "new");
        Entry again = entry(LOG, third.position(), id("A", 1), Kind.MESSAGE, "{\"text\":\"again\"}");

        ArchiveException conflict = failure(archive.append(LOG, 0, end(entries), List.of(third, again)));

        assertThat(conflict.reason()).isEqualTo(Reason.CONFLICT);
        assertThat(conflict).hasMessageContaining("is entry 1 already");
        assertThat(await(archive.after(LOG, 0, 100, 100_000))).isEqualTo(entries);
        assertThat(await(archive.append(LOG, 0, end(entries), List.of(third))).at())
                .isEqualTo(third.position());
        assertThat(await(archive.verify(LOG))).isEmpty();
        // The same id in another log is another thing.
        await(archive.append(OTHER, 0, Position.START, messages(OTHER, Position.START, 1)));
    }

    @Test
    void shouldRefuseAnIdTwiceInTheFirstAppendOfALog() {
        Entry first = message(LOG, Position.START, "one");
        Entry twice = entry(LOG, first.position(), first.id(), Kind.MESSAGE, "{}");

        assertThat(failure(archive.append(LOG, 0, Position.START, List.of(first, twice)))
                        .reason())
                .isEqualTo(Reason.CONFLICT);

        assertThat(await(archive.inventory("", 10))).isEmpty();
        assertThat(await(archive.append(LOG, 0, Position.START, List.of(first))).at())
                .isEqualTo(first.position());
    }

    @Test
    void shouldReadForwardsWithinCountAndBytes() {
        List<Entry> entries = messages(LOG, Position.START, 10);
        await(archive.append(LOG, 0, Position.START, entries));
        int size = entries.get(0).json().size();

        assertThat(await(archive.after(LOG, 4, 3, 100_000))).isEqualTo(entries.subList(4, 7));
        assertThat(await(archive.after(LOG, 4, 100, 2 * size))).isEqualTo(entries.subList(4, 6));
        assertThat(await(archive.after(LOG, 4, 100, 1))).isEqualTo(entries.subList(4, 5));
        assertThat(await(archive.after(LOG, 10, 100, 1))).isEmpty();
        assertThatThrownBy(() -> archive.after(LOG, 0, 1_001, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadBackwards() {
        List<Entry> entries = messages(LOG, Position.START, 10);
        await(archive.append(LOG, 0, Position.START, entries));

        assertThat(await(archive.before(LOG, Long.MAX_VALUE, 3))).isEqualTo(entries.subList(7, 10));
        assertThat(await(archive.before(LOG, 3, 5))).isEqualTo(entries.subList(0, 2));
        assertThat(await(archive.before(LOG, 1, 5))).isEmpty();
    }

    @Test
    void shouldTellTheEndsOfLogsInTheOrderOfNames() {
        LogId third = LogId.ofRoom("a");
        for (LogId log : List.of(LOG, OTHER, third)) {
            await(archive.append(log, 0, Position.START, messages(log, Position.START, 2)));
        }
        Position end = end(messages(OTHER, Position.START, 2));

        assertThat(await(archive.inventory("", 2)).keySet()).containsExactly(third, LOG);
        assertThat(await(archive.inventory(LOG.value(), 2))).isEqualTo(Map.of(OTHER, new LogEnd(0, end)));
        assertThat(await(archive.ends(List.of(OTHER, LogId.DIRECTORY))))
                .isEqualTo(Map.of(OTHER, new LogEnd(0, end), LogId.DIRECTORY, LogEnd.START));
    }

    @Test
    void shouldFindEntriesById() {
        List<Entry> entries = messages(LOG, Position.START, 10);
        await(archive.append(LOG, 0, Position.START, entries));

        assertThat(await(archive.find(LOG, List.of(id("A", 3), id("B", 3), id("A", 9)))))
                .isEqualTo(Map.of(id("A", 3), entries.get(2), id("A", 9), entries.get(8)));
        assertThat(await(archive.find(OTHER, List.of(id("A", 3))))).isEmpty();
    }

    @Test
    void shouldWriteWhatIsQueuedBeforeItCloses() throws ArchiveException {
        List<CompletableFuture<LogEnd>> appends = new ArrayList<>();
        Position at = Position.START;
        for (int i = 0; i < 200; i++) {
            Entry entry = message(LOG, at, "n" + i);
            appends.add(archive.append(LOG, 0, at, List.of(entry)));
            at = entry.position();
        }
        CompletableFuture<Void> closed = archive.close();

        ArchiveException late = failure(archive.append(LOG, 0, at, messages(LOG, at, 1)));
        assertThat(late.reason()).isEqualTo(Reason.CLOSED);
        await(closed);
        assertThat(failure(archive.end(LOG)).reason()).isEqualTo(Reason.CLOSED);
        assertThat(appends).allSatisfy(append -> assertThat(append).isCompleted());
        archive = Archive.open(file, ArchiveLimits.DEFAULT);
        assertThat(await(archive.end(LOG)).at()).isEqualTo(at);
    }

    @Test
    void shouldFindTheFirstFaultOfALog() throws Exception {
        List<Entry> entries = messages(LOG, Position.START, 2_500);
        await(archive.append(LOG, 0, Position.START, entries));
        await(archive.append(OTHER, 0, Position.START, messages(OTHER, Position.START, 3)));
        assertThat(await(archive.verify(LOG))).isEmpty();
        assertThat(await(archive.verify(LogId.DIRECTORY))).isEmpty();

        String key = "log = (SELECT key FROM log WHERE name = 'room/general')";
        tamper("UPDATE entry SET json = replace(CAST(json AS TEXT), 'text 2100 ', 'TEXT 2100 ') WHERE " + key);
        assertThat(await(archive.verify(LOG)).orElseThrow()).contains("room/general", "entry 2100", "digest");

        tamper("DELETE FROM entry WHERE seq = 1500 AND " + key);
        assertThat(await(archive.verify(LOG)).orElseThrow()).contains("entry 1500 is missing");

        tamper("UPDATE entry SET id = zeroblob(16) WHERE seq = 1200 AND " + key);
        assertThat(await(archive.verify(LOG)).orElseThrow()).contains("entry 1200", "another id");

        tamper("UPDATE entry SET json = x'7b7d' WHERE seq = 700 AND " + key);
        assertThat(await(archive.verify(LOG)).orElseThrow()).contains("does not hold an entry");

        tamper("DELETE FROM entry WHERE seq > 500 AND " + key);
        assertThat(await(archive.verify(LOG)).orElseThrow()).contains("its end is noted as 2500", "end at 500");
        assertThat(await(archive.verify(OTHER))).isEmpty();
    }

    private void tamper(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqlRows.run(connection, sql);
        }
    }
}
