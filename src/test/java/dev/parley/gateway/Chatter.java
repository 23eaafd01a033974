package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A person with a WebSocket, for tests: says things, and waits for what comes, with a deadline. Used by the test's thread. */
final class Chatter implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 15;

    private final WebSocketClient client;
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> inbox = new LinkedBlockingQueue<>();
    private final List<JsonObject> aside = new ArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    Chatter(Vertx vertx, int port) {
        client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxFrameSize(4 << 20)
                .setMaxMessageSize(4 << 20)
                .setTryUsePerMessageCompression(false));
        socket = client.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/chat/websocket"))
                .map(this::listen)
                .timeout(15, TimeUnit.SECONDS)
                .await();
    }

    private WebSocket listen(WebSocket open) {
        open.textMessageHandler(text -> {
            JsonArray frames = text.startsWith("[") ? new JsonArray(text) : new JsonArray("[" + text + "]");
            frames.forEach(frame -> inbox.add((JsonObject) frame));
        });
        open.closeHandler(v -> closed.complete(open.closeStatusCode() == null ? -1 : (int) open.closeStatusCode()));
        return open;
    }

    Chatter say(JsonObject frame) {
        return sayRaw(frame.encode());
    }

    Chatter sayRaw(String text) {
        socket.writeTextMessage(text);
        return this;
    }

    JsonObject hello(String name) {
        say(new JsonObject().put("t", "hello").put("v", 1).put("name", name));
        return await("welcome");
    }

    JsonObject join(String room) {
        say(new JsonObject().put("t", "join").put("ref", "j-" + room).put("room", room));
        return await("joined");
    }

    Chatter post(String id, String room, String text) {
        return say(new JsonObject()
                .put("t", "post")
                .put("id", id)
                .put("room", room)
                .put("text", text));
    }

    /** The next frame of a type. Others that come before it are kept for later. */
    JsonObject await(String type) {
        return await(type, frame -> true);
    }

    JsonObject awaitError(int code) {
        JsonObject error = await("error");
        assertThat(error.getInteger("code")).as("the code of %s", error).isEqualTo(code);
        return error;
    }

    JsonObject await(String type, Predicate<JsonObject> condition) {
        return awaitAny(type, frame -> frame.getString("t").equals(type) && condition.test(frame));
    }

    /** The next frame of one of these types. */
    JsonObject await(String what, List<String> types) {
        return awaitAny(what, frame -> types.contains(frame.getString("t")));
    }

    private JsonObject awaitAny(String what, Predicate<JsonObject> wanted) {
        for (int i = 0; i < aside.size(); i++) {
            if (wanted.test(aside.get(i))) {
                return aside.remove(i);
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (true) {
            JsonObject frame = poll(end - System.nanoTime());
            if (frame == null) {
                throw new AssertionError("no " + what + " in " + DEADLINE_SECONDS + " s; closed: " + closed.getNow(0)
                        + "; came: " + aside);
            }
            if (wanted.test(frame)) {
                return frame;
            }
            aside.add(frame);
        }
    }

    /** The text of the next message that somebody said. */
    String awaitText(String room) {
        JsonObject frame = await("entries", f -> f.getString("room").equals(room));
        return frame.getJsonArray("entries")
                .getJsonObject(0)
                .getJsonObject("body")
                .getString("text");
    }

    /** The code with which the connection ends. */
    int awaitClose() {
        try {
            return closed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not closed in " + DEADLINE_SECONDS + " s; came: " + inbox, e);
        }
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    WebSocket socket() {
        return socket;
    }

    private JsonObject poll(long nanos) {
        try {
            return inbox.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.close().timeout(15, TimeUnit.SECONDS).await();
    }
}
