package dev.parley.load;

import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The frames that a client sends, as text. Names and tokens must not need escaping; texts may. */
@PureCore
final class Frames {

    private Frames() {}

    /** So long may a hello become before the marks of further rooms are left out; a node takes 65,536 bytes. */
    private static final int HELLO_WITH_MARKS = 32_768;

    /** The first frame; a room of which nothing was read is joined afresh. */
    static String hello(String name, String token, Map<String, Trail> rooms) {
        StringBuilder text = new StringBuilder("{\"t\":\"hello\",\"v\":1,\"name\":");
        quote(text, name).append(",\"token\":");
        quote(text, token).append(",\"rooms\":[");
        String comma = "";
        for (Map.Entry<String, Trail> room : rooms.entrySet()) {
            quote(text.append(comma).append("{\"room\":"), room.getKey());
            position(text, room.getValue().newest());
            if (text.length() < HELLO_WITH_MARKS) {
                marks(text, room.getValue());
            }
            text.append('}');
            comma = ",";
        }
        return text.append("]}").toString();
    }

    static String join(String ref, String room, Trail trail) {
        StringBuilder text = new StringBuilder("{\"t\":\"join\",\"ref\":");
        quote(quote(text, ref).append(",\"room\":"), room);
        return marks(position(text, trail.newest()), trail).append('}').toString();
    }

    static String leave(String ref, String room) {
        StringBuilder text = new StringBuilder("{\"t\":\"leave\",\"ref\":");
        return quote(quote(text, ref).append(",\"room\":"), room).append('}').toString();
    }

    static String history(String ref, String room, long after, int limit) {
        StringBuilder text = new StringBuilder("{\"t\":\"history\",\"ref\":");
        quote(quote(text, ref).append(",\"room\":"), room);
        return text.append(",\"after\":")
                .append(after)
                .append(",\"limit\":")
                .append(limit)
                .append('}')
                .toString();
    }

    static String post(Ulid id, String room, String said) {
        StringBuilder text =
                new StringBuilder("{\"t\":\"post\",\"id\":\"").append(id).append("\",\"room\":");
        return quote(quote(text, room).append(",\"text\":"), said).append('}').toString();
    }

    static String create(Ulid id, String name) {
        StringBuilder text =
                new StringBuilder("{\"t\":\"create\",\"id\":\"").append(id).append("\",\"name\":");
        return quote(text, name).append('}').toString();
    }

    static String ping(String ref) {
        return quote(new StringBuilder("{\"t\":\"ping\",\"ref\":"), ref)
                .append('}')
                .toString();
    }

    private static StringBuilder position(StringBuilder text, @Nullable Position position) {
        if (position != null) {
            text.append(",\"seq\":").append(position.seq()).append(",\"digest\":\"");
            text.append(position.digest()).append('"');
        }
        return text;
    }

    private static StringBuilder marks(StringBuilder text, Trail trail) {
        List<Position> marks = trail.marks();
        if (trail.newest() != null && !marks.isEmpty()) {
            text.append(",\"marks\":");
            String before = "[{";
            for (Position mark : marks) {
                text.append(before).append("\"seq\":").append(mark.seq());
                text.append(",\"digest\":\"").append(mark.digest()).append('"');
                before = "},{";
            }
            text.append("}]");
        }
        return text;
    }

    private static StringBuilder quote(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"');
    }
}
