package dev.parley.browser;

import dev.parley.gateway.Assets;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A chat that speaks docs/protocol.md from memory, over any number of "nodes" that share it. Nodes can crash, stop in order, come back
 * on their port, go deaf, and lose or delay what they should answer.
 *
 * <p>All state is owned by one event loop. The public methods are for the thread of a test: they wait until the loop has done it.
 */
final class FakeChat extends VerticleBase implements AutoCloseable {

    static final String GENERAL = "general";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MINUTE_MILLIS = 60_000;

    final Map<String, FakeRoom> rooms = new LinkedHashMap<>();
    final Set<FakeSession> sessions = new LinkedHashSet<>();
    final List<String> heard = new ArrayList<>();
    long ackDelayMillis;
    int lostFrames;
    int refusals;
    boolean blocksWebSockets;
    /** Levels of the log, by area. */
    final Map<String, String> levels = new TreeMap<>(Map.of("cluster", "info", "log", "info", "trace", "info"));

    private final Vertx owner = Vertx.vertx();
    private final Assets assets = Assets.load();
    private final List<FakeNode> nodes = new ArrayList<>();
    private int messages;

    private FakeChat() {}

    /** Starts that many nodes with one room. */
    static FakeChat ofNodes(int count) {
        var chat = new FakeChat();
        await(chat.owner.deployVerticle(chat));
        chat.run(() -> {
            chat.rooms.put(GENERAL, new FakeRoom(GENERAL, "General"));
            IntStream.rangeClosed(1, count).forEach(i -> chat.nodes.add(new FakeNode(chat, "node-" + i)));
            return null;
        });
        chat.nodes.forEach(chat::startNode);
        return chat;
    }

    @Override
    public void close() {
        await(owner.close());
    }

    // ---- what a test does

    String url(int node) {
        return "http://127.0.0.1:" + nodes.get(node - 1).port;
    }

    void crash(int node) {
        await(compute(() -> nodes.get(node - 1).crash().mapEmpty()));
    }

    /** Starts a node again, on the port that it had. */
    void start(int node) {
        startNode(nodes.get(node - 1));
    }

    private void startNode(FakeNode node) {
        await(compute(() -> node.start(vertx, assets).mapEmpty()));
    }

    /** A planned stop: tells the clients to move, serves them until they have gone, and closes. */
    void stop(int node) {
        var leaving = nodes.get(node - 1);
        run(() -> {
            leaving.state = "leaving";
            tellNodes();
            var move = new JsonObject().put("t", "move").put("reason", "stopping");
            List.copyOf(sessions).stream()
                    .filter(session -> session.node == leaving)
                    .forEach(session -> session.send(move));
            return null;
        });
    }

    /** From now on nothing passes the open sockets of a node, in neither direction. */
    void goDeaf(int node) {
        run(() -> nodes.get(node - 1).isDeaf = true);
    }

    /** A node can, or cannot, reach a majority: {@code read-write} or {@code read-only}. */
    void turns(int node, String mode) {
        run(() -> {
            nodes.get(node - 1).mode = mode;
            List.copyOf(sessions).stream()
                    .filter(session -> session.node == nodes.get(node - 1))
                    .forEach(session ->
                            session.send(new JsonObject().put("t", "mode").put("mode", mode)));
            return null;
        });
    }

    void delayAcks(Duration delay) {
        run(() -> ackDelayMillis = delay.toMillis());
    }

    /** As behind a proxy that lets no WebSocket through. */
    void blockWebSockets() {
        run(() -> blocksWebSockets = true);
    }

    /** The next posts are swallowed. */
    void losePosts(int count) {
        run(() -> lostFrames = count);
    }

    /** The next posts are answered "too fast, later". */
    void refusePosts(int count) {
        run(() -> refusals = count);
    }

    /** Somebody without a browser says something. */
    void says(String name, String text) {
        says(name, GENERAL, text);
    }

    void says(String name, String room, String text) {
        run(() -> {
            post(rooms.get(room), "F" + messages++, userOf(name), text);
            return null;
        });
    }

    /** Old messages of several people, one each minute until an hour ago. */
    void hasHistory(int count) {
        run(() -> {
            var names = List.of("Grace", "Alan", "Barbara");
            for (int i = 1; i <= count; i++) {
                var at = System.currentTimeMillis() - (count - i + 60) * MINUTE_MILLIS;
                var text =
                        "message " + i + (i % 7 == 0 ? "\nwith a second line" : "") + " and more words".repeat(i % 11);
                rooms.get(GENERAL).append("H" + i, userOf(names.get(i / 3 % 3)), text, at);
            }
            return null;
        });
    }

    void isTyping(String name) {
        run(() -> {
            var frame = new JsonObject()
                    .put("t", "typing")
                    .put("room", GENERAL)
                    .mergeIn(userOf(name).json());
            toRoom(rooms.get(GENERAL), frame, session -> true);
            return null;
        });
    }

    void makesRoom(String id, String name) {
        run(() -> {
            addRoom(id, name);
            return null;
        });
    }

    /** As after the healing of a split: the order is another one. Positions are of no use any more. */
    void rewriteHistory() {
        run(() -> {
            rooms.get(GENERAL).rewrite();
            return null;
        });
    }

    /** As after the healing of a split: what came after a number goes to the end, behind what somebody said on the other side. */
    void heals(int common, String name, List<String> said) {
        run(() -> {
            rooms.get(GENERAL).heal(common, userOf(name), said);
            return null;
        });
    }

    /** Sends entries with a hole before them, as only a bug would. */
    void skipsAnEntry(String name, String lost, String next) {
        run(() -> {
            var room = rooms.get(GENERAL);
            room.append("F" + messages++, userOf(name), lost, System.currentTimeMillis());
            post(room, "F" + messages++, userOf(name), next);
            return null;
        });
    }

    List<String> texts() {
        return run(() -> rooms.get(GENERAL).texts());
    }

    /** How many frames of a type have come in so far. */
    long heard(String type) {
        return run(() -> heard.stream().filter(type::equals).count());
    }

    int sessionsAtNode(int node) {
        return run(() -> sessionsAt(nodes.get(node - 1)));
    }

    // ---- for sessions and nodes, on the loop

    void post(FakeRoom room, String id, FakeUser author, String text) {
        if (room.knows(id)) {
            return;
        }
        var entry = room.append(id, author, text, System.currentTimeMillis());
        toRoom(room, FakeSession.entries(room, new JsonArray().add(entry)), session -> true);
    }

    void later(long millis, Runnable action) {
        if (millis == 0) {
            action.run();
        } else {
            vertx.setTimer(millis, timer -> action.run());
        }
    }

    void addRoom(String id, String name) {
        if (rooms.putIfAbsent(id, new FakeRoom(id, name)) == null) {
            var room = new JsonObject().put("room", id).put("name", name);
            toAll(new JsonObject().put("t", "rooms").put("rooms", new JsonArray().add(room)));
        }
    }

    void gone(FakeSession session) {
        if (sessions.remove(session)) {
            session.rooms.forEach(room -> tellPresence(rooms.get(room)));
            tellNodes();
        }
    }

    void forget(FakeNode node) {
        List.copyOf(sessions).stream().filter(session -> session.node == node).forEach(this::gone);
        tellNodes();
    }

    void toRoom(FakeRoom room, JsonObject frame, Predicate<FakeSession> wanted) {
        List.copyOf(sessions).stream()
                .filter(session -> session.rooms.contains(room.id) && wanted.test(session))
                .forEach(session -> session.send(frame));
    }

    private void toAll(JsonObject frame) {
        List.copyOf(sessions).forEach(session -> session.send(frame));
    }

    void tellNodes() {
        toAll(new JsonObject().put("t", "nodes").put("nodes", nodeList()));
    }

    void tellPresence(FakeRoom room) {
        var people = peopleIn(room);
        var present = people.stream()
                .map(person -> ((JsonObject) person).getString("id"))
                .toList();
        var out = new JsonArray();
        sessions.stream()
                .map(session -> session.user.id())
                .filter(id -> !present.contains(id))
                .distinct()
                .forEach(out::add);
        toRoom(
                room,
                new JsonObject()
                        .put("t", "presence")
                        .put("room", room.id)
                        .put("in", people)
                        .put("out", out)
                        .put("count", people.size()),
                session -> true);
    }

    JsonArray peopleIn(FakeRoom room) {
        var people = new LinkedHashSet<FakeUser>();
        sessions.stream()
                .filter(session -> session.rooms.contains(room.id))
                .forEach(session -> people.add(session.user));
        return new JsonArray(people.stream().map(FakeUser::json).toList());
    }

    int sessionsAt(FakeNode node) {
        return (int) sessions.stream().filter(session -> session.node == node).count();
    }

    JsonArray roomList() {
        var list = new JsonArray();
        rooms.values()
                .forEach(room -> list.add(new JsonObject().put("room", room.id).put("name", room.name)));
        return list;
    }

    JsonArray nodeList() {
        return new JsonArray(liveNodes().stream().map(FakeNode::json).toList());
    }

    List<FakeNode> liveNodes() {
        return nodes.stream().filter(node -> !node.state.equals("gone")).toList();
    }

    /** What /api/cluster answers: shards dealt out in turn, and one crash in the past. */
    JsonObject report(FakeNode asked) {
        var live = liveNodes();
        var now = System.currentTimeMillis();
        var leaders = new JsonArray();
        var elections = new JsonArray();
        for (int shard = 0; shard < 64; shard++) {
            var leader = live.get(shard % live.size());
            leaders.add(new JsonObject()
                    .put("shard", shard)
                    .put("node", leader.id())
                    .put("term", leader.since + shard));
            if (shard % 3 == 0) {
                elections.add(new JsonObject()
                        .put("at", now - 90_000 - shard)
                        .put("shard", shard)
                        .put("term", leader.since)
                        .put("from", "x")
                        .put("fromName", "node-9")
                        .put("to", leader.id())
                        .put("toName", leader.name)
                        .put("reason", shard < 48 ? "crash" : "hand-over")
                        .put("millis", 180 + shard * 4));
            }
        }
        var list = new JsonArray();
        live.forEach(node -> list.add(node.json().put("leads", 64 / live.size()).put("heartbeatAge", 412)));
        return new JsonObject()
                .put("node", asked.id())
                .put("clusterName", "parley")
                .put("policy", "available")
                .put("shards", 64)
                .put("now", now)
                .put("nodes", list)
                .put("leaders", leaders)
                .put("elections", elections);
    }

    private static FakeUser userOf(String name) {
        return new FakeUser(FakeRoom.digest(name).substring(0, 16), name);
    }

    // ---- from the thread of a test to the loop and back

    private <T> Future<T> compute(Supplier<Future<T>> action) {
        return Future.future(promise -> context.runOnContext(
                go -> Future.succeededFuture().compose(begun -> action.get()).onComplete(promise)));
    }

    private <T> T run(Supplier<T> action) {
        return await(compute(() -> Future.succeededFuture(action.get())));
    }

    private static <T> T await(Future<T> future) {
        CompletableFuture<T> result = future.toCompletionStage().toCompletableFuture();
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the fake chat did not do it", e);
        }
    }
}
