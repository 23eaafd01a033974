package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.Position;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One object that a node sent.
 *
 * @param type its field {@code t}; empty if it has none
 * @param fields all other fields but {@code entries}
 * @param entries the field {@code entries}, of which only the part that matters for the order is read; empty if it has none
 */
record ServerFrame(String type, JsonObject fields, List<Seen> entries) {

    /** What of an entry is read: its number, its id, and the chained digest. */
    record Seen(long seq, Ulid id, Digest digest) {
        Position position() {
            return new Position(seq, digest);
        }
    }

    /** Whether a node that says this takes no messages. */
    boolean isReadOnly() {
        return text("mode").equals("read-only");
    }

    /** A field that is a text; empty if it is missing. */
    String text(String name) {
        return fields.getValue(name) instanceof String text ? text : "";
    }

    /** A field that is a number; 0 if it is missing. */
    long number(String name) {
        return fields.getValue(name) instanceof Number number ? number.longValue() : 0;
    }

    /** A field that is true or false; false if it is missing. */
    boolean flag(String name) {
        return Boolean.TRUE.equals(fields.getValue(name));
    }

    /**
     * The place of an acknowledged entry.
     *
     * @throws IllegalArgumentException when number or digest are malformed
     */
    Position position() {
        return new Position(number("seq"), Digest.parse(text("digest")));
    }
}
