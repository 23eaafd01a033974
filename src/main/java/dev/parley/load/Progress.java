package dev.parley.load;

import dev.parley.wire.ErrorCode;
import dev.parley.wire.PureCore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a run measures: latency, stalls, recoveries. Times in nanoseconds of one clock. */
@PureCore
final class Progress {

    /** A moment, and the rooms that have not acknowledged anything posted after it. */
    private record Mark(
            String what, long at, Set<String> waiting, Map<String, Duration> done, Consumer<Recovery> whenAll) {}

    private record Post(String writer, String room, long at) {}

    private final Histogram latency = new Histogram();
    private final Stall overall = new Stall();
    private final Map<String, Stall> writers = new HashMap<>();
    private final Map<Ulid, Post> open = new HashMap<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Recovery> recoveries = new ArrayList<>();
    private final Receptions receptions = new Receptions();
    private final Moments answers = new Moments();
    /** How many messages of each room were acknowledged. */
    private final Map<String, Integer> acked = new HashMap<>();

    private final Map<ErrorCode, Long> errors = new EnumMap<>(ErrorCode.class);

    void posted(String writer, String room, Ulid id, long now) {
        open.put(id, new Post(writer, room, now));
        overall.posted(now);
        receptions.posted(room, now);
        writers.computeIfAbsent(writer, key -> new Stall()).posted(now);
    }

    /** The first answer to a post counts, and false comes for every further one. */
    boolean acked(Ulid id, long now) {
        Post post = close(id, now);
        if (post == null) {
            return false;
        }
        latency.add(now - post.at);
        answers.waited(post.room, post.at, now);
        acked.merge(post.room, 1, Integer::sum);
        for (Mark mark : List.copyOf(marks)) {
            if (post.at >= mark.at && mark.waiting.remove(post.room)) {
                mark.done.put(post.room, Duration.ofNanos(now - mark.at));
                finish(mark);
            }
        }
        return true;
    }

    void refused(Ulid id, ErrorCode code, long now) {
        errors.merge(code, 1L, Long::sum);
        if (!code.isTemporary()) {
            close(id, now);
        }
    }

    /** A reader got the entries of its room up to a number. */
    void delivered(String reader, String room, long seq, long now) {
        receptions.delivered(reader, room, seq, now);
    }

    private @Nullable Post close(Ulid id, long now) {
        Post post = open.remove(id);
        if (post != null) {
            overall.answered(now);
            writers.computeIfAbsent(post.writer, key -> new Stall()).answered(now);
        }
        return post;
    }

    /** A moment begins: first that of the writing. */
    void begin(String what, long now) {
        receptions.mark(what, now);
        answers.mark(what, now);
    }

    /** Measures from now until each of the rooms has acknowledged a message posted from now on. */
    void mark(String what, Collection<String> rooms, long now, Consumer<Recovery> whenAll) {
        begin(what, now);
        Mark mark = new Mark(what, now, new HashSet<>(rooms), new HashMap<>(), whenAll);
        marks.add(mark);
        finish(mark);
    }

    private void finish(Mark mark) {
        if (mark.waiting.isEmpty()) {
            marks.remove(mark);
            Recovery recovery = new Recovery(mark.what, mark.done);
            recoveries.add(recovery);
            mark.whenAll.accept(recovery);
        }
    }

    Histogram latency() {
        return latency;
    }

    /** The longest time without any answer to anybody while somebody waited. */
    Duration longestStall(long now) {
        return Duration.ofNanos(overall.longest(now));
    }

    /** The longest stall of each writer. */
    Histogram stalls(long now) {
        Histogram stalls = new Histogram();
        writers.values().forEach(stall -> stalls.add(stall.longest(now)));
        return stalls;
    }

    List<Recovery> recoveries() {
        return List.copyOf(recoveries);
    }

    /** How long the readers got nothing, after each mark until the next. */
    List<Waits> receptions() {
        return receptions.all();
    }

    /** The slowest acknowledgement of each room, after each mark until the next. */
    List<Waits> answers() {
        return answers.all();
    }

    /** How many messages of a room were acknowledged. */
    int acked(String room) {
        return acked.getOrDefault(room, 0);
    }

    /** How often each error came. */
    Map<ErrorCode, Long> errors() {
        return Map.copyOf(errors);
    }
}
