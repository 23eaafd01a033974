package dev.parley.gateway;

import dev.parley.gateway.ClientFrame.RoomAt;
import dev.parley.gateway.JoinAnswer.Denied;
import dev.parley.gateway.JoinAnswer.Found;
import dev.parley.gateway.JoinAnswer.History;
import dev.parley.log.LogReader;
import dev.parley.presence.Presence;
import dev.parley.wire.Clocks;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;

/** Finds where somebody begins to read a room: after what they read, if that is this room's history, else at the newest page. One event loop. */
final class Joining {

    private static final System.Logger LOG = System.getLogger("dev.parley.gateway");
    private static final long LOOK_AGAIN_MILLIS = 50;

    /** A place in a log, before anybody is told. */
    private record Place(Position head, long from, History history) {}

    /** This node has not read as far as the client. */
    private static final class Behind extends Exception {
        private static final long serialVersionUID = 1;

        Behind() {
            super(null, null, false, false);
        }
    }

    private final Vertx vertx;
    private final LogReader log;
    private final Presence presence;
    private final RoomGate gate;
    private final GatewayConfig config;

    Joining(Vertx vertx, Services services, RoomGate gate, GatewayConfig config) {
        this.vertx = vertx;
        this.log = services.log();
        this.presence = services.presence();
        this.gate = gate;
        this.config = config;
    }

    /** The answer to a join; the session is in the room for the presence if it is {@link Found}. Never fails. */
    Future<JoinAnswer> locate(long session, RoomAt target) {
        return gate.known(target.room())
                .compose(known -> known
                        ? enter(session, target)
                        : Future.succeededFuture(new Denied(ErrorCode.ROOM_UNKNOWN, "There is no such room.")))
                .otherwise(error -> denied(target, error));
    }

    private Future<JoinAnswer> enter(long session, RoomAt target) {
        LogId room = LogId.ofRoom(target.room());
        Position at = target.at();
        long deadline = Clocks.monotonicMillis() + config.patience().behind().toMillis();
        Future<Place> place = at == null ? newest(room, History.KEPT) : resume(room, at, deadline);
        return place.compose(found -> presence.joined(session, target.room())
                .map(people -> new Found(found.head(), found.from(), found.history(), people)));
    }

    private Future<Place> resume(LogId room, Position at, long deadline) {
        return log.relation(room, at).compose(relation -> switch (relation) {
            case PREFIX -> log.head(room).map(head -> new Place(head, at.seq() + 1, History.KEPT));
            case DIVERGED -> newest(room, History.RESET);
            case AHEAD ->
                Clocks.monotonicMillis() >= deadline
                        ? Future.failedFuture(new Behind())
                        : pause().compose(v -> resume(room, at, deadline));
        });
    }

    private Future<Place> newest(LogId room, History history) {
        return log.before(room, Long.MAX_VALUE, config.limits().newestEntries()).map(page -> {
            long from = page.entries().isEmpty()
                    ? page.head().seq() + 1
                    : page.entries().get(0).seq();
            return new Place(page.head(), from, history);
        });
    }

    private Future<Void> pause() {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(LOOK_AGAIN_MILLIS, timer -> promise.complete());
        return promise.future();
    }

    private static JoinAnswer denied(RoomAt target, Throwable error) {
        if (error instanceof Behind) {
            return new Denied(ErrorCode.NOT_READY, "This node has not got as far as you have read.");
        }
        LOG.log(Level.ERROR, "event=join-failed room=" + target.room(), error);
        return new Denied(ErrorCode.INTERNAL, "The room could not be read.");
    }
}
