package dev.parley.gateway;

import dev.parley.wire.Json;
import io.vertx.core.json.JsonObject;

/** The bodies of entries that clients make. */
final class Bodies {

    private Bodies() {}

    /** What a guest said. The name is part of it, because guests have no account to look it up in. */
    static Json message(String guestName, String text) {
        return Json.of(new JsonObject().put("name", guestName).put("text", text).encode());
    }

    /** That a room was made. */
    static Json room(String room, String name) {
        return Json.of(new JsonObject().put("room", room).put("name", name).encode());
    }
}
