package dev.parley.admin;

import dev.parley.wire.EntryId;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What one node is to do, or to tell. All of them may be given twice. */
sealed interface Order {

    /** Takes no more sessions, lets go of its clients and leads nothing; but stays. */
    record Drain() implements Order {}

    /** Ends a {@link Drain}. */
    record Resume() implements Order {}

    /** Ends the process at once; only in a demonstration. */
    record Kill() implements Order {}

    /** Tells how it is. */
    record Tell() implements Order {}

    /** Tells the level of each area. */
    record TellLevels() implements Order {}

    /** Logs an area from this level on. */
    record SetLevel(String area, String level) implements Order {}

    /** Logs all areas as configured. */
    record ResetLevels() implements Order {}

    /** Tells which messages are followed. */
    record TellTraces() implements Order {}

    /** Follows one message for some minutes. */
    record Follow(EntryId id, int minutes) implements Order {}

    /** Follows this message no more. */
    record Forget(EntryId id) implements Order {}

    /** The form on the event bus. */
    default JsonObject json() {
        JsonObject json = new JsonObject().put("order", getClass().getSimpleName());
        if (this instanceof SetLevel set) {
            json.put("area", set.area()).put("level", set.level());
        } else if (this instanceof Follow follow) {
            json.put("id", follow.id().value()).put("minutes", follow.minutes());
        } else if (this instanceof Forget forget) {
            json.put("id", forget.id().value());
        }
        return json;
    }

    /**
     * Reads {@link #json()}.
     *
     * @throws IllegalArgumentException when it is none, as from a node of another release
     */
    static Order of(JsonObject json) {
        String name = text(json, "order");
        return switch (name) {
            case "Drain" -> new Drain();
            case "Resume" -> new Resume();
            case "Kill" -> new Kill();
            case "Tell" -> new Tell();
            case "TellLevels" -> new TellLevels();
            case "SetLevel" -> new SetLevel(text(json, "area"), text(json, "level"));
            case "ResetLevels" -> new ResetLevels();
            case "TellTraces" -> new TellTraces();
            case "Follow" -> new Follow(new EntryId(text(json, "id")), json.getInteger("minutes"));
            case "Forget" -> new Forget(new EntryId(text(json, "id")));
            default -> throw new IllegalArgumentException("not an order: " + name);
        };
    }

    private static String text(JsonObject json, String field) {
        @Nullable Object value = json.getValue(field);
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("an order without " + field);
    }
}
