package dev.parley.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads who is in a room out of {@code joined} and {@code presence}. */
final class PeopleFrames {

    private PeopleFrames() {}

    /** Hands on what a frame says of the people of a room. */
    static void tell(ServerFrame frame, ClientListener listener) {
        String room = frame.text("room");
        long count = frame.number("count");
        if (frame.type().equals("joined")) {
            listener.people(room, people -> people.listed(named(frame, "people"), count));
        } else {
            List<String> went =
                    array(frame, "out").stream().map(String::valueOf).toList();
            listener.people(room, people -> people.changed(named(frame, "in"), went, count));
        }
    }

    private static Map<String, String> named(ServerFrame frame, String field) {
        Map<String, String> names = new HashMap<>();
        for (Object one : array(frame, field)) {
            if (one instanceof JsonObject person) {
                names.put(person.getString("id"), person.getString("name"));
            }
        }
        return names;
    }

    private static JsonArray array(ServerFrame frame, String field) {
        return frame.fields().getValue(field) instanceof JsonArray array ? array : new JsonArray();
    }
}
