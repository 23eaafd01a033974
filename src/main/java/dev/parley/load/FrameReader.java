package dev.parley.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.wire.Digest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a node sent: one JSON object, or an array of them.
 *
 * <p>A load tool reads far more entries than anything else, and of an entry three fields. So it streams, and steps over the rest.
 */
final class FrameReader {

    private static final JsonFactory JSON = new JsonFactory();

    private FrameReader() {}

    /**
     * The frames of one text message, in order.
     *
     * @throws IllegalArgumentException when the text breaks the protocol, which is a bug of the node
     */
    static List<ServerFrame> read(String text) {
        try (JsonParser in = JSON.createParser(text)) {
            List<ServerFrame> frames = new ArrayList<>(1);
            if (in.nextToken() == JsonToken.START_ARRAY) {
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    frames.add(frame(in));
                }
            } else {
                frames.add(frame(in));
            }
            return frames;
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + shortened(text), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + " in " + shortened(text), e);
        }
    }

    private static ServerFrame frame(JsonParser in) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("a frame is not an object");
        }
        String type = "";
        JsonObject fields = new JsonObject();
        List<ServerFrame.Seen> entries = List.of();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            if (name.equals("t")) {
                type = in.getText();
            } else if (name.equals("entries") && value == JsonToken.START_ARRAY) {
                entries = entries(in);
            } else {
                fields.put(name, value(in));
            }
        }
        return new ServerFrame(type, fields, entries);
    }

    private static List<ServerFrame.Seen> entries(JsonParser in) throws IOException {
        List<ServerFrame.Seen> entries = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            entries.add(entry(in));
        }
        return entries;
    }

    private static ServerFrame.Seen entry(JsonParser in) throws IOException {
        long seq = 0;
        Ulid id = null;
        Digest digest = null;
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "seq" -> seq = in.getLongValue();
                case "id" -> id = Ulid.parse(in.getText());
                case "digest" -> digest = Digest.parse(in.getText());
                default -> in.skipChildren();
            }
        }
        if (seq < 1 || id == null || digest == null) {
            throw new IllegalArgumentException("an entry without seq, id or digest");
        }
        return new ServerFrame.Seen(seq, id, digest);
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static JsonObject object(JsonParser in) throws IOException {
        JsonObject object = new JsonObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            object.put(name, value(in));
        }
        return object;
    }

    private static JsonArray array(JsonParser in) throws IOException {
        JsonArray array = new JsonArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(in));
        }
        return array;
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
