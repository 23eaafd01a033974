package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of one log that are whole here and not yet on the disk, oldest first. Not thread safe: one owner. */
@PureCore
final class Unstored {

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long bytes;

    void add(Entry entry) {
        entries.add(entry);
        bytes += entry.json().size();
    }

    /** The disk has the first ones now. */
    void remove(int count) {
        for (int i = 0; i < count; i++) {
            bytes -= entries.remove().json().size();
        }
    }

    /** Where the entry of a number is; null: it is none of these. */
    @Nullable
    Position positionAt(long seq) {
        return entries.stream()
                .filter(entry -> entry.seq() == seq)
                .findFirst()
                .map(Entry::position)
                .orElse(null);
    }

    List<Entry> all() {
        return List.copyOf(entries);
    }

    int size() {
        return entries.size();
    }

    /** Of their encoded form. */
    long bytes() {
        return bytes;
    }
}
