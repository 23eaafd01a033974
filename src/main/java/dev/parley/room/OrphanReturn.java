package dev.parley.room;

import dev.parley.log.Logs;
import dev.parley.room.OrphanSteps.Effect;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Gives back what reconcile took out of this node's logs: says each entry again, with its id, author and time, until it is an entry of the
 * cluster's history and on enough disks. Carries out what {@link OrphanSteps} decides.
 *
 * <p>Entries of one log are said in the order they had, some at a time, and the next ones only when those are entries: so they keep their
 * order among each other. A known id is one entry only, so it does no harm that authors say the same again, or that a crash makes this
 * begin anew. It ends when nothing is left, or the Vert.x instance is closed. Owned by the context on which it was begun.
 */
public final class OrphanReturn {

    private static final Logger LOG = System.getLogger("dev.parley.room");
    private static final int CHUNK = 100;
    private static final long PAUSE_MILLIS = 1000;

    private final Vertx vertx;
    private final Logs logs;
    private final RoomService rooms;
    private final OrphanSteps steps = new OrphanSteps(CHUNK);

    private OrphanReturn(Vertx vertx, Logs logs, RoomService rooms) {
        this.vertx = vertx;
        this.logs = logs;
        this.rooms = rooms;
    }

    /** Begins; when the node serves. */
    public static void begin(Vertx vertx, Logs logs, RoomService rooms) {
        OrphanReturn orphans = new OrphanReturn(vertx, logs, rooms);
        vertx.runOnContext(turn -> orphans.perform(orphans.steps.next()));
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Read read) {
            logs.orphans(read.afterRow(), read.limit())
                    .onSuccess(orphans -> perform(steps.read(orphans)))
                    .onFailure(cause -> {
                        LOG.log(Level.WARNING, "event=orphans-unreadable cause={0}", cause.getMessage());
                        perform(steps.readFailed());
                    });
        } else if (effect instanceof Effect.Say say) {
            rooms.submit(say.command())
                    .onComplete(done -> perform(steps.answered(say.orphan().row(), done.result())));
        } else if (effect instanceof Effect.Settle settle) {
            logs.settleOrphans(settle.rows())
                    .onSuccess(done -> {
                        rooms.orphansReturned(settle.rows().size());
                        perform(steps.settled());
                    })
                    .onFailure(cause -> perform(steps.settleFailed()));
        } else if (effect instanceof Effect.Pause) {
            vertx.setTimer(PAUSE_MILLIS, timer -> perform(steps.next()));
        } else if (effect instanceof Effect.Refused refused) {
            // It stays in the archive, for the administrator to look at.
            LOG.log(
                    Level.ERROR,
                    "event=orphan-refused log={0} id={1} outcome={2}",
                    refused.orphan().log(),
                    refused.orphan().entry().id(),
                    refused.outcome());
        } else if (effect instanceof Effect.Ended ended && ended.returned() > 0) {
            LOG.log(Level.INFO, "event=orphans-returned entries={0,number,#}", ended.returned());
        }
    }
}
