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
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking the end off a log, and what becomes of it. */
class ArchiveCutTest {

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
    void shouldKeepWhatIsCutAsOrphans() throws ArchiveException {
        List<Entry> entries = messages(LOG, Position.START, 5);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.append(OTHER, 7, Position.START, messages(OTHER, Position.START, 3)));
        Position common = entries.get(1).position();

        assertThat(await(archive.cut(LOG, common))).isEqualTo(3);

        assertThat(await(archive.end(LOG))).isEqualTo(new LogEnd(0, common));
        assertThat(await(archive.after(LOG, 0, 10, 1 << 20))).isEqualTo(entries.subList(0, 2));
        assertThat(await(archive.verify(LOG))).isEmpty();
        assertThat(await(archive.find(LOG, List.of(id("A", 4))))).isEmpty();
        assertThat(await(archive.end(OTHER)).term()).isEqualTo(7);
        await(archive.close());
        open();
        assertThat(await(archive.countOrphans())).isEqualTo(3);
        List<Orphan> orphans = await(archive.orphans(0, 10));
        assertThat(orphans).extracting(Orphan::entry).isEqualTo(entries.subList(2, 5));
        assertThat(orphans).extracting(Orphan::log).containsOnly(LOG);
        assertThat(orphans).extracting(Orphan::row).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldTakeEntriesAgainAfterACut() {
        List<Entry> entries = messages(LOG, Position.START, 4);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.cut(LOG, entries.get(1).position()));

        // The cluster's history has another entry 3, and then the one that was cut, under another number.
        Entry third = entry(LOG, entries.get(1).position(), id("B", 3), Kind.MESSAGE, "{\"text\":\"theirs\"}");
        Entry fourth = entry(LOG, third.position(), entries.get(2).id(), Kind.MESSAGE, "{\"text\":\"back again\"}");
        List<Entry> theirs = List.of(third, fourth);

        assertThat(await(archive.append(LOG, 9, entries.get(1).position(), theirs)))
                .isEqualTo(new LogEnd(9, end(theirs)));
        assertThat(await(archive.find(LOG, List.of(entries.get(2).id())))).containsValue(fourth);
        assertThat(await(archive.verify(LOG))).isEmpty();
        assertThat(await(archive.countOrphans())).isEqualTo(2);
    }

    @Test
    void shouldCutAWholeLog() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries));

        assertThat(await(archive.cut(LOG, Position.START))).isEqualTo(3);

        assertThat(await(archive.end(LOG))).isEqualTo(LogEnd.START);
        assertThat(await(archive.inventory("", 10))).isEmpty();
        assertThat(await(archive.append(LOG, 0, Position.START, entries)).at()).isEqualTo(end(entries));
    }

    @Test
    void shouldForgetTheTermEvenIfNothingIsCut() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries));

        assertThat(await(archive.cut(LOG, end(entries)))).isZero();
        assertThat(await(archive.end(LOG))).isEqualTo(new LogEnd(0, end(entries)));
        assertThat(await(archive.cut(LOG, end(entries)))).isZero();
        assertThat(await(archive.cut(OTHER, Position.START))).isZero();
        assertThat(await(archive.countOrphans())).isZero();
    }

    @Test
    void shouldRefuseToCutWhereTheLogHasNoSuchPosition() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries.subList(0, 2)));
        Entry forged = message(LOG, Position.START, "of another history");

        for (Position nowhere : List.of(forged.position(), new Position(2, forged.digest()), end(entries))) {
            ArchiveException refusal = failure(archive.cut(LOG, nowhere));
            assertThat(refusal.reason()).as("at %s", nowhere).isEqualTo(Reason.CONFLICT);
            assertThat(refusal).hasMessageContaining("room/general").hasMessageContaining(nowhere.toString());
        }
        assertThat(failure(archive.cut(OTHER, forged.position())).reason()).isEqualTo(Reason.CONFLICT);

        assertThat(await(archive.end(LOG)))
                .isEqualTo(new LogEnd(7, entries.get(1).position()));
        assertThat(await(archive.countOrphans())).isZero();
    }

    @Test
    void shouldKeepTheFirstOfTwoOrphansWithOneId() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.cut(LOG, entries.get(1).position()));
        Entry instead = message(LOG, entries.get(1).position(), "the same id once more");
        Entry more = message(LOG, instead.position(), "and a new one");
        await(archive.append(LOG, 8, entries.get(1).position(), List.of(instead, more)));

        assertThat(await(archive.cut(LOG, entries.get(0).position()))).isEqualTo(3);

        assertThat(await(archive.orphans(0, 10)))
                .extracting(Orphan::entry)
                .containsExactly(entries.get(2), entries.get(1), more);
    }

    @Test
    void shouldGiveOrphansInPagesAndForgetThoseThatAreSettled() {
        for (LogId log : List.of(LOG, OTHER)) {
            await(archive.append(log, 7, Position.START, messages(log, Position.START, 5)));
            await(archive.cut(log, Position.START));
        }

        List<Orphan> first = await(archive.orphans(0, 7));
        assertThat(first).hasSize(7);
        List<Orphan> rest = await(archive.orphans(first.get(6).row(), 7));
        assertThat(rest).extracting(orphan -> orphan.entry().seq()).containsExactly(3L, 4L, 5L);
        await(archive.settle(first.stream().map(Orphan::row).toList()));
        assertThat(await(archive.orphans(0, 100))).isEqualTo(rest);
        await(archive.settle(List.of(first.get(0).row(), rest.get(0).row())));
        assertThat(await(archive.countOrphans())).isEqualTo(2);
        assertThatThrownBy(() -> archive.orphans(0, 1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNeverGiveARowNumberAgain() {
        List<Entry> entries = messages(LOG, Position.START, 2);
        await(archive.append(LOG, 7, Position.START, entries));
        await(archive.cut(LOG, Position.START));
        List<Orphan> before = await(archive.orphans(0, 10));
        long last = before.get(1).row();
        await(archive.settle(before.stream().map(Orphan::row).toList()));

        await(archive.append(LOG, 8, Position.START, entries));
        await(archive.cut(LOG, Position.START));

        assertThat(await(archive.orphans(last, 10))).hasSize(2);
    }

    @Test
    void shouldMakeProjectionsOfWhatIsLeft() throws Exception {
        Position at = Position.START;
        List<Entry> rooms = new ArrayList<>();
        for (String room : List.of("garden", "attic", "cellar")) {
            String body = "{\"room\":\"" + room + "\",\"name\":\"The " + room + "\"}";
            Entry entry = entry(LogId.DIRECTORY, at, id("A", at.seq() + 1), Kind.ROOM_CREATED, body);
            rooms.add(entry);
            at = entry.position();
        }
        await(archive.append(LogId.DIRECTORY, 7, Position.START, rooms));
        assertThat(roomIds()).containsExactly("attic", "cellar", "garden");

        await(archive.cut(LogId.DIRECTORY, rooms.get(0).position()));

        assertThat(roomIds()).containsExactly("garden");
    }

    @Test
    void shouldLeaveEverythingAsItWasWhicheverStepFails() throws Exception {
        List<Entry> entries = messages(LOG, Position.START, 5);
        await(archive.append(LOG, 7, Position.START, entries));
        for (String step : List.of(
                "INSERT ON orphan WHEN NEW.seq = 4",
                "DELETE ON entry WHEN OLD.seq = 4",
                "UPDATE ON log WHEN NEW.seq = 2")) {
            run("CREATE TRIGGER veto BEFORE " + step + " BEGIN SELECT RAISE(ABORT, 'veto'); END");

            assertThat(failure(archive.cut(LOG, entries.get(1).position())).reason())
                    .as(step)
                    .isEqualTo(Reason.IO);

            assertThat(await(archive.countOrphans())).as(step).isZero();
            assertThat(await(archive.end(LOG))).as(step).isEqualTo(new LogEnd(7, end(entries)));
            assertThat(await(archive.after(LOG, 0, 10, 1 << 20))).as(step).isEqualTo(entries);
            run("DROP TRIGGER veto");
        }
        assertThat(await(archive.cut(LOG, entries.get(1).position()))).isEqualTo(3);
    }

    @Test
    void shouldCutMoreThanFitsIntoMemoryPages() {
        int count = 30_000;
        Position at = Position.START;
        List<Entry> entries = messages(LOG, at, count);
        for (int from = 0; from < count; from += 1_000) {
            List<Entry> batch = entries.subList(from, from + 1_000);
            at = await(archive.append(LOG, 7, at, batch)).at();
        }

        assertThat(await(archive.cut(LOG, entries.get(9).position()))).isEqualTo(count - 10);

        assertThat(await(archive.countOrphans())).isEqualTo(count - 10);
        List<Long> seqs = new ArrayList<>();
        List<Orphan> page = await(archive.orphans(0, 1_000));
        while (!page.isEmpty()) {
            page.forEach(orphan -> seqs.add(orphan.entry().seq()));
            page = await(archive.orphans(page.get(page.size() - 1).row(), 1_000));
        }
        assertThat(seqs).isEqualTo(LongStream.rangeClosed(11, count).boxed().toList());
    }

    private void run(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            SqlRows.run(connection, sql);
        }
    }

    private List<String> roomIds() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id FROM room ORDER BY id")) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
