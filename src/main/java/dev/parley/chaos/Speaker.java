package dev.parley.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The simplest client of one node: says one thing, waits for the answer. Throws a {@link ChaosFailure} when none comes. */
final class Speaker implements AutoCloseable {

    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final String url;
    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    /** Connects and is welcome. */
    Speaker(String url) {
        this.url = url;
        URI address = URI.create(url.replaceFirst("^http", "ws") + "/chat/websocket");
        try {
            socket = Trust.client()
                    .build()
                    .newWebSocketBuilder()
                    .connectTimeout(WITHIN)
                    .buildAsync(address, new Ear())
                    .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ChaosFailure("no socket to " + url, e);
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while connecting to " + url, e);
        }
        ask(new JsonObject().put("t", "hello").put("v", 1).put("name", "Speaker"), is("welcome"));
    }

    /** Says something in a room. Returns the number of the entry. */
    long say(String room, String id, String text) {
        JsonObject acked = ask(
                new JsonObject()
                        .put("t", "post")
                        .put("id", id)
                        .put("room", room)
                        .put("text", text),
                frame -> id.equals(frame.getString("id")));
        if (!"acked".equals(acked.getString("t"))) {
            throw new ChaosFailure(url + " answered " + acked);
        }
        return acked.getLong("seq");
    }

    /** The number of the newest entry of a room as this node knows it. */
    long head(String room) {
        return position(room).getLong("seq");
    }

    /** The position of the newest entry of a room as this node knows it: its number, and the digest of all up to it. */
    JsonObject position(String room) {
        JsonObject joined = ask(
                new JsonObject().put("t", "join").put("ref", "head").put("room", room),
                frame -> "head".equals(frame.getString("ref")));
        if (!"joined".equals(joined.getString("t"))) {
            throw new ChaosFailure(url + " answered " + joined);
        }
        return joined.getJsonObject("head");
    }

    /** All entries of a room as this node has them, in its order. */
    List<JsonObject> all(String room) {
        List<JsonObject> entries = new ArrayList<>();
        long seq = 0;
        while (true) {
            JsonObject page = ask(
                    new JsonObject()
                            .put("t", "history")
                            .put("ref", "all" + seq)
                            .put("room", room)
                            .put("after", seq)
                            .put("limit", 200),
                    refers("all" + seq));
            if (!"page".equals(page.getString("t"))) {
                throw new ChaosFailure(url + " answered " + page);
            }
            List<JsonObject> more = page.getJsonArray("entries").stream()
                    .map(JsonObject.class::cast)
                    .toList();
            if (more.isEmpty()) {
                return entries;
            }
            entries.addAll(more);
            seq = more.get(more.size() - 1).getLong("seq");
        }
    }

    /** Enters a room as somebody who has read up to a position. Returns the node's answer, of whatever kind. */
    JsonObject enterAt(String room, JsonObject position) {
        return ask(
                new JsonObject()
                        .put("t", "join")
                        .put("ref", "at")
                        .put("room", room)
                        .put("seq", position.getLong("seq"))
                        .put("digest", position.getString("digest")),
                refers("at"));
    }

    /** Asks until the node has an entry of a room. Returns the position then. */
    JsonObject awaitPosition(String room, long seq) {
        Await.until(
                url + " with " + seq + " entries of " + room, WITHIN, () -> head(room) >= seq ? "" : "fewer", () -> "");
        return position(room);
    }

    /**
     * Reads until a list of nodes comes that is as wanted. Returns all the lists that came, as the state of each node by its name.
     */
    List<Map<String, String>> awaitNodes(String what, Duration within, Predicate<Map<String, String>> wanted) {
        List<Map<String, String>> lists = new ArrayList<>();
        long deadline = System.nanoTime() + within.toNanos();
        while (lists.isEmpty() || !wanted.test(lists.get(lists.size() - 1))) {
            JsonObject frame = next(deadline);
            if (frame == null) {
                throw new ChaosFailure(
                        what + " was not told by " + url + " within " + within.toSeconds() + " s, but: " + lists);
            }
            if (is("nodes").test(frame)) {
                Map<String, String> states = new TreeMap<>();
                frame.getJsonArray("nodes").stream()
                        .map(JsonObject.class::cast)
                        .forEach(node -> states.put(node.getString("name"), node.getString("state")));
                lists.add(states);
            }
        }
        return lists;
    }

    private static Predicate<JsonObject> refers(String ref) {
        return frame -> ref.equals(frame.getString("ref"));
    }

    private static Predicate<JsonObject> is(String type) {
        return frame -> type.equals(frame.getString("t"));
    }

    private JsonObject ask(JsonObject frame, Predicate<JsonObject> answer) {
        socket.sendText(frame.encode(), true)
                .orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (true) {
            JsonObject got = next(deadline);
            if (got == null) {
                throw new ChaosFailure(url + " did not answer within " + WITHIN.toSeconds() + " s: " + frame);
            }
            if (answer.test(got)) {
                return got;
            }
        }
    }

    /** The next frame; null when none comes in time. */
    private @Nullable JsonObject next(long deadlineNanos) {
        try {
            return frames.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while waiting for " + url, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String whole = text.toString();
                text.setLength(0);
                if (whole.startsWith("[")) {
                    new JsonArray(whole).forEach(one -> frames.add((JsonObject) one));
                } else {
                    frames.add(new JsonObject(whole));
                }
            }
            from.request(1);
            return null;
        }
    }
}
