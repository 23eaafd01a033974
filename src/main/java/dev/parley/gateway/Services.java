package dev.parley.gateway;

import dev.parley.account.Guests;
import dev.parley.cluster.Roster;
import dev.parley.log.LogReader;
import dev.parley.presence.Presence;
import dev.parley.room.Rooms;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the gateway works with.
 *
 * @param rooms takes what clients say
 * @param log what they read
 * @param roster the nodes
 * @param presence who is where
 * @param guests who they are
 * @param readiness why this node does not serve, if so. Asked by {@code /ready}
 * @param mounts further routes, added after those of the gateway, once on each event loop
 */
public record Services(
        Rooms rooms,
        LogReader log,
        Roster roster,
        Presence presence,
        Guests guests,
        Readiness readiness,
        List<Consumer<Router>> mounts) {

    public Services {
        mounts = List.copyOf(mounts);
    }
}
