package dev.parley.load;

import dev.parley.wire.PureCore;
import java.time.Duration;
import java.util.ArrayList;
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

    private static final class Moment {
        private final String what;
        private final long from;
        private long until = Long.MAX_VALUE;
        private final Map<String, Long> longest = new HashMap<>();

        Moment(String what, long from) {
            this.what = what;
            this.from = from;
        }
    }

    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Reader> readers = new HashMap<>();
    private final List<Moment> moments = new ArrayList<>();

    void posted(String room, long now) {
        Room into = rooms.computeIfAbsent(room, key -> new Room());
        if (into.count == into.posts.length) {
            into.posts = Arrays.copyOf(into.posts, 2 * into.count);
        }
        into.posts[into.count++] = now;
    }

    /** The moment before ends, and another begins. */
    void mark(String what, long now) {
        if (!moments.isEmpty()) {
            moments.get(moments.size() - 1).until = now;
        }
        moments.add(new Moment(what, now));
    }

    /** Entries up to a number reached a reader. */
    void delivered(String name, String room, long seq, long now) {
        Reader reader = readers.computeIfAbsent(name, key -> new Reader());
        Room from = rooms.get(room);
        if (from != null && seq > reader.seq && reader.seq < from.count) {
            long start = Math.max(reader.lastAt, from.posts[reader.seq]);
            for (Moment moment : moments) {
                if (moment.from < now && start < moment.until) {
                    moment.longest.merge(name, now - Math.max(start, moment.from), Math::max);
                }
            }
        }
        reader.seq = Math.toIntExact(Math.max(reader.seq, seq));
        reader.lastAt = now;
    }

    List<Reception> all() {
        return moments.stream().map(Receptions::spread).toList();
    }

    private static Reception spread(Moment moment) {
        return new Reception(
                moment.what,
                moment.longest.values().stream().map(Duration::ofNanos).toList());
    }
}
