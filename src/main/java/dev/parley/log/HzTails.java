package dev.parley.log;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;

/** The tails in a Hazelcast map: one entry for each log, changed only by {@link HzTailProcessor}. Any thread. */
public final class HzTails implements Tails {

    /** The name of the map; cluster.xml configures it. */
    public static final String MAP = "parley.tails";

    private static final Logger LOG = System.getLogger("dev.parley.log");

    private final Vertx vertx;
    private final IMap<String, HzTail> map;
    private final Tail.Limits limits;

    /**
     * @param vertx on whose contexts replies arrive
     * @param hazelcast the node's member
     * @param keptEntries how many of the newest entries of a log are kept
     * @param keptBytes how many bytes of them at the most
     */
    public HzTails(Vertx vertx, HazelcastInstance hazelcast, int keptEntries, int keptBytes) {
        this.vertx = vertx;
        this.map = hazelcast.getMap(MAP);
        this.limits = new Tail.Limits(keptEntries, keptBytes);
    }

    @Override
    public Future<TailReply> apply(LogId log, TailCommand command) {
        return submit(log, new HzTailProcessor(command, limits))
                .map(HzTailReply::reply)
                .otherwise(failure -> replyTo(log, failure));
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
        LOG.log(Level.DEBUG, () -> "tail command undecided log=" + log + " cause=" + cause);
        return TailReply.unknown();
    }
}
