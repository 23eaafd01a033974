package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** New leaders that wait until this node's disk has a log up to an end. Owned by the context of the log verticle. */
final class CatchUps {

    private record Wait(LogEnd end, Promise<Position> done) {}

    private final Vertx vertx;
    private final LogKeeper keeper;
    private final Duration timeout;
    private final Map<LogId, List<Wait>> waits = new HashMap<>();

    CatchUps(Vertx vertx, LogKeeper keeper, Duration timeout) {
        this.vertx = vertx;
        this.keeper = keeper;
        this.timeout = timeout;
    }

    Future<Position> begin(LogId log, LogEnd end, List<Entry> recent, Map<NodeId, Position> ends) {
        Wait wait = new Wait(end, Promise.promise());
        waits.computeIfAbsent(log, id -> new ArrayList<>()).add(wait);
        keeper.lead(log, end);
        keeper.recalled(log, recent);
        ends.forEach((node, there) -> keeper.known(node, log, there));
        keeper.with(log, intake -> progressed(log, intake));
        long timer = vertx.setTimer(timeout.toMillis(), id -> {
            if (wait.done().tryFail("this node's disk did not have " + log + " up to " + end + " in time")) {
                forget(log, wait);
            }
        });
        return wait.done().future().onComplete(done -> vertx.cancelTimer(timer));
    }

    void progressed(LogId log, Intake intake) {
        List<Wait> waiting = waits.get(log);
        if (waiting == null) {
            return;
        }
        for (Wait wait : List.copyOf(waiting)) {
            LogEnd archived = intake.archived();
            boolean isBeyond = archived.seq() > wait.end().seq();
            boolean isThere = archived.seq() == wait.end().seq()
                    && archived.term() >= wait.end().term();
            if (isThere || isBeyond || intake.isDiverged()) {
                forget(log, wait);
                if (archived.equals(wait.end())) {
                    wait.done().tryComplete(wait.end().at());
                } else {
                    wait.done().tryFail(log + " was to end at " + wait.end() + " and ends at " + archived);
                }
            }
        }
    }

    private void forget(LogId log, Wait wait) {
        List<Wait> waiting = waits.get(log);
        if (waiting != null && waiting.remove(wait) && waiting.isEmpty()) {
            waits.remove(log);
        }
    }
}
