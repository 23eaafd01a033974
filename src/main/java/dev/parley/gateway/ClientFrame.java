package dev.parley.gateway;

import dev.parley.wire.EntryId;
import dev.parley.wire.Position;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a client sent, checked for form: docs/protocol.md says what each means. Read by {@link ClientFrames}. */
sealed interface ClientFrame {

    /** The newest version of the protocol, and the only one. */
    int VERSION = 1;

    /** Who somebody is and where they want to be. {@code token} null: make one. */
    record Hello(int version, String name, @Nullable String token, List<RoomAt> rooms) implements ClientFrame {
        public Hello {
            rooms = List.copyOf(rooms);
        }
    }

    /**
     * A room and how far it was read.
     *
     * @param at the last entry that was read; null: none
     * @param marks entries that were read before it, the newest first; for finding what is common if {@code at} is not
     * @param most how many entries after {@code at} are wanted; if there are more, the newest page is
     */
    record RoomAt(String room, @Nullable Position at, List<Position> marks, long most) {

        /** All there are. */
        static final long ALL = Long.MAX_VALUE;

        /** How many marks there are at the most. */
        static final int MOST_MARKS = 16;

        public RoomAt {
            marks = List.copyOf(marks);
            if (marks.size() > MOST_MARKS || (at == null && !marks.isEmpty())) {
                throw new IllegalArgumentException(marks.size() + " marks before " + at);
            }
            if (most < 1) {
                throw new IllegalArgumentException("most is 1 or more, not " + most);
            }
        }

        /** A room from its newest page on. */
        static RoomAt afresh(String room) {
            return new RoomAt(room, null, List.of(), ALL);
        }

        /** All that is known of what was read, the newest first; empty: nothing was. */
        List<Position> trail() {
            return at == null
                    ? List.of()
                    : Stream.concat(Stream.of(at), marks.stream()).toList();
        }
    }

    /** To be in a room. */
    record Join(@Nullable String ref, RoomAt target) implements ClientFrame {}

    /** To be in a room no more. */
    record Leave(@Nullable String ref, String room) implements ClientFrame {}

    /** A page of entries before or after a number, exclusive. */
    record History(@Nullable String ref, String room, Side side, long seq, int limit) implements ClientFrame {}

    /** On which side of a number. */
    enum Side {
        BEFORE,
        AFTER
    }

    /** To say something. */
    record Post(EntryId id, String room, String text) implements ClientFrame {}

    /** To make a room. */
    record Create(EntryId id, String name) implements ClientFrame {}

    /** A sign that somebody writes. */
    record Typing(String room) implements ClientFrame {}

    /** A sign of life. */
    record Ping(@Nullable String ref) implements ClientFrame {}

    /** Something that has not the form of any of the others. */
    record Malformed(Fault fault) implements ClientFrame {}
}
