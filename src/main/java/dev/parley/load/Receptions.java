package dev.parley.load;

import dev.parley.wire.PureCore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Measures how long each reader waited for what others had written, around each moment. Times in nanoseconds of one clock. */
@PureCore
final class Receptions {

    /** When each message of a room was written: the n-th of them cannot reach anybody sooner. */
    private static final class Room {
        private long[] posts = new long[64];
        private int count;
    }

    private static final class Reader {
        private long lastAt = Long.MIN_VALUE;
        /** The highest number it got. What comes below it again, after a reset, is a sign of life and nothing new. */
        private int seq;
    }

    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Reader> readers = new HashMap<>();
    private final Moments moments = new Moments();

    void posted(String room, long now) {
        Room into = rooms.computeIfAbsent(room, key -> new Room());
        if (into.count == into.posts.length) {
            into.posts = Arrays.copyOf(into.posts, 2 * into.count);
        }
        into.posts[into.count++] = now;
    }

    /** The moment before ends, and another begins. */
    void mark(String what, long now) {
        moments.mark(what, now);
    }

    /** Entries up to a number reached a reader. */
    void delivered(String name, String room, long seq, long now) {
        Reader reader = readers.computeIfAbsent(name, key -> new Reader());
        Room from = rooms.get(room);
        if (from != null && seq > reader.seq && reader.seq < from.count) {
            long start = Math.max(reader.lastAt, from.posts[reader.seq]);
            moments.waited(name, start, now);
        }
        reader.seq = Math.toIntExact(Math.max(reader.seq, seq));
        reader.lastAt = now;
    }

    List<Waits> all() {
        return moments.all();
    }
}
