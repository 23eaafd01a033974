package dev.parley.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The log of one room in memory. Owned by the event loop of {@link FakeChat}. */
final class FakeRoom {

    private static final String ZERO = "0".repeat(32);

    final String id;
    final String name;
    private final List<JsonObject> entries = new ArrayList<>();
    private final Map<String, JsonObject> byMessageId = new HashMap<>();

    FakeRoom(String id, String name) {
        this.id = id;
        this.name = name;
    }

    /** Adds a message, or finds the one with this id. */
    JsonObject append(String messageId, FakeUser author, String text, long atMillis) {
        return byMessageId.computeIfAbsent(messageId, unknown -> {
            var entry = new JsonObject()
                    .put("seq", entries.size() + 1)
                    .put("id", messageId)
                    .put("kind", "message")
                    .put("author", author.id())
                    .put("at", atMillis)
                    .put("digest", digest(headDigest() + messageId + text))
                    .put("body", new JsonObject().put("name", author.name()).put("text", text));
            entries.add(entry);
            return entry;
        });
    }

    boolean knows(String messageId) {
        return byMessageId.containsKey(messageId);
    }

    /** The history is another one from the first entry on: same messages, other digests, in reverse order. */
    void rewrite() {
        var old = new ArrayList<>(entries);
        entries.clear();
        byMessageId.clear();
        for (int i = old.size() - 1; i >= 0; i--) {
            appendAgain(old.get(i));
        }
    }

    /**
     * As after the healing of a split: what came after a number goes to the end, behind what was said on the other side.
     *
     * @param said messages of somebody there
     */
    void heal(int common, FakeUser author, List<String> said) {
        var orphans = new ArrayList<>(entries.subList(common, entries.size()));
        entries.subList(common, entries.size()).clear();
        orphans.forEach(orphan -> byMessageId.remove(orphan.getString("id")));
        said.forEach(text -> append("S" + text, author, text, System.currentTimeMillis()));
        orphans.forEach(this::appendAgain);
    }

    private void appendAgain(JsonObject entry) {
        var body = entry.getJsonObject("body");
        var author = new FakeUser(entry.getString("author"), body.getString("name"));
        append(entry.getString("id"), author, body.getString("text"), entry.getLong("at"));
    }

    /** The number of the newest of these positions that this room has; 0 if there is none. */
    long common(JsonArray marks) {
        return marks.stream()
                .map(JsonObject.class::cast)
                .filter(mark -> holds(mark.getLong("seq"), mark.getString("digest")))
                .mapToLong(mark -> mark.getLong("seq"))
                .findFirst()
                .orElse(0);
    }

    int size() {
        return entries.size();
    }

    JsonObject head() {
        return new JsonObject().put("seq", entries.size()).put("digest", headDigest());
    }

    private String headDigest() {
        return entries.isEmpty() ? ZERO : entries.get(entries.size() - 1).getString("digest");
    }

    /** Whether somebody who read up to here can go on from here. */
    boolean holds(long seq, String digest) {
        return seq == 0
                || (seq <= entries.size()
                        && Objects.equals(entries.get((int) seq - 1).getString("digest"), digest));
    }

    /** The entries from one number to another, both included, as far as there are any. */
    JsonArray between(long from, long to) {
        int low = (int) Math.max(1, from);
        int high = (int) Math.min(entries.size(), to);
        return low > high ? new JsonArray() : new JsonArray(new ArrayList<>(entries.subList(low - 1, high)));
    }

    List<String> texts() {
        return entries.stream()
                .map(entry -> entry.getJsonObject("body").getString("text"))
                .toList();
    }

    static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
