package dev.parley.presence;

import dev.parley.cluster.Roster;
import dev.parley.wire.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/** Who is where: the door of this package. Any thread may call; nothing fails. */
public final class Presence {

    /** Hears of comings and goings. Called on the event loop of the presence: hand over and return. */
    public interface Listener {

        /**
         * Somebody came into a room, or went out of it, on any node.
         *
         * @param in who came, or has another name now
         * @param out who went
         * @param count how many are there now
         */
        void changed(String room, List<Person> in, List<UserId> out, int count);

        /** Somebody types, on any node. */
        void typed(String room, Person person);
    }

    private final Vertx vertx;
    private final PresenceVerticle verticle;

    private Presence(Vertx vertx, PresenceVerticle verticle) {
        this.vertx = vertx;
        this.verticle = verticle;
    }

    /** Starts it on an event loop of its own. */
    public static Future<Presence> deploy(Vertx vertx, Roster roster) {
        PresenceVerticle verticle = new PresenceVerticle(roster);
        return vertx.deployVerticle(verticle).map(id -> new Presence(vertx, verticle));
    }

    /** A client of this node said who they are; {@code session} is not used for another one in the life of the node. */
    public void came(long session, Person person) {
        verticle.run(core -> core.came(session, person));
    }

    /** A client of this node is gone, out of all rooms. */
    public void went(long session) {
        verticle.run(core -> core.went(session));
    }

    /** A client of this node is in a room from now on. Completes on the caller's context with who is there, them included. */
    public Future<People> joined(long session, String room) {
        return verticle.ask(core -> {
            core.joined(session, room);
            return core.people(room);
        });
    }

    /** A client of this node is in a room no more. */
    public void left(long session, String room) {
        verticle.run(core -> core.left(session, room));
    }

    /** Who is in a room, on any node. Completes on the caller's context. */
    public Future<People> people(String room) {
        return verticle.ask(core -> core.people(room));
    }

    /** Tells everybody on every node that somebody types. */
    public void typing(String room, Person person) {
        verticle.typing(room, person);
    }

    /** Hears of all changes from now on. */
    public void listen(Listener listener) {
        verticle.listen(listener);
    }

    /** Stops it; this node's people are forgotten by the others when it leaves the roster. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        vertx.undeploy(verticle.deploymentId()).onComplete(closed);
        return closed.future();
    }
}
