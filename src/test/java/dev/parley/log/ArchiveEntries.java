package dev.parley.log;

import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** Makes entries for the tests of the archive, and waits for its answers. */
final class ArchiveEntries {

    static final LogId LOG = LogId.ofRoom("general");

    private ArchiveEntries() {}

    /** An id that says its number; ids with different families differ. */
    static EntryId id(String family, long number) {
        return new EntryId("0" + family + "%024d".formatted(number));
    }

    /** A message whose id comes from its number. */
    static Entry message(LogId log, Position previous, String text) {
        return entry(log, previous, id("A", previous.seq() + 1), Kind.MESSAGE, "{\"text\":\"" + text + "\"}");
    }

    static Entry entry(LogId log, Position previous, EntryId id, Kind kind, String body) {
        Command command = new Command(log, id, kind, new UserId("ann"), null, Json.of(body));
        return Entry.after(previous, command, 1_700_000_000_000L + previous.seq());
    }

    /** So many messages in a row. */
    static List<Entry> messages(LogId log, Position previous, int count) {
        List<Entry> entries = new ArrayList<>();
        Position at = previous;
        for (int i = 0; i < count; i++) {
            Entry entry = message(log, at, "text " + (at.seq() + 1) + " of " + log);
            entries.add(entry);
            at = entry.position();
        }
        return entries;
    }

    static Position end(List<Entry> entries) {
        return entries.get(entries.size() - 1).position();
    }

    /** The value, within 20 s. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no value: " + e, e);
        }
    }

    /** The failure of the archive, within 20 s. */
    static ArchiveException failure(CompletableFuture<?> future) {
        try {
            Object value = future.get(20, TimeUnit.SECONDS);
            return Assertions.fail("succeeded with " + value);
        } catch (ExecutionException e) {
            return (ArchiveException) e.getCause();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no outcome: " + e, e);
        }
    }
}
