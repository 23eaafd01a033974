package dev.parley.log;

import dev.parley.wire.Addresses;
import dev.parley.wire.Clocks;
import dev.parley.wire.Digest;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.AskInventory;
import dev.parley.wire.NodeMessage.Ends;
import dev.parley.wire.NodeMessage.Fetch;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Offer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Carries out what a {@link Reconcile} decides, once in the life of a node. Owned by the context of the log verticle. */
final class ReconcileRun {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int PAGE = 5000;
    private static final int PARALLEL = 16;
    private static final long PAUSE_MILLIS = 250;
    private static final long TICK_MILLIS = 50;

    /** What a run works with. */
    record Surroundings(
            Vertx vertx,
            NodeBus bus,
            Archive archive,
            LogKeeper keeper,
            LogPeers peers,
            LogConfig config,
            LogCounter counter) {}

    private final Surroundings with;
    private final Supplier<Future<Void>> reloadDirectory;
    private final Reconcile core;
    private final Promise<Void> level = Promise.promise();
    private final FetchWatch fetches = new FetchWatch();
    private long orphans;
    private long beganMillis;

    /** Read by any thread. */
    private volatile LogCounts.Reconciling standing = LogCounts.Reconciling.NOT_BEGUN;

    /**
     * @param reloadDirectory makes the directory anew from the archive, after entries were taken out of its log
     */
    ReconcileRun(Surroundings with, Supplier<Future<Void>> reloadDirectory) {
        this.with = with;
        this.reloadDirectory = reloadDirectory;
        int quorum = with.config().quorum();
        core = new Reconcile(with.bus().self(), new Reconcile.Config(quorum, PARALLEL, PAUSE_MILLIS));
    }

    /** What is being done, for people. Any thread. */
    String progress() {
        return standing.sentence();
    }

    /** The same in numbers. Any thread. */
    LogCounts.Reconciling standing() {
        return standing;
    }

    /** Completes when this node's archive agrees with the cluster's history; there is no deadline, because a majority may be long in coming. */
    Future<Void> run() {
        beganMillis = Clocks.monotonicMillis();
        with.keeper().onProgress((log, intake) -> {
            if (fetches.isWatched(log)) {
                lookAtFetch(log, intake);
            }
        });
        long timer = with.vertx().setPeriodic(TICK_MILLIS, tick -> tick());
        return level.future().onComplete(done -> with.vertx().cancelTimer(timer));
    }

    private void tick() {
        if (level.future().isComplete()) {
            return;
        }
        long now = Clocks.monotonicMillis();
        perform(core.roster(with.peers().present(), new HashSet<>(with.peers().serving()), now));
        perform(core.tick(now));
        fetches.logs().forEach(log -> with.keeper().with(log, intake -> lookAtFetch(log, intake)));
        standing = core.standing(with.counter().fetched(), now - beganMillis);
        if (core.isLevel()) {
            LOG.log(
                    Level.INFO,
                    "event=reconciled rounds={0} orphans={1,number,#} millis={2,number,#}",
                    core.round(),
                    orphans,
                    Clocks.monotonicMillis() - beganMillis);
            level.tryComplete();
        }
    }

    private void perform(List<ReconcileEffect> effects) {
        for (ReconcileEffect effect : effects) {
            if (effect instanceof ReconcileEffect.Inventory inventory) {
                inventory(inventory.of());
            } else if (effect instanceof ReconcileEffect.Digest digest) {
                digest(digest);
            } else if (effect instanceof ReconcileEffect.Probe probe) {
                probe(probe);
            } else if (effect instanceof ReconcileEffect.Cut cut) {
                cut(cut);
            } else if (effect instanceof ReconcileEffect.Offer offer) {
                NodeId leader = with.peers().leaderOf(offer.log().shard());
                if (leader != null) {
                    with.bus().send(Addresses.room(leader), new Offer(offer.log(), offer.base()));
                }
            } else if (effect instanceof ReconcileEffect.Fetch fetch) {
                fetches.begin(fetch.log(), fetch.upTo(), core.round(), now());
                with.keeper().known(fetch.from(), fetch.log(), fetch.upTo());
            }
        }
    }

    private void inventory(NodeId of) {
        int round = core.round();
        Map<LogId, LogEnd> all = new HashMap<>();
        Function<String, Future<Map<LogId, LogEnd>>> pages =
                of.equals(with.bus().self())
                        ? after -> stage(with.archive().inventory(after, PAGE))
                        : after -> page(of, after);
        collect(pages, "", all).onComplete(done -> {
            if (done.failed()) {
                LOG.log(Level.DEBUG, "event=no-inventory node={0} cause={1}", of, done.cause());
            }
            later(round, () -> done.succeeded() ? core.inventory(of, all, now()) : core.inventoryFailed(of, now()));
        });
    }

    private static Future<Void> collect(
            Function<String, Future<Map<LogId, LogEnd>>> pages, String after, Map<LogId, LogEnd> all) {
        return pages.apply(after).compose(page -> {
            all.putAll(page);
            return page.size() < PAGE
                    ? Future.succeededFuture()
                    : collect(
                            pages,
                            page.keySet().stream()
                                    .max(Comparator.naturalOrder())
                                    .orElseThrow()
                                    .value(),
                            all);
        });
    }

    private Future<Map<LogId, LogEnd>> page(NodeId of, String after) {
        return with.bus()
                .request(
                        Addresses.log(of),
                        new AskInventory(after, PAGE),
                        with.config().fetchTimeout())
                .compose(answer -> answer instanceof Ends ends
                        ? Future.succeededFuture(ends.upTo())
                        : Future.failedFuture("not an inventory: " + answer));
    }

    private void digest(ReconcileEffect.Digest asked) {
        int round = core.round();
        stage(with.archive().digestAt(asked.log(), asked.seq()))
                .otherwise(Optional.<Digest>empty())
                .onSuccess(digest -> later(round, () -> core.digest(asked.log(), asked.seq(), digest)));
    }

    private void probe(ReconcileEffect.Probe probe) {
        int round = core.round();
        with.bus()
                .request(
                        Addresses.log(probe.of()),
                        new Fetch(probe.log(), probe.at(), 0),
                        with.config().fetchTimeout())
                .onComplete(answer -> later(
                        round,
                        () -> answer.result() instanceof Fetched fetched
                                ? core.probed(
                                        probe.log(),
                                        probe.at(),
                                        fetched.relation(),
                                        fetched.head().at())
                                : core.failed(probe.log())));
    }

    private void cut(ReconcileEffect.Cut cut) {
        int round = core.round();
        LogId log = cut.log();
        with.keeper().forget(log);
        stage(with.archive().cut(log, cut.common()))
                .compose(moved -> {
                    with.keeper().forget(log);
                    orphans += moved;
                    with.counter().cut(moved);
                    LOG.log(
                            moved == 0 ? Level.DEBUG : Level.WARNING,
                            "event=entries-taken-out log={0} above={1} entries={2,number,#}",
                            log,
                            cut.common(),
                            moved);
                    return log.equals(LogId.DIRECTORY) ? reloadDirectory.get() : Future.succeededFuture();
                })
                .onComplete(done -> {
                    core.cutEnded(log);
                    later(round, () -> done.succeeded() ? core.cut(log) : core.failed(log));
                });
    }

    private void lookAtFetch(LogId log, Intake intake) {
        FetchWatch.Verdict verdict = fetches.look(log, intake, now());
        switch (verdict.look()) {
            case REACHED -> later(verdict.round(), () -> core.fetched(log));
            case STUCK -> {
                with.keeper().forget(log);
                later(verdict.round(), () -> core.failed(log));
            }
            case GOES_ON -> {
                // It is looked at again.
            }
        }
    }

    private void later(int round, Supplier<List<ReconcileEffect>> event) {
        if (round == core.round()) {
            perform(event.get());
        }
    }

    private static long now() {
        return Clocks.monotonicMillis();
    }

    private <T> Future<T> stage(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, with.vertx().getOrCreateContext());
    }
}
