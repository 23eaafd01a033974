package dev.parley.gateway;

import dev.parley.wire.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Some entries of a room that follow each other, as one frame.
 *
 * @param from the number of the first
 * @param upTo the number of the last
 * @param frame their frame
 */
record Slice(long from, long upTo, Frame frame) {

    /** How many entries. */
    int count() {
        return (int) (upTo - from + 1);
    }

    /** Cuts entries, in order and without a hole, into slices of at most so many bytes, each with at least one entry. */
    static List<Slice> cut(String room, List<Entry> entries, int maxBytes) {
        List<Slice> slices = new ArrayList<>();
        int from = 0;
        while (from < entries.size()) {
            Slice slice = first(room, entries.subList(from, entries.size()), maxBytes);
            slices.add(slice);
            from += slice.count();
        }
        return slices;
    }

    /** The longest slice from the first of these entries on; there is at least one. */
    static Slice first(String room, List<Entry> entries, int maxBytes) {
        int count = 1;
        int bytes = entries.get(0).json().size();
        while (count < entries.size() && bytes + entries.get(count).json().size() <= maxBytes) {
            bytes += entries.get(count).json().size();
            count++;
        }
        List<Entry> taken = entries.subList(0, count);
        long from = taken.get(0).seq();
        long upTo = taken.get(count - 1).seq();
        if (upTo - from + 1 != count) {
            throw new IllegalStateException(
                    "entries of " + room + " have a hole: " + count + " from " + from + " to " + upTo);
        }
        return new Slice(from, upTo, Frame.entries(room, taken));
    }
}
