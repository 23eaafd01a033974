package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One node of a {@link FakeCluster}. All calls on the loop of the cluster. */
final class FakeNode {

    private final FakeCluster cluster;
    private final Vertx vertx;
    private HttpServer server;
    private boolean frozen;
    private final List<Runnable> whileFrozen = new ArrayList<>();
    final String name;
    final List<Session> sessions = new ArrayList<>();
    /** Every frame of every client, to look at. */
    final List<JsonObject> received = new ArrayList<>();

    /** Whether it takes no messages, as in the smaller part of a split. */
    boolean isReadOnly;

    /** Whether its history lacks the newest entry of every room. */
    boolean hidesNewest;

    /** What is wrong with the people that a node tells of. */
    enum PeopleFault {
        NONE,
        GHOST,
        MISSING,
        MISCOUNT
    }

    PeopleFault peopleFault = PeopleFault.NONE;

    /** So many hellos are told to come again. */
    int crowdedHellos;

    int port;

    FakeNode(FakeCluster cluster, Vertx vertx, String name) {
        this.cluster = cluster;
        this.vertx = vertx;
        this.name = name;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    boolean isUp() {
        return server != null;
    }

    /** Starts it, after the first time on the same port. */
    Future<?> start() {
        server = vertx.createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").setPort(port));
        server.webSocketHandler(socket -> new Session(socket));
        return server.listen().onSuccess(up -> port = up.actualPort());
    }

    /** Cuts every socket. */
    Future<?> crash() {
        if (server == null) {
            return Future.succeededFuture();
        }
        HttpServer down = server;
        server = null;
        sessions.clear();
        cluster.peopleChanged();
        return down.close();
    }

    /** Takes in everything and answers nothing, as a stopped process does. */
    void freeze() {
        frozen = true;
    }

    /** Whether somebody waits for it to answer. */
    boolean isKeptWaiting() {
        return !whileFrozen.isEmpty();
    }

    void thaw() {
        frozen = false;
        List<Runnable> late = List.copyOf(whileFrozen);
        whileFrozen.clear();
        late.forEach(Runnable::run);
    }

    void askToMove() {
        sessions.forEach(
                session -> session.send(new JsonObject().put("t", "move").put("reason", "stopping")));
    }

    void turnReadOnly() {
        isReadOnly = true;
        JsonObject mode = new JsonObject().put("t", "mode").put("mode", "read-only");
        sessions.forEach(session -> session.send(mode));
    }

    void closeAll(short code) {
        List.copyOf(sessions).forEach(session -> session.socket.close(code));
    }

    /** One client. */
    final class Session {
        private final ServerWebSocket socket;
        final Set<String> rooms = new HashSet<>();
        /** By room, those that this client was told of. */
        private final Map<String, Set<String>> people = new HashMap<>();

        private String user = "";

        Session(ServerWebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(text -> later(() -> arrived(new JsonObject(text))));
            socket.closeHandler(nothing -> {
                sessions.remove(this);
                cluster.peopleChanged();
            });
        }

        private void later(Runnable action) {
            if (frozen) {
                whileFrozen.add(action);
            } else {
                action.run();
            }
        }

        void send(JsonObject frame) {
            later(() -> {
                if (!socket.isClosed()) {
                    socket.writeTextMessage(frame.encode());
                }
            });
        }

        private void arrived(JsonObject frame) {
            received.add(frame);
            String ref = frame.getString("ref", "");
            switch (frame.getString("t")) {
                case "hello" -> hello(frame);
                case "join" -> send(joined(frame).put("ref", ref), frame.getString("room"));
                case "post" -> send(isReadOnly ? refusal(frame) : cluster.post(user, frame));
                case "create" -> send(cluster.create(frame));
                case "ping" -> send(new JsonObject().put("t", "pong").put("ref", ref));
                case "history" -> send(page(frame).put("ref", ref));
                default -> throw new AssertionError("unexpected " + frame);
            }
        }

        private JsonObject refusal(JsonObject frame) {
            return new JsonObject()
                    .put("t", "error")
                    .put("id", frame.getString("id"))
                    .put("code", 134)
                    .put("message", "read only")
                    .put("retryAfter", 100);
        }

        private void hello(JsonObject frame) {
            if (crowdedHellos > 0) {
                crowdedHellos--;
                send(new JsonObject().put("t", "error").put("code", 135).put("retryAfter", 300));
                return;
            }
            user = frame.getString("name");
            sessions.add(this);
            send(new JsonObject()
                    .put("t", "welcome")
                    .put("v", 1)
                    .put("node", name)
                    .put("mode", isReadOnly ? "read-only" : "read-write")
                    .put("rooms", new JsonArray())
                    .put("nodes", cluster.nodeList()));
            JsonArray wanted = frame.getJsonArray("rooms", new JsonArray());
            for (int i = 0; i < wanted.size(); i++) {
                JsonObject room = wanted.getJsonObject(i);
                send(joined(room), room.getString("room"));
            }
        }

        /** The answer to a join, and what was missed. */
        private void send(JsonObject joined, String room) {
            rooms.add(room);
            people.put(room, wrongly(cluster.people(room)));
            send(joined.put("people", named(people.get(room)))
                    .put("count", people.get(room).size() + miscount()));
            cluster.peopleChanged();
            List<Entry> log = cluster.log(room);
            int from = joined.getInteger("from");
            if (from <= log.size()) {
                send(FakeCluster.entries(room, log.subList(from - 1, log.size())));
            }
        }

        private JsonObject joined(JsonObject wish) {
            List<Entry> log = cluster.log(wish.getString("room"));
            Position head =
                    log.isEmpty() ? Position.START : log.get(log.size() - 1).position();
            int seq = wish.getInteger("seq", -1);
            boolean known = seq == 0
                    || (seq > 0
                            && seq <= log.size()
                            && log.get(seq - 1).digest().equals(Digest.parse(wish.getString("digest"))));
            int keep = known ? -1 : cluster.common(wish);
            int from = known ? seq + 1 : keep >= 0 ? keep + 1 : Math.max(1, log.size() - 49);
            JsonObject joined = new JsonObject();
            if (seq >= 0 && !known) {
                joined.put("keep", Math.max(0, keep));
            }
            return joined.put("t", "joined")
                    .put("room", wish.getString("room"))
                    .put(
                            "head",
                            new JsonObject()
                                    .put("seq", head.seq())
                                    .put("digest", head.digest().toString()))
                    .put("from", from)
                    .put("reset", seq >= 0 && !known);
        }

        /** Tells of those who came and went since the last time. */
        void tellPeople() {
            people.forEach((room, before) -> {
                Set<String> now = wrongly(cluster.people(room));
                Set<String> in = new TreeSet<>(now);
                in.removeAll(before);
                Set<String> out = new TreeSet<>(before);
                out.removeAll(now);
                if (!in.isEmpty() || !out.isEmpty()) {
                    send(new JsonObject()
                            .put("t", "presence")
                            .put("room", room)
                            .put("in", named(in))
                            .put("out", ids(out))
                            .put("count", now.size() + miscount()));
                }
                people.put(room, now);
            });
        }

        String user() {
            return user;
        }
    }

    private int miscount() {
        return peopleFault == PeopleFault.MISCOUNT ? 1 : 0;
    }

    private Set<String> wrongly(Set<String> names) {
        Set<String> told = new TreeSet<>(names);
        if (peopleFault == PeopleFault.GHOST) {
            told.add("ghost");
        } else if (peopleFault == PeopleFault.MISSING) {
            told.stream().filter(one -> one.startsWith("s")).findFirst().ifPresent(told::remove);
        }
        return told;
    }

    private static JsonArray ids(Set<String> names) {
        JsonArray ids = new JsonArray();
        names.forEach(one -> ids.add("id-" + one));
        return ids;
    }

    private static JsonArray named(Set<String> names) {
        JsonArray people = new JsonArray();
        names.forEach(one -> people.add(new JsonObject().put("id", "id-" + one).put("name", one)));
        return people;
    }

    private JsonObject page(JsonObject frame) {
        List<Entry> whole = cluster.log(frame.getString("room"));
        List<Entry> log = hidesNewest && !whole.isEmpty() ? whole.subList(0, whole.size() - 1) : whole;
        int after = Math.min(frame.getInteger("after"), log.size());
        int to = Math.min(log.size(), after + frame.getInteger("limit", 50));
        return new JsonObject()
                .put("t", "page")
                .put("room", frame.getString("room"))
                .put("entries", FakeCluster.array(log.subList(after, to)))
                .put("first", after == 0)
                .put("last", to == log.size());
    }
}
