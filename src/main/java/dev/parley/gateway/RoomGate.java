package dev.parley.gateway;

import dev.parley.log.LogReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Lets wishes through to rooms that exist. A room may have been made on another node a moment ago, so an unknown one is waited for a little;
 * wishes for the same room keep their order. Owned by one event loop.
 */
final class RoomGate {

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Vertx vertx;
    private final LogReader log;
    private final long patienceMillis;
    private final Map<String, Queue<Promise<Boolean>>> waiting = new HashMap<>();
    private boolean looksAgain;

    RoomGate(Vertx vertx, LogReader log, Patience patience) {
        this.vertx = vertx;
        this.log = log;
        this.patienceMillis = patience.roomUnknown().toMillis();
    }

    /** Whether the room exists; not being known is said after the patience only. Never fails. */
    Future<Boolean> known(String room) {
        if (exists(room)) {
            open(room);
            return Future.succeededFuture(true);
        }
        Promise<Boolean> promise = Promise.promise();
        waiting.computeIfAbsent(room, r -> new ArrayDeque<>()).add(promise);
        keepLooking();
        long giveUp = vertx.setTimer(patienceMillis, timer -> giveUp(room, promise));
        return promise.future().onComplete(done -> vertx.cancelTimer(giveUp));
    }

    /** One clock for all that wait, and none when nobody does: each look goes over all rooms that are waited for. */
    private void keepLooking() {
        if (looksAgain || waiting.isEmpty()) {
            return;
        }
        looksAgain = true;
        vertx.setTimer(Math.min(LOOK_AGAIN_MILLIS, patienceMillis), timer -> {
            looksAgain = false;
            lookAgain();
            keepLooking();
        });
    }

    /** Rooms may have been made. */
    void lookAgain() {
        List<String> found = new ArrayList<>();
        waiting.keySet().stream().filter(this::exists).forEach(found::add);
        found.forEach(this::open);
    }

    private boolean exists(String room) {
        return log.directory().room(room).isPresent();
    }

    private void open(String room) {
        Queue<Promise<Boolean>> queue = waiting.remove(room);
        if (queue != null) {
            queue.forEach(promise -> promise.tryComplete(true));
        }
    }

    private void giveUp(String room, Promise<Boolean> promise) {
        Queue<Promise<Boolean>> queue = waiting.get(room);
        if (queue != null && queue.remove(promise)) {
            if (queue.isEmpty()) {
                waiting.remove(room);
            }
            promise.tryComplete(false);
        }
    }
}
