package dev.parley.node;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What {@code parley.json} says about a data folder.
 *
 * @param format version of the folder's layout, 1 or more
 * @param nodeId identity of the node, made once
 * @param clusterName the cluster whose messages the folder holds
 * @param created when the folder was made
 */
record Marker(int format, String nodeId, String clusterName, Instant created) {

    /** The newest layout that this program knows. */
    static final int FORMAT = 1;

    static final String FILE = "parley.json";

    Marker {
        if (format < 1 || nodeId.isBlank() || clusterName.isBlank()) {
            throw new IllegalArgumentException(
                    "format " + format + ", node '" + nodeId + "', cluster-name '" + clusterName + "'");
        }
    }

    String encode() {
        return new JsonObject()
                        .put("format", format)
                        .put("node", nodeId)
                        .put("cluster-name", clusterName)
                        .put("created", created.toString())
                        .encodePrettily()
                + System.lineSeparator();
    }

    /** Only the version: a newer layout may have other fields. */
    static int formatOf(String text) {
        return fields(text).getInteger("format");
    }

    /**
     * Reads a marker.
     *
     * @throws IllegalArgumentException if the text is not one
     */
    static Marker decode(String text) {
        JsonObject json = fields(text);
        try {
            return new Marker(
                    json.getInteger("format"),
                    word(json, "node"),
                    word(json, "cluster-name"),
                    Instant.parse(word(json, "created")));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("created is not a time", e);
        }
    }

    /** Stricter than getString, which makes texts of numbers. */
    private static String word(JsonObject json, String field) {
        if (json.getValue(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("there is no " + field);
    }

    private static JsonObject fields(String text) {
        try {
            JsonObject json = new JsonObject(text);
            if (json.getValue("format") instanceof Integer) {
                return json;
            }
            throw new IllegalArgumentException("there is no format");
        } catch (DecodeException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }
}
