package dev.parley.room;

import dev.parley.log.Logs;
import dev.parley.log.Orphan;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives back what reconcile took out of this node's logs: says each entry again, with its id, author and time, until it is an entry of the
 * cluster's history and on enough disks.
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
    private long passed;
    private long returned;

    private OrphanReturn(Vertx vertx, Logs logs, RoomService rooms) {
        this.vertx = vertx;
        this.logs = logs;
        this.rooms = rooms;
    }

    /** Begins; when the node serves. */
    public static void begin(Vertx vertx, Logs logs, RoomService rooms) {
        OrphanReturn orphans = new OrphanReturn(vertx, logs, rooms);
        vertx.runOnContext(turn -> orphans.next());
    }

    private void next() {
        logs.orphans(passed, CHUNK)
                .onFailure(cause -> {
                    LOG.log(Level.WARNING, "event=orphans-unreadable cause={0}", cause.getMessage());
                    later();
                })
                .onSuccess(orphans -> {
                    if (orphans.isEmpty()) {
                        end();
                    } else {
                        give(ofFirstLog(orphans));
                    }
                });
    }

    private void end() {
        if (returned > 0) {
            LOG.log(Level.INFO, "event=orphans-returned entries={0,number,#}", returned);
        }
    }

    private static List<Orphan> ofFirstLog(List<Orphan> orphans) {
        LogId log = orphans.get(0).log();
        return orphans.stream().takeWhile(orphan -> orphan.log().equals(log)).toList();
    }

    private void give(List<Orphan> chunk) {
        List<Future<Outcome>> outcomes = new ArrayList<>();
        chunk.forEach(orphan -> outcomes.add(rooms.submit(command(orphan))));
        Future.join(outcomes).onComplete(done -> {
            List<Long> settled = new ArrayList<>();
            boolean isOver = true;
            for (int i = 0; i < chunk.size(); i++) {
                if (outcomes.get(i).result() instanceof Outcome.Accepted) {
                    settled.add(chunk.get(i).row());
                } else {
                    isOver &= isRefusedForGood(chunk.get(i), outcomes.get(i).result());
                }
            }
            returned += settled.size();
            rooms.orphansReturned(settled.size());
            boolean isAllDecided = isOver;
            logs.settleOrphans(settled).onComplete(forgotten -> {
                if (isAllDecided && forgotten.succeeded()) {
                    passed = chunk.get(chunk.size() - 1).row();
                    next();
                } else {
                    later();
                }
            });
        });
    }

    private static Command command(Orphan orphan) {
        Entry entry = orphan.entry();
        return new Command(orphan.log(), entry.id(), entry.kind(), entry.author(), entry.atMillis(), entry.body());
    }

    /** It stays in the archive, for the administrator to look at. */
    private static boolean isRefusedForGood(Orphan orphan, Outcome outcome) {
        boolean isForGood =
                outcome instanceof Outcome.Refused refused && !refused.error().isTemporary();
        if (isForGood) {
            LOG.log(
                    Level.ERROR,
                    "event=orphan-refused log={0} id={1} outcome={2}",
                    orphan.log(),
                    orphan.entry().id(),
                    outcome);
        }
        return isForGood;
    }

    private void later() {
        vertx.setTimer(PAUSE_MILLIS, timer -> next());
    }
}
