package dev.parley.gateway;

import dev.parley.account.Guests;
import dev.parley.gateway.ClientFrame.Create;
import dev.parley.gateway.ClientFrame.Hello;
import dev.parley.gateway.ClientFrame.History;
import dev.parley.gateway.ClientFrame.Join;
import dev.parley.gateway.ClientFrame.Leave;
import dev.parley.gateway.ClientFrame.Malformed;
import dev.parley.gateway.ClientFrame.Ping;
import dev.parley.gateway.ClientFrame.Post;
import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.gateway.ClientFrame.Side;
import dev.parley.gateway.ClientFrame.Typing;
import dev.parley.wire.Digest;
import dev.parley.wire.EntryId;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Position;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what clients send, strictly: everything that is not exactly a known frame becomes a numbered fault. Any thread. */
final class ClientFrames {

    private static final int MAX_REF = 64;
    private static final int MAX_ROOM = 64;
    private static final int MAX_ROOM_NAME = 60;
    private static final int DEFAULT_PAGE = 50;
    private static final Pattern DIGEST_FORM = Pattern.compile("[0-9a-f]{32}");

    private final Limits limits;

    ClientFrames(Limits limits) {
        this.limits = limits;
    }

    /** What the text of one message says; never throws for anything a client can send. */
    ClientFrame parse(String text) {
        if (!(decode(text) instanceof JsonObject json)) {
            return new Malformed(Fault.of(ErrorCode.NOT_JSON, "The frame is not one JSON object."));
        }
        try {
            return read(new Fields(json), json.getValue("t"));
        } catch (Refusal refusal) {
            return new Malformed(addressed(refusal.fault, json));
        }
    }

    private static @Nullable Object decode(String text) {
        try {
            return Json.decodeValue(text);
        } catch (DecodeException e) {
            return null;
        }
    }

    /** The fault with what could be read of the names by which the client knows its frame. */
    private static Fault addressed(Fault fault, JsonObject json) {
        Fault addressed = fault;
        if (json.getValue("ref") instanceof String ref && ref.length() <= MAX_REF) {
            addressed = addressed.answering(ref);
        }
        if (json.getValue("id") instanceof String id && id.length() <= MAX_REF) {
            addressed = addressed.about(id);
        }
        if (json.getValue("room") instanceof String room && room.length() <= MAX_ROOM) {
            addressed = addressed.in(room);
        }
        return addressed;
    }

    private ClientFrame read(Fields in, @Nullable Object type) {
        if (!(type instanceof String name)) {
            throw bad("t must be a string.");
        }
        return switch (name) {
            case "hello" -> hello(in);
            case "join" -> new Join(in.ref(), roomAt(in));
            case "leave" -> new Leave(in.ref(), in.room());
            case "history" -> history(in);
            case "post" -> new Post(in.id(), in.room(), text(in));
            case "create" -> new Create(in.id(), in.name("name", MAX_ROOM_NAME));
            case "typing" -> new Typing(in.room());
            case "ping" -> new Ping(in.ref());
            default -> throw new Refusal(Fault.of(ErrorCode.UNKNOWN_TYPE, "This server knows no frame of that type."));
        };
    }

    private ClientFrame hello(Fields in) {
        int version = (int) in.number("v", 0, Integer.MAX_VALUE);
        if (version != ClientFrame.VERSION) {
            // What follows may mean something else in that version, so it is not read.
            return new Hello(version, "?", null, List.of());
        }
        String name = in.name("name", Guests.MAX_NAME);
        String token = in.optionalString("token");
        if (token != null && !Guests.isToken(token)) {
            throw bad("token must be 22 to 64 characters of A-Z, a-z, 0-9, _ and -.");
        }
        return new Hello(version, name, token, rooms(in));
    }

    /** The rooms of a hello. One that is there twice counts once, as it was last. */
    private List<RoomAt> rooms(Fields in) {
        Object value = in.json.getValue("rooms");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > limits.rooms()) {
            throw bad("rooms must be a list of at most " + limits.rooms() + ".");
        }
        Map<String, RoomAt> rooms = new LinkedHashMap<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject object)) {
                throw bad("rooms must hold objects.");
            }
            RoomAt room = roomAt(new Fields(object));
            rooms.put(room.room(), room);
        }
        return List.copyOf(rooms.values());
    }

    private static RoomAt roomAt(Fields in) {
        String room = in.room();
        if (in.json.getValue("seq") == null) {
            return RoomAt.afresh(room);
        }
        Position at = position(in);
        long most = in.json.getValue("most") == null ? RoomAt.ALL : in.number("most", 1, Long.MAX_VALUE);
        return new RoomAt(room, at, marks(in, at), most);
    }

    private static Position position(Fields in) {
        long seq = in.number("seq", 0, Long.MAX_VALUE);
        String digest = in.optionalString("digest");
        if (digest == null || !DIGEST_FORM.matcher(digest).matches()) {
            throw bad("digest must be 32 hexadecimal digits in lower case.");
        }
        Digest read = Digest.parse(digest);
        if (seq == 0 && !read.equals(Digest.NONE)) {
            throw bad("digest must be all zero where seq is 0.");
        }
        return new Position(seq, read);
    }

    private static List<Position> marks(Fields in, Position at) {
        Object value = in.json.getValue("marks");
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array) || array.size() > RoomAt.MOST_MARKS) {
            throw bad("marks must be a list of at most " + RoomAt.MOST_MARKS + ".");
        }
        List<Position> marks = new ArrayList<>();
        Position above = at;
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject object)) {
                throw bad("marks must hold objects.");
            }
            Position mark = position(new Fields(object));
            if (mark.seq() >= above.seq()) {
                throw bad("marks must lie before seq, the newest first.");
            }
            marks.add(mark);
            above = mark;
        }
        return marks;
    }

    private ClientFrame history(Fields in) {
        boolean before = in.json.getValue("before") != null;
        if (before == (in.json.getValue("after") != null)) {
            throw bad("One of before and after must be there.");
        }
        int limit = DEFAULT_PAGE;
        if (in.json.getValue("limit") != null) {
            limit = (int) in.number("limit", 1, limits.pageEntries());
        }
        long seq = in.number(before ? "before" : "after", 0, Long.MAX_VALUE);
        return new History(
                in.ref(), in.room(), before ? Side.BEFORE : Side.AFTER, seq, Math.min(limit, limits.pageEntries()));
    }

    private String text(Fields in) {
        String text = in.string("text");
        if (text.length() > limits.textChars()) {
            throw new Refusal(Fault.of(
                    ErrorCode.TEXT_TOO_LONG,
                    "The text has " + text.length() + " characters; " + limits.textChars() + " are allowed."));
        }
        if (text.isBlank()) {
            throw new Refusal(Fault.of(ErrorCode.TEXT_EMPTY, "The text is empty."));
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            throw new Refusal(Fault.of(
                    ErrorCode.CONTROL_CHARACTERS, "The text has control characters other than line feed and tab."));
        }
        return text;
    }

    private static Refusal bad(String message) {
        return new Refusal(Fault.of(ErrorCode.BAD_FIELD, message));
    }

    /** Ends the reading of a frame; never leaves this class. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Refusal(Fault fault) {
            super(fault.message(), null, false, false);
            this.fault = fault;
        }
    }

    /** The fields of one object, each read with its type and range. */
    private record Fields(JsonObject json) {

        @Nullable
        String optionalString(String field) {
            return json.getValue(field) == null ? null : string(field);
        }

        String string(String field) {
            if (!(json.getValue(field) instanceof String value)) {
                throw bad(field + " must be a string.");
            }
            if (hasLoneSurrogate(value)) {
                throw bad(field + " has half of a surrogate pair.");
            }
            return value;
        }

        long number(String field, long least, long most) {
            Object value = json.getValue(field);
            if (!(value instanceof Integer) && !(value instanceof Long)) {
                throw bad(field + " must be an integer.");
            }
            long number = ((Number) value).longValue();
            if (number < least || number > most) {
                throw bad(field + " must be from " + least + " to " + most + ".");
            }
            return number;
        }

        @Nullable
        String ref() {
            String ref = optionalString("ref");
            if (ref != null && ref.length() > MAX_REF) {
                throw bad("ref must have at most " + MAX_REF + " characters.");
            }
            return ref;
        }

        EntryId id() {
            String id = string("id");
            if (!EntryId.isValid(id)) {
                throw bad("id must be a ULID.");
            }
            if (id.equals(EntryId.FIRST_TOKEN.value())) {
                throw bad("id must be one of your own; this one belongs to the cluster.");
            }
            return new EntryId(id);
        }

        String room() {
            String room = string("room");
            if (room.isEmpty() || room.length() > MAX_ROOM) {
                throw bad("room must have 1 to " + MAX_ROOM + " characters.");
            }
            return room;
        }

        String name(String field, int longest) {
            String name = string(field).strip();
            if (name.isEmpty() || name.length() > longest) {
                throw bad(field + " must have 1 to " + longest + " characters.");
            }
            if (name.chars().anyMatch(Character::isISOControl)) {
                throw new Refusal(Fault.of(ErrorCode.CONTROL_CHARACTERS, field + " has control characters."));
            }
            return name;
        }

        private static boolean hasLoneSurrogate(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else if (Character.isSurrogate(c)) {
                    return true;
                }
            }
            return false;
        }
    }
}
