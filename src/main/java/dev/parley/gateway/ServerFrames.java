package dev.parley.gateway;

import dev.parley.account.Guest;
import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.log.Directory.Room;
import dev.parley.log.LogReader.Page;
import dev.parley.presence.Person;
import dev.parley.wire.Clocks;
import dev.parley.wire.Entry;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is said to clients, as docs/protocol.md has it. Any thread. */
final class ServerFrames {

    private ServerFrames() {}

    static Frame welcome(Guest you, Limits limits, Roster roster, Collection<Room> rooms) {
        NodeId self = roster.self();
        List<Member> members = roster.members();
        JsonObject welcome = frame("welcome")
                .put("v", ClientFrame.VERSION)
                .put("node", self.value())
                .put("mode", mode(roster.mode()))
                .put("now", Clocks.wallMillis());
        members.stream()
                .filter(member -> member.id().equals(self))
                .forEach(me -> welcome.put("name", me.name()).put("version", me.version()));
        welcome.put(
                "you",
                new JsonObject()
                        .put("id", you.id().value())
                        .put("name", you.name())
                        .put("token", you.token()));
        welcome.put(
                "limits",
                new JsonObject()
                        .put("text", limits.textChars())
                        .put("frame", limits.frameBytes())
                        .put("page", limits.pageEntries())
                        .put("rooms", limits.rooms()));
        return encode(welcome.put("rooms", roomList(rooms)).put("nodes", nodeList(members)));
    }

    static Frame turned(Roster.Mode mode) {
        return encode(frame("mode").put("mode", mode(mode)));
    }

    private static String mode(Roster.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Frame nodes(List<Member> members) {
        return encode(frame("nodes").put("nodes", nodeList(members)));
    }

    static Frame rooms(Collection<Room> rooms) {
        return encode(frame("rooms").put("rooms", roomList(rooms)));
    }

    static Frame joined(@Nullable String ref, String room, JoinAnswer.Found found) {
        JsonObject joined = frame("joined");
        putIfThere(joined, "ref", ref);
        joined.put("room", room).put("head", position(found.head())).put("from", found.from());
        joined.put("reset", found.history() != JoinAnswer.History.KEPT);
        if (found.history() != JoinAnswer.History.KEPT) {
            joined.put("keep", found.history() == JoinAnswer.History.CUT ? found.from() - 1 : 0);
        }
        joined.put("people", people(found.people().some()));
        return encode(joined.put("count", found.people().count()));
    }

    static Frame left(@Nullable String ref, String room) {
        JsonObject left = frame("left");
        putIfThere(left, "ref", ref);
        return encode(left.put("room", room));
    }

    static Frame pong(@Nullable String ref) {
        JsonObject pong = frame("pong");
        putIfThere(pong, "ref", ref);
        return encode(pong);
    }

    static Frame acked(Effect.Acked acked) {
        return encode(frame("acked")
                .put("id", acked.id().value())
                .put("room", acked.room())
                .put("seq", acked.position().seq())
                .put("at", acked.atMillis())
                .put("digest", acked.position().digest().toString()));
    }

    /** The answer to history; {@code shown} are the entries of the page that fit. */
    static Frame page(ClientFrame.History wish, List<Entry> shown, Page page) {
        long head = page.head().seq();
        boolean before = wish.side() == ClientFrame.Side.BEFORE;
        boolean first = head == 0 || (shown.isEmpty() ? before : shown.get(0).seq() == 1);
        boolean last = head == 0
                || (shown.isEmpty() ? !before : shown.get(shown.size() - 1).seq() >= head);
        JsonObject start = frame("page");
        putIfThere(start, "ref", wish.ref());
        String open = start.put("room", wish.room()).encode();
        return Frame.around(
                open.substring(0, open.length() - 1) + ",\"entries\":",
                shown,
                ",\"first\":" + first + ",\"last\":" + last + "}");
    }

    static Frame presence(String room, List<Person> in, List<UserId> out, int count) {
        JsonArray gone = new JsonArray();
        out.forEach(user -> gone.add(user.value()));
        return encode(frame("presence")
                .put("room", room)
                .put("in", people(in))
                .put("out", gone)
                .put("count", count));
    }

    static Frame typing(String room, Person person) {
        return encode(
                frame("typing").put("room", room).put("id", person.id().value()).put("name", person.name()));
    }

    static Frame move() {
        return encode(frame("move").put("reason", "stopping"));
    }

    static Frame error(Fault fault) {
        JsonObject error = frame("error")
                .put("code", fault.error().code())
                .put("error", fault.error().wireName())
                .put("message", fault.message())
                .put("temporary", fault.error().isTemporary());
        putIfThere(error, "ref", fault.ref());
        putIfThere(error, "id", fault.id());
        putIfThere(error, "room", fault.room());
        if (fault.retryAfterMillis() > 0) {
            error.put("retryAfter", fault.retryAfterMillis());
        }
        return encode(error);
    }

    private static JsonObject frame(String type) {
        return new JsonObject().put("t", type);
    }

    private static Frame encode(JsonObject json) {
        return Frame.of(json.encode());
    }

    private static void putIfThere(JsonObject json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    private static JsonObject position(Position position) {
        return new JsonObject()
                .put("seq", position.seq())
                .put("digest", position.digest().toString());
    }

    private static JsonArray people(List<Person> people) {
        JsonArray list = new JsonArray();
        people.forEach(person ->
                list.add(new JsonObject().put("id", person.id().value()).put("name", person.name())));
        return list;
    }

    private static JsonArray roomList(Collection<Room> rooms) {
        JsonArray list = new JsonArray();
        rooms.forEach(room -> list.add(new JsonObject().put("room", room.id()).put("name", room.name())));
        return list;
    }

    private static JsonArray nodeList(List<Member> members) {
        JsonArray list = new JsonArray();
        members.forEach(member -> list.add(new JsonObject()
                .put("node", member.id().value())
                .put("name", member.name())
                .put("version", member.version())
                .put("url", member.url())
                .put("port", member.port())
                .put("since", member.sinceMillis())
                .put("sessions", member.sessions())
                .put("state", member.state().name().toLowerCase(Locale.ROOT))));
        return list;
    }
}
