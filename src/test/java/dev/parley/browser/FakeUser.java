package dev.parley.browser;

import io.vertx.core.json.JsonObject;

/** Somebody in the fake chat. */
record FakeUser(String id, String name) {

    JsonObject json() {
        return new JsonObject().put("id", id).put("name", name);
    }
}
