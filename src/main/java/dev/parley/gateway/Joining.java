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
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.List;

/** Finds where somebody begins to read a room: after what they read, as far as that is this room's history, else at the newest page. One event loop. */
final class Joining {

    private static final System.Logger LOG = System.getLogger("dev.parley.gateway");
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 800;

    /** A place in a log, before anybody is told. */
    private record Place(Position head, long from, History history) {}

    /**
     * How long to look again for what a reader has read elsewhere.
     *
     * @param answerMillis when to tell them that it is not here yet
     * @param giveUpMillis when not to wait for it any more
     * @param pauseMillis until the next look; many may wait at once, for whom every look is a read of the log
     */
    private record Waiting(long answerMillis, long giveUpMillis, long pauseMillis) {
        Waiting longer() {
            return new Waiting(answerMillis, giveUpMillis, Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis));
        }
    }

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

    /**
     * The answer to a join; the session is in the room for the presence if it is {@link Found}. Never fails.
     *
     * @param waitedMillis for how long the client has been told already that this node has not got as far as it has read
     */
    Future<JoinAnswer> locate(long session, RoomAt target, long waitedMillis) {
        return gate.known(target.room())
                .compose(known -> known
                        ? enter(session, target, waitedMillis)
                        : Future.succeededFuture(new Denied(ErrorCode.ROOM_UNKNOWN, "There is no such room.")))
                .otherwise(error -> denied(target, error));
    }

    private Future<JoinAnswer> enter(long session, RoomAt target, long waitedMillis) {
        LogId room = LogId.ofRoom(target.room());
        long now = Clocks.monotonicMillis();
        Waiting waiting = new Waiting(
                now + config.patience().behind().toMillis(),
                now + config.patience().ahead().toMillis() - waitedMillis,
                FIRST_PAUSE_MILLIS);
        Future<Place> place = target.at() == null ? newest(room, History.KEPT) : resume(room, target.trail(), waiting);
        return place.compose(found -> within(room, target.most(), found))
                .compose(found -> presence.joined(session, target.room())
                        .map(people -> new Found(found.head(), found.from(), found.history(), people)));
    }

    /** That place, or the newest page if more lies after it than they want to have. */
    private Future<Place> within(LogId room, long most, Place found) {
        if (found.head().seq() - found.from() < most) {
            return Future.succeededFuture(found);
        }
        History history = found.history() == History.KEPT ? History.KEPT : History.RESET;
        return newest(room, history).map(newest -> newest.from() > found.from() ? newest : found);
    }

    private Future<Place> resume(LogId room, List<Position> trail, Waiting waiting) {
        return CommonGround.find(log, room, trail).compose(common -> {
            if (common.index() == 0) {
                return after(room, trail.get(0), History.KEPT);
            }
            long now = Clocks.monotonicMillis();
            if (common.above() == Relation.DIVERGED || now >= waiting.giveUpMillis()) {
                // What they have beyond this node's history is lost or has another place, or will have one.
                return common.index() < trail.size()
                        ? after(room, trail.get(common.index()), History.CUT)
                        : newest(room, History.RESET);
            }
            return now >= waiting.answerMillis()
                    ? Future.failedFuture(new Behind())
                    : pause(waiting.pauseMillis()).compose(v -> resume(room, trail, waiting.longer()));
        });
    }

    private Future<Place> after(LogId room, Position read, History history) {
        return log.head(room).map(head -> new Place(head, read.seq() + 1, history));
    }

    private Future<Place> newest(LogId room, History history) {
        return log.before(room, Long.MAX_VALUE, config.limits().newestEntries()).map(page -> {
            long from = page.entries().isEmpty()
                    ? page.head().seq() + 1
                    : page.entries().get(0).seq();
            return new Place(page.head(), from, history);
        });
    }

    private Future<Void> pause(long millis) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, timer -> promise.complete());
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
