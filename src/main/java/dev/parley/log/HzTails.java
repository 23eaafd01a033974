package dev.parley.log;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import dev.parley.wire.HzGrid;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;

/**
 * The tails in a Hazelcast map: one entry for each log, changed only by {@link HzTailProcessor}. Any thread.
 *
 * <p>Of a grid that is {@link HzGrid#isLost lost} nothing is asked any more: every answer is {@link TailReply.Status#UNKNOWN}, at once.
 */
public final class HzTails implements Tails {

    /** The name of the map; cluster.xml configures it. */
    public static final String MAP = "parley.tails";

    private static final Logger LOG = System.getLogger("dev.parley.log");

    private final Vertx vertx;
    private final HzGrid grid;
    private final IMap<String, HzTail> map;
    private final Tail.Limits limits;

    /**
     * @param vertx on whose contexts replies arrive
     * @param grid the grid of the node's membership
     * @param keptEntries how many of the newest entries of a log are kept
     * @param keptBytes how many bytes of them at the most
     */
    public HzTails(Vertx vertx, HzGrid grid, int keptEntries, int keptBytes) {
        this.vertx = vertx;
        this.grid = grid;
        this.map = grid.hazelcast().getMap(MAP);
        this.limits = new Tail.Limits(keptEntries, keptBytes);
    }

    @Override
    public Future<TailReply> apply(LogId log, TailCommand command) {
        if (grid.isLost()) {
            return lost();
        }
        return submit(log, new HzTailProcessor(command, limits, grid.joinedAs()))
                .map(HzTailReply::reply)
                .otherwise(failure -> replyTo(log, failure));
    }

    /** In a turn of its own, as every other answer. */
    private Future<TailReply> lost() {
        Promise<TailReply> reply = Promise.promise();
        vertx.getOrCreateContext().runOnContext(turn -> reply.complete(TailReply.unknown()));
        return reply.future();
    }

    private Future<HzTailReply> submit(LogId log, HzTailProcessor processor) {
        try {
            return Future.fromCompletionStage(map.submitToKey(log.value(), processor), vertx.getOrCreateContext());
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            return Future.failedFuture(e);
        }
    }

    /** Only a refusal by split-brain protection is certain: everything else may have happened. */
    private static TailReply replyTo(LogId log, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SplitBrainProtectionException) {
            return TailReply.of(TailReply.Status.READ_ONLY, 0, Position.START);
        }
        LOG.log(Level.DEBUG, () -> "event=tail-undecided log=" + log + " cause=" + cause);
        return TailReply.unknown();
    }
}
