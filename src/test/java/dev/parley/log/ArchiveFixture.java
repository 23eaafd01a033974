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

/** What {@code archive-v1.db} holds, and the program that made it. Later versions get a file of their own; this one stays. */
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

    /** Makes the file anew: {@code java … dev.parley.log.ArchiveFixture archive-v1.db}. */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Files.deleteIfExists(file);
        Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
        for (LogId log : ends().keySet()) {
            ArchiveEntries.await(archive.append(log, 0, Position.START, entries(log)));
        }
        ArchiveEntries.await(archive.close());
    }
}
