package dev.parley.load;

import dev.parley.wire.LogId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The end of a run: reads every room whole from every node and waits for the readers. Owner: the event loop of the run. */
final class Ending {

    private static final Duration QUIET = Duration.ofSeconds(3);

    private final LoadRun run;
    private final Set<String> nodesRead = new TreeSet<>();

    Ending(LoadRun run) {
        this.run = run;
    }

    /** Completes when all is read, or the patience is over; what went wrong is a problem of the run. */
    Future<?> check() {
        return awaitHealing()
                .compose(healed -> run.comparePeople(run.patience().people()))
                .onSuccess(wrong -> wrong.forEach(run.checker()::toldOtherPeople))
                .compose(compared -> readLogs())
                .compose(read -> awaitReaders());
    }

    /** The nodes whose logs were read. */
    Set<String> nodesRead() {
        return nodesRead;
    }

    /**
     * Where entries may change their places, the last of them may still be on their way back: waits until each room has a place for all
     * that was acknowledged in it, and nothing has come for a while. What is missing then will be found by the run.checker().
     */
    private Future<?> awaitHealing() {
        if (run.healing() == HistoryChecker.Healing.KEEPS_PLACES) {
            return Future.succeededFuture();
        }
        return run.when(
                        () -> run.now() - run.deliveredAt() > QUIET.toNanos()
                                && run.sessions().stream()
                                        .allMatch(session -> session.client().seq(session.room())
                                                >= run.progress().acked(session.room())),
                        run.patience().answers().plus(QUIET),
                        missing -> "")
                .otherwiseEmpty();
    }

    /** The nodes that are ready, and those given, if they can be reached: one may have been taken away since. */
    private Future<?> readLogs() {
        Map<String, Long> heads = new HashMap<>();
        run.rooms().forEach(room -> heads.put(room, head(room)));
        Set<String> ready = new LinkedHashSet<>();
        run.sessions().forEach(session -> ready.addAll(session.client().readyNodes()));
        Set<String> given = new LinkedHashSet<>(run.plan().urls());
        given.removeAll(ready);
        return FinalReader.readAll(run, ready, heads, nodesRead)
                .compose(found -> {
                    found.forEach(run::problem);
                    return FinalReader.readAll(run, given, heads, nodesRead);
                })
                .onSuccess(found -> {
                    found.stream()
                            .filter(words -> !words.startsWith("no welcome"))
                            .forEach(run::problem);
                    if (nodesRead.isEmpty()) {
                        run.problem("no node could be read in the end");
                    }
                });
    }

    /** The number that every log of a room must at least reach: what anybody got, unless that may have been taken back. */
    private long head(String room) {
        return run.healing() == HistoryChecker.Healing.KEEPS_PLACES
                ? run.checker().highest(LogId.ofRoom(room))
                : run.sessions().stream()
                        .filter(session -> session.room().equals(room))
                        .mapToLong(session -> session.client().seq(room))
                        .max()
                        .orElse(0);
    }

    private Future<?> awaitReaders() {
        return run.when(() -> behind().isEmpty(), run.patience().readers(), missing -> "")
                .otherwise(late -> {
                    behind().forEach(session -> run.problem(session.name() + " has read up to "
                            + session.client().seq(session.room()) + " of room " + session.room()
                            + ", whose log is longer"));
                    return null;
                });
    }

    private List<LoadSession> behind() {
        Map<String, Long> heads = new HashMap<>();
        for (String room : run.rooms()) {
            for (String node : nodesRead) {
                heads.merge(
                        room, run.checker().finalLog(node, LogId.ofRoom(room)).length(), Math::max);
            }
        }
        return run.sessions().stream()
                .filter(session -> session.client().seq(session.room()) < heads.getOrDefault(session.room(), 0L))
                .toList();
    }
}
