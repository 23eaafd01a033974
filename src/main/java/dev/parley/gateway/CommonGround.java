package dev.parley.gateway;

import dev.parley.log.LogReader;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import java.util.List;

/**
 * The newest of a reader's positions that is in this node's history of a log.
 *
 * <p>Digests are chained: below a position that is in the history all are, and above one that is not none is. So it is found by bisection,
 * with at most five reads of the log for 17 positions, and with one if the newest fits.
 *
 * @param index of that position, 0: the newest; the number of positions if none is
 * @param above how the position before it in the list relates to the history: {@link Relation#AHEAD} or {@link Relation#DIVERGED}; PREFIX
 *     if there is none before it
 */
record CommonGround(int index, Relation above) {

    /**
     * Looks it up.
     *
     * @param trail what was read, the newest first
     */
    static Future<CommonGround> find(LogReader log, LogId room, List<Position> trail) {
        return log.relation(room, trail.get(0))
                .compose(relation -> relation == Relation.PREFIX
                        ? Future.succeededFuture(new CommonGround(0, relation))
                        : between(log, room, trail, 1, trail.size(), relation));
    }

    /** It is one of those from {@code low} to {@code high}, exclusive, or the one at {@code high}. */
    private static Future<CommonGround> between(
            LogReader log, LogId room, List<Position> trail, int low, int high, Relation above) {
        if (low == high) {
            return Future.succeededFuture(new CommonGround(low, above));
        }
        int middle = (low + high) / 2;
        return log.relation(room, trail.get(middle))
                .compose(relation -> relation == Relation.PREFIX
                        ? between(log, room, trail, low, middle, above)
                        : between(log, room, trail, middle + 1, high, relation));
    }
}
