package dev.parley.load;

import dev.parley.wire.Command;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Nodes that speak the protocol over real sockets and share their logs in memory; one event loop owns all of it. They break a
 * promise when they are told to.
 */
final class FakeCluster implements AutoCloseable {

    /** A promise to break, once. */
    enum Fault {
        NONE,
        ACK_WITHOUT_ENTRY,
        DELIVER_TWICE,
        SKIP_ONE,
        ENTRY_TWICE_IN_LOG,
        WRONG_ACK,
        UNKNOWN_ENTRY
    }

    final List<FakeNode> nodes = new ArrayList<>();
    final Map<String, List<Entry>> logs = new LinkedHashMap<>();
    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private final Vertx vertx;
    private final Context context;
    private Fault fault = Fault.NONE;
    /** How often a split healed: what is moved then gets another digest even at the same place. */
    private int heals;

    private JsonObject refusal = new JsonObject();

    private FakeCluster(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    static FakeCluster start(Vertx vertx, int count) {
        Promise<FakeCluster> started = Promise.promise();
        vertx.deployVerticle(context -> {
            FakeCluster cluster = new FakeCluster(vertx, context);
            Future<?> all = Future.succeededFuture();
            for (int i = 1; i <= count; i++) {
                FakeNode node = new FakeNode(cluster, vertx, "n" + i);
                cluster.nodes.add(node);
                all = all.compose(done -> node.start());
            }
            return all.onSuccess(done -> started.complete(cluster));
        });
        return await(started.future());
    }

    /** Runs on the owner loop and waits for it. */
    <T> T call(Supplier<T> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(
                nothing -> Future.succeededFuture().map(v -> action.get()).onComplete(done));
        return await(done.future());
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("did not complete within 60 s: " + e, e);
        }
    }

    void breakOnce(Fault next) {
        run(() -> fault = next);
    }

    /** Answers the next post with this error. */
    void refuseNext(int code, String error, long retryAfter) {
        run(() -> refusal = new JsonObject()
                .put("t", "error")
                .put("code", code)
                .put("error", error)
                .put("message", "as told by the test")
                .put("retryAfter", retryAfter));
    }

    List<String> urls() {
        return nodes.stream().map(FakeNode::url).toList();
    }

    private boolean take(Fault wanted) {
        boolean now = fault == wanted;
        if (now) {
            fault = Fault.NONE;
        }
        return now;
    }

    /** The names of all who are in a room, on whatever node. */
    Set<String> people(String room) {
        return nodes.stream()
                .flatMap(node -> node.sessions.stream())
                .filter(session -> session.rooms.contains(room))
                .map(FakeNode.Session::user)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void peopleChanged() {
        nodes.forEach(node -> List.copyOf(node.sessions).forEach(FakeNode.Session::tellPeople));
    }

    List<Entry> log(String room) {
        return logs.computeIfAbsent(room, key -> new ArrayList<>());
    }

    /** The number of the newest mark of a wish that is in the log; -1 if none is. */
    int common(JsonObject wish) {
        List<Entry> log = log(wish.getString("room"));
        JsonArray marks = wish.getJsonArray("marks", new JsonArray());
        for (int i = 0; i < marks.size(); i++) {
            int seq = marks.getJsonObject(i).getInteger("seq");
            Digest digest = Digest.parse(marks.getJsonObject(i).getString("digest"));
            if (seq == 0 || (seq <= log.size() && log.get(seq - 1).digest().equals(digest))) {
                return seq;
            }
        }
        return -1;
    }

    /** As after the healing of a split: what came after a number goes to the end, behind what somebody on the other side had said. */
    void heal(String room, int common, String said) {
        heals++;
        List<Entry> orphans = List.copyOf(log(room).subList(common, log(room).size()));
        log(room).subList(common, log(room).size()).clear();
        if (!said.isEmpty()) {
            post(
                    "eve",
                    new JsonObject()
                            .put("id", new Ulid(77, log(room).size()).toString())
                            .put("room", room)
                            .put("text", said));
        }
        orphans.forEach(orphan -> {
            byId.remove(orphan.id().value());
            JsonObject body = new JsonObject(orphan.body().toString());
            post(
                    body.getString("name"),
                    new JsonObject()
                            .put("id", orphan.id().value())
                            .put("room", room)
                            .put("text", body.getString("text")));
        });
    }

    /** The answer to a post. */
    JsonObject post(String user, JsonObject frame) {
        String id = frame.getString("id");
        String room = frame.getString("room");
        if (!refusal.isEmpty()) {
            JsonObject answer = refusal.copy().put("id", id);
            refusal = new JsonObject();
            return answer;
        }
        Entry known = byId.get(id);
        if (known != null) {
            return acked(known, room);
        }
        if (log(room).size() > 2 && take(Fault.ACK_WITHOUT_ENTRY)) {
            Entry made = make(user, id, room, frame.getString("text"));
            byId.put(id, made);
            return acked(made, room);
        }
        Entry entry = append(make(user, id, room, frame.getString("text")), room);
        if (take(Fault.ENTRY_TWICE_IN_LOG)) {
            append(make(user, id, room, frame.getString("text")), room);
            byId.put(id, entry);
        }
        if (take(Fault.UNKNOWN_ENTRY)) {
            append(make(user, new Ulid(99, entry.seq()).toString(), room, "who said this"), room);
        }
        return take(Fault.WRONG_ACK) ? acked(entry, room).put("seq", entry.seq() + 1) : acked(entry, room);
    }

    JsonObject create(JsonObject frame) {
        String id = frame.getString("id");
        log(id);
        return new JsonObject()
                .put("t", "acked")
                .put("id", id)
                .put("room", id)
                .put("seq", 1)
                .put("at", 1)
                .put("digest", new Digest(1, 1).toString());
    }

    private Entry make(String user, String id, String room, String text) {
        List<Entry> log = log(room);
        Position head = log.isEmpty() ? Position.START : log.get(log.size() - 1).position();
        Json body = Json.of(new JsonObject().put("name", user).put("text", text).encode());
        return Entry.after(
                head,
                new Command(LogId.ofRoom(room), new EntryId(id), Kind.MESSAGE, new UserId("u1"), null, body),
                1_763_800_000_000L + heals);
    }

    private Entry append(Entry entry, String room) {
        log(room).add(entry);
        byId.put(entry.id().value(), entry);
        boolean skip = log(room).size() > 2 && take(Fault.SKIP_ONE);
        boolean twice = take(Fault.DELIVER_TWICE);
        boolean first = true;
        for (FakeNode node : nodes) {
            for (FakeNode.Session session : node.sessions) {
                if (!session.rooms.contains(room)) {
                    continue;
                }
                if (!(first && skip)) {
                    session.send(entries(room, List.of(entry)));
                }
                if (first && twice) {
                    session.send(entries(room, List.of(entry)));
                }
                first = false;
            }
        }
        return entry;
    }

    private static JsonObject acked(Entry entry, String room) {
        return new JsonObject()
                .put("t", "acked")
                .put("id", entry.id().value())
                .put("room", room)
                .put("seq", entry.seq())
                .put("at", entry.atMillis())
                .put("digest", entry.digest().toString());
    }

    static JsonObject entries(String room, List<Entry> entries) {
        return new JsonObject().put("t", "entries").put("room", room).put("entries", array(entries));
    }

    static JsonArray array(List<Entry> entries) {
        JsonArray array = new JsonArray();
        entries.forEach(entry -> array.add(new JsonObject(entry.json().toString())));
        return array;
    }

    JsonArray nodeList() {
        JsonArray list = new JsonArray();
        for (FakeNode node : nodes) {
            if (node.isUp()) {
                list.add(new JsonObject()
                        .put("node", node.name)
                        .put("name", node.name)
                        .putNull("url")
                        .put("port", node.port)
                        .put("state", "ready"));
            }
        }
        return list;
    }

    void tellNodes() {
        JsonObject frame = new JsonObject().put("t", "nodes").put("nodes", nodeList());
        nodes.forEach(node -> node.sessions.forEach(session -> session.send(frame)));
    }

    @Override
    public void close() {
        await(Future.join(nodes.stream().map(node -> call(node::crash)).toList())
                .otherwiseEmpty());
    }

    Vertx vertx() {
        return vertx;
    }
}
