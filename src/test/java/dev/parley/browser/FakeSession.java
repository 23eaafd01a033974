package dev.parley.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.LinkedHashSet;
import java.util.Set;

/** One client at one node of the fake chat: reads its frames and answers them. Owned by the event loop of {@link FakeChat}. */
final class FakeSession {

    private static final int FIRST_PAGE = 50;

    final FakeNode node;
    final Set<String> rooms = new LinkedHashSet<>();
    FakeUser user;
    private final FakeChat chat;
    private final SockJSSocket socket;

    FakeSession(FakeChat chat, FakeNode node, SockJSSocket socket) {
        this.chat = chat;
        this.node = node;
        this.socket = socket;
        socket.handler(text -> {
            if (!node.isDeaf) {
                hear(text.toJsonObject());
            }
        });
        socket.closeHandler(closed -> chat.gone(this));
    }

    void send(JsonObject frame) {
        if (!node.isDeaf) {
            socket.write(frame.encode());
        }
    }

    void close(int code) {
        socket.close(code, "by the test");
    }

    private void hear(JsonObject frame) {
        chat.heard.add(frame.getString("t"));
        var room = chat.rooms.get(frame.getString("room", ""));
        if (frame.containsKey("room") && room == null) {
            refuse(frame, 120, "room-unknown", "There is no such room.");
            return;
        }
        switch (frame.getString("t")) {
            case "hello" -> hello(frame);
            case "join" -> join(room, frame);
            case "leave" -> {
                rooms.remove(room.id);
                chat.tellPresence(room);
                send(answer("left", frame).put("room", room.id));
            }
            case "history" -> history(room, frame);
            case "post" -> post(room, frame);
            case "create" -> create(frame);
            case "typing" ->
                chat.toRoom(
                        room,
                        new JsonObject().put("t", "typing").put("room", room.id).mergeIn(user.json()),
                        session -> !session.user.id().equals(user.id()));
            case "ping" -> send(answer("pong", frame));
            default -> refuse(frame, 101, "unknown-type", "What is that?");
        }
    }

    private void hello(JsonObject frame) {
        if (!node.state.equals("ready")) {
            refuse(frame, 133, "not-ready", "The node is " + node.state);
            return;
        }
        var token = frame.getString("token");
        user = new FakeUser(FakeRoom.digest(token).substring(0, 16), frame.getString("name"));
        chat.sessions.add(this);
        var welcome = new JsonObject()
                .put("t", "welcome")
                .put("v", 1)
                .put("node", node.id())
                .put("name", node.name)
                .put("version", "0.1.0")
                .put("mode", node.mode)
                .put("now", System.currentTimeMillis())
                .put("you", user.json().put("token", token))
                .put(
                        "limits",
                        new JsonObject()
                                .put("text", 8000)
                                .put("frame", 65536)
                                .put("page", 200)
                                .put("rooms", 200))
                .put("rooms", chat.roomList())
                .put("nodes", chat.nodeList());
        send(welcome);
        chat.tellNodes();
        for (var joined : frame.getJsonArray("rooms", new JsonArray())) {
            var position = (JsonObject) joined;
            var room = chat.rooms.get(position.getString("room"));
            if (room == null) {
                refuse(position, 120, "room-unknown", "There is no such room.");
            } else {
                join(room, position);
            }
        }
    }

    private void join(FakeRoom room, JsonObject frame) {
        rooms.add(room.id);
        var seq = frame.getLong("seq");
        var known = seq != null && room.holds(seq, frame.getString("digest"));
        var keep = seq == null || known ? 0 : room.common(frame.getJsonArray("marks", new JsonArray()));
        long newest = Math.max(1, room.size() - FIRST_PAGE + 1L);
        long from = known ? seq + 1 : keep > 0 ? keep + 1 : newest;
        if (room.size() - from >= frame.getLong("most", Long.MAX_VALUE)) {
            from = Math.max(from, newest);
        }
        var people = chat.peopleIn(room);
        var joined = answer("joined", frame);
        if (seq != null && !known) {
            joined.put("keep", keep);
        }
        send(joined.put("room", room.id)
                .put("head", room.head())
                .put("from", from)
                .put("reset", seq != null && !known)
                .put("people", people)
                .put("count", people.size()));
        if (from <= room.size()) {
            send(entries(room, room.between(from, room.size())));
        }
        chat.tellPresence(room);
    }

    private void history(FakeRoom room, JsonObject frame) {
        int limit = frame.getInteger("limit", 50);
        long before = frame.getLong("before");
        var page = room.between(before - limit, before - 1);
        send(answer("page", frame)
                .put("room", room.id)
                .put("entries", page)
                .put("first", before - limit <= 1)
                .put("last", before > room.size()));
    }

    private void post(FakeRoom room, JsonObject frame) {
        var id = frame.getString("id");
        var text = frame.getString("text");
        if (text.startsWith("!refuse")) {
            refuse(frame, 112, "control-characters", "The server does not like this text.");
            return;
        }
        if (node.mode.equals("read-only")) {
            send(error(frame, 134, "read-only", "Too few nodes.").put("retryAfter", 2000));
            return;
        }
        if (chat.refusals > 0) {
            chat.refusals--;
            send(error(frame, 130, "too-fast", "Too fast.")
                    .put("temporary", true)
                    .put("retryAfter", 100));
            return;
        }
        if (chat.lostFrames > 0) {
            chat.lostFrames--;
            return;
        }
        chat.post(room, id, user, text);
        chat.later(chat.ackDelayMillis, () -> send(answer("acked", frame).put("room", room.id)));
    }

    private void create(JsonObject frame) {
        var id = frame.getString("id");
        var name = frame.getString("name");
        if (chat.rooms.values().stream().anyMatch(room -> room.name.equals(name) && !room.id.equals(id))) {
            refuse(frame, 122, "name-taken", "A room of that name is there already.");
            return;
        }
        chat.addRoom(id, name);
        send(answer("acked", frame).put("room", id));
    }

    static JsonObject entries(FakeRoom room, JsonArray entries) {
        return new JsonObject().put("t", "entries").put("room", room.id).put("entries", entries);
    }

    private static JsonObject answer(String type, JsonObject asked) {
        var answer = new JsonObject().put("t", type);
        for (var key : new String[] {"ref", "id"}) {
            if (asked.containsKey(key)) {
                answer.put(key, asked.getString(key));
            }
        }
        return answer;
    }

    private static JsonObject error(JsonObject frame, int code, String error, String message) {
        return answer("error", frame)
                .put("code", code)
                .put("error", error)
                .put("message", message)
                .put("temporary", code >= 130)
                .put("room", frame.getString("room"));
    }

    private void refuse(JsonObject frame, int code, String error, String message) {
        send(error(frame, code, error, message));
    }
}
