package dev.parley.gateway;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What {@code /ready} asks the rest of the node. Any thread; nothing here waits. */
@FunctionalInterface
public interface Readiness {

    /** Why this node does not serve; empty: it does, if the gateway is open. */
    Optional<String> obstacle();

    /** The same in parts, for an administrator: under the name of each, {@code ok}, a {@code sentence}, and numbers. */
    default JsonObject checks() {
        return new JsonObject();
    }
}
