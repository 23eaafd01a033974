package dev.parley.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Reads the field {@code nodes} of a frame. */
final class NodeList {

    private NodeList() {}

    /** The nodes with an address that can be dialled; one without a url is at the host one came by. */
    static List<NodeBook.Known> read(ServerFrame frame, URI cameBy) {
        List<NodeBook.Known> known = new ArrayList<>();
        JsonArray list = frame.fields().getJsonArray("nodes", new JsonArray());
        for (int i = 0; i < list.size(); i++) {
            JsonObject node = list.getJsonObject(i);
            String url = node.getString("url");
            if (url == null) {
                url = cameBy.getScheme() + "://" + cameBy.getHost() + ":" + node.getInteger("port");
            }
            known.add(new NodeBook.Known(
                    node.getString("node", ""), url, node.getString("state", ""), node.getInteger("sessions", 0)));
        }
        return known;
    }
}
