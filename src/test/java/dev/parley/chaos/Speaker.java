package dev.parley.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The simplest client of one node: says one thing, waits for the answer. Throws an AssertionError when none comes. */
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
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .connectTimeout(WITHIN)
                    .buildAsync(address, new Ear())
                    .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no socket to " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while connecting to " + url, e);
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
            throw new AssertionError(url + " answered " + acked);
        }
        return acked.getLong("seq");
    }

    /** The number of the newest entry of a room as this node knows it. */
    long head(String room) {
        JsonObject joined = ask(
                new JsonObject().put("t", "join").put("ref", "head").put("room", room),
                frame -> "head".equals(frame.getString("ref")));
        if (!"joined".equals(joined.getString("t"))) {
            throw new AssertionError(url + " answered " + joined);
        }
        return joined.getJsonObject("head").getLong("seq");
    }

    private static Predicate<JsonObject> is(String type) {
        return frame -> type.equals(frame.getString("t"));
    }

    private JsonObject ask(JsonObject frame, Predicate<JsonObject> answer) {
        socket.sendText(frame.encode(), true)
                .orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        try {
            while (true) {
                JsonObject got = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (got == null) {
                    throw new AssertionError(url + " did not answer within " + WITHIN.toSeconds() + " s: " + frame);
                }
                if (answer.test(got)) {
                    return got;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + url, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
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
