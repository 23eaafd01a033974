package dev.parley.log;

import dev.parley.wire.Addresses;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.NodeMessage.AskEnd;
import dev.parley.wire.NodeMessage.AskInventory;
import dev.parley.wire.NodeMessage.Ends;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetch;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Heads;
import dev.parley.wire.NodeMessage.Outdated;
import dev.parley.wire.NodeMessage.Relation;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Owns everything about logs on one node, on one event loop; moves messages in and answers out. */
final class LogVerticle extends VerticleBase {

    private static final long TICK_MILLIS = 250;
    private static final long ORPHANS_MILLIS = 30_000;
    private static final int DIRECTORY_PAGE = 1000;
    private static final int FETCH_ENTRIES = 1000;
    private static final int INVENTORY_LIMIT = 10_000;

    private final NodeBus bus;
    private final Archive archive;
    private final LogPeers peers;
    private final LogConfig config;

    /** Written by the verticle's context, read by any thread. */
    private volatile Directory directory = Directory.EMPTY;

    // Made by init, on the thread that deploys, before anything else can see the verticle.
    private @Nullable Parts parts;

    private record Parts(
            Context context,
            LogCounter counter,
            LogKeeper keeper,
            Promises promises,
            LogReads reads,
            CatchUps catchUps,
            ReconcileRun reconcile,
            JoinCatchUp join) {}

    LogVerticle(NodeBus bus, Archive archive, LogPeers peers, LogConfig config) {
        this.bus = bus;
        this.archive = archive;
        this.peers = peers;
        this.config = config;
    }

    @Override
    public void init(Vertx vertx, Context context) {
        super.init(vertx, context);
        Promises promises = new Promises(terms -> Future.fromCompletionStage(archive.promise(terms), context));
        LogCounter counter = new LogCounter(TICK_MILLIS);
        LogKeeper keeper =
                new LogKeeper(new LogKeeper.Surroundings(context, bus, archive, peers, config, promises, counter));
        CatchUps catchUps = new CatchUps(vertx, keeper, config.catchUpTimeout());
        keeper.onProgress(catchUps::progressed);
        parts = new Parts(
                context,
                counter,
                keeper,
                promises,
                new LogReads(context, keeper, archive),
                catchUps,
                new ReconcileRun(
                        new ReconcileRun.Surroundings(vertx, bus, archive, keeper, peers, config, counter),
                        this::reloadDirectory),
                new JoinCatchUp(vertx, bus, keeper, peers, config.fetchTimeout()));
    }

    @Override
    public Future<?> start() {
        Future<Map<Integer, Long>> promised = reads().stage(archive.promises());
        return Future.join(promised, loadDirectory(0)).compose(done -> {
            parts().promises().loaded(promised.result());
            keeper().listen(this::delivered);
            vertx.setPeriodic(TICK_MILLIS, timer -> keeper().tick());
            vertx.setPeriodic(0, ORPHANS_MILLIS, timer -> countOrphans());
            return bus.consume(Addresses.log(bus.self()), this::receive);
        });
    }

    /** What was counted. Any thread. */
    LogCounts counts() {
        return parts().counter().counts(reconcile().standing());
    }

    private void countOrphans() {
        reads().stage(archive.countOrphans())
                .onSuccess(count -> parts().counter().orphans(count));
    }

    LogKeeper keeper() {
        return parts().keeper();
    }

    LogReads reads() {
        return parts().reads();
    }

    CatchUps catchUps() {
        return parts().catchUps();
    }

    ReconcileRun reconcile() {
        return parts().reconcile();
    }

    JoinCatchUp join() {
        return parts().join();
    }

    Directory directory() {
        return directory;
    }

    void runOnContext(Runnable action) {
        parts().context().runOnContext(turn -> action.run());
    }

    Future<Map<EntryId, Entry>> find(LogId log, Collection<EntryId> ids) {
        return reads().stage(archive.find(log, ids));
    }

    /**
     * Takes nothing more from leaders of older terms; {@link Ends} or {@link Outdated}. Where a quorum is asked for, the promise is on the disk
     * before it is given.
     */
    Future<NodeMessage> promise(LogId log, long term) {
        Future<Void> kept = config.quorum() > 1 ? parts().promises().keep(log.shard(), term) : Future.succeededFuture();
        return kept.compose(done -> {
            Promise<NodeMessage> answer = Promise.promise();
            boolean isTaken = keeper().with(log, intake -> {
                long newest = intake.promise(term);
                // What is accepted and on its way to the disk counts: whoever recovers the log fetches it from here.
                answer.complete(newest > term ? new Outdated(log, newest) : new Ends(Map.of(log, intake.accepted())));
            });
            return isTaken ? answer.future() : Future.failedFuture("too many wait for the archive");
        });
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("the log verticle is not deployed");
        }
        return parts;
    }

    private Future<Void> reloadDirectory() {
        directory = Directory.EMPTY;
        return loadDirectory(0);
    }

    private Future<Void> loadDirectory(long after) {
        return reads().stage(archive.after(LogId.DIRECTORY, after, DIRECTORY_PAGE, Integer.MAX_VALUE))
                .compose(entries -> {
                    delivered(LogId.DIRECTORY, entries);
                    return entries.isEmpty()
                            ? Future.succeededFuture()
                            : loadDirectory(entries.get(entries.size() - 1).seq());
                });
    }

    private void delivered(LogId log, List<Entry> entries) {
        if (log.equals(LogId.DIRECTORY)) {
            directory = directory.after(entries);
        }
    }

    private @Nullable Future<? extends NodeMessage> receive(NodeId from, NodeMessage message) {
        boolean isNews = message instanceof Entries || message instanceof Heads;
        if (isNews && !peers.present().contains(from)) {
            // A leader that was expelled and does not know it, or died: others may have taken the places of what it
            // sends.
            return null;
        }
        if (message instanceof Entries batch) {
            keeper().received(from, batch);
            return null;
        } else if (message instanceof Heads heads) {
            heads.heads().forEach((log, head) -> keeper().announced(from, log, head));
            return null;
        } else if (message instanceof Fetch fetch) {
            return fetch(fetch);
        } else if (message instanceof AskEnd ask) {
            return promise(ask.log(), ask.term());
        } else if (message instanceof AskInventory ask) {
            int limit = Math.min(ask.limit(), INVENTORY_LIMIT);
            return reads().stage(archive.inventory(ask.after(), limit)).map(Ends::new);
        }
        throw new IllegalStateException("not a message about logs: " + message + " from " + from);
    }

    private Future<Fetched> fetch(Fetch fetch) {
        LogReads reads = reads();
        return reads.relation(fetch.log(), fetch.after())
                .compose(relation -> reads.end(fetch.log()).compose(end -> {
                    if (relation != Relation.PREFIX || fetch.maxBytes() == 0) {
                        return Future.succeededFuture(new Fetched(relation, end, List.of()));
                    }
                    return reads.after(fetch.log(), fetch.after().seq(), FETCH_ENTRIES, fetch.maxBytes())
                            .map(page -> new Fetched(relation, end, LogReads.upTo(end, page.entries())));
                }));
    }
}
