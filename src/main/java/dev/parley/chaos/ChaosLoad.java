package dev.parley.chaos;

import dev.parley.load.HistoryChecker;
import dev.parley.load.LoadPlan;
import dev.parley.load.LoadResult;
import dev.parley.load.LoadRun;
import dev.parley.load.Recovery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The load that runs through a whole scenario, for a thread that may block. The only class here that knows {@link LoadRun}. */
final class ChaosLoad {

    private static final Duration BEGINS_WITHIN = Duration.ofMinutes(3);
    private static final Duration CHECKED_WITHIN = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final LoadRun run;
    private final List<String> rooms;

    private ChaosLoad(Vertx vertx, LoadRun run, List<String> rooms) {
        this.vertx = vertx;
        this.run = run;
        this.rooms = rooms;
    }

    /** Returns when all sessions are in their rooms and write. */
    static ChaosLoad start(Vertx vertx, LoadPlan plan, HistoryChecker.Healing healing) {
        LoadRun run = await("the load to begin", LoadRun.start(vertx, plan, healing), BEGINS_WITHIN);
        return new ChaosLoad(vertx, run, await("the sessions in their rooms", run.running(), BEGINS_WITHIN));
    }

    Vertx vertx() {
        return vertx;
    }

    List<String> rooms() {
        return rooms;
    }

    /** A moment from which on every room must acknowledge something new within a time. */
    final class Mark {
        private final Future<Recovery> recovery;
        private final String what;
        private final Duration within;

        private Mark(String what, Duration within) {
            this.what = what;
            this.within = within;
            recovery = run.mark(what, rooms, within);
        }

        /** Waits. Fails when the time passes before every room did. */
        Recovery await() {
            return ChaosLoad.await("new acknowledgements after " + what, recovery, within.plus(GRACE));
        }
    }

    /** The moment is now. */
    Mark mark(String what, Duration within) {
        return new Mark(what, within);
    }

    /** Waits until every list of people is right. Returns what is wrong with them after a time. */
    List<String> awaitPeople(Duration within) {
        return await("the lists of people", run.people(within), within.plus(GRACE));
    }

    /** Ends the writing, waits for the last answers, reads every log of every node. */
    LoadResult finish() {
        run.stop();
        return await("the check", run.result(), CHECKED_WITHIN);
    }

    /** Blocks until it has completed. */
    static <T> T await(String what, Future<T> future, Duration within) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ChaosFailure(what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ChaosFailure(what + " did not come within " + within.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while waiting for " + what, e);
        }
    }
}
