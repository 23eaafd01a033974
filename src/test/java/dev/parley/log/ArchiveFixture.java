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
import java.util.List;
import java.util.Map;

/** What {@code archive-v1.db} and {@code archive-v2.db} hold, and the program that made the newer one. Later versions get a file of their own. */
final class ArchiveFixture {

    private ArchiveFixture() {}

    static List<Entry> entries(LogId log) {
        if (log.equals(LogId.DIRECTORY)) {
            String body = "{\"room\":\"garden\",\"name\":\"The Garden\"}";
            return List.of(entry(log, Position.START, id("D", 1), Kind.ROOM_CREATED, body));
        }
        return messages(log, Position.START, 5);
    }

    static Map<LogId, LogEnd> ends() {
        return Map.of(
                LOG, new LogEnd(0, end(entries(LOG))), LogId.DIRECTORY, new LogEnd(0, end(entries(LogId.DIRECTORY))));
    }

    /** As of version 2: each log has a term, and two entries of one were cut off. */
    static Map<LogId, LogEnd> endsWithTerms() {
        return Map.of(
                LOG, new LogEnd(9, end(entries(LOG))), LogId.DIRECTORY, new LogEnd(8, end(entries(LogId.DIRECTORY))));
    }

    static List<Entry> orphans() {
        return messages(LOG, end(entries(LOG)), 2);
    }

    /** Makes the file anew: {@code java … dev.parley.log.ArchiveFixture archive-v2.db}. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Files.deleteIfExists(file);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        for (LogId log : ends().keySet()) {
            ArchiveEntries.await(archive.append(log, 8, Position.START, entries(log)));
        }
        Position end = end(entries(LOG));
        ArchiveEntries.await(archive.append(LOG, 8, end, orphans()));
        ArchiveEntries.await(archive.cut(LOG, end));
        ArchiveEntries.await(archive.append(LOG, 9, end, List.of()));
        ArchiveEntries.await(archive.close());
    }
}
