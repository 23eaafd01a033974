package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.entry;
import static dev.parley.log.ArchiveEntries.id;
import static dev.parley.log.ArchiveEntries.messages;

import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code archive-v3.db} holds, and the program that made it, with the classes of commit 887f9f0. All kinds of entries, one kind that no
 * build knows, orphans and promises. Never made again: it is what a disk of that release has.
 */
final class ArchiveFixture3 {

    static final Map<Integer, Long> PROMISES = Map.of(3, 7L, 40, 1_700_000_000_123L);

    private ArchiveFixture3() {}

    static List<Entry> directory() {
        List<Entry> entries = new ArrayList<>();
        Position at = Position.START;
        for (String body : List.of(
                "{\"room\":\"garden\",\"name\":\"The Garden\"}",
                "{\"room\":\"kitchen\",\"name\":\"K\u00fcche\"}",
                "no JSON at all")) {
            Entry next = entry(LogId.DIRECTORY, at, id("D", at.seq() + 1), Kind.ROOM_CREATED, body);
            entries.add(next);
            at = next.position();
        }
        return entries;
    }

    static List<Entry> room() {
        List<Entry> entries = new ArrayList<>(messages(LOG, Position.START, 5));
        entries.add(entry(LOG, end(entries), id("F", 1), new Kind("not-yet-known"), "{\"what\":[1,2,3]}"));
        return entries;
    }

    static List<Entry> orphans() {
        return messages(LOG, end(room()), 2);
    }

    static Map<LogId, LogEnd> ends() {
        return Map.of(LOG, new LogEnd(9, end(room())), LogId.DIRECTORY, new LogEnd(8, end(directory())));
    }

    /** {@code java -cp target/test-classes:parley-887f9f0.jar dev.parley.log.ArchiveFixture3 archive-v3.db}. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Files.deleteIfExists(file);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        ArchiveEntries.await(archive.append(LogId.DIRECTORY, 8, Position.START, directory()));
        ArchiveEntries.await(archive.append(LOG, 8, Position.START, room()));
        Position end = end(room());
        ArchiveEntries.await(archive.append(LOG, 8, end, orphans()));
        ArchiveEntries.await(archive.cut(LOG, end));
        ArchiveEntries.await(archive.append(LOG, 9, end, List.of()));
        ArchiveEntries.await(archive.promise(PROMISES));
        ArchiveEntries.await(archive.close());
    }
}
