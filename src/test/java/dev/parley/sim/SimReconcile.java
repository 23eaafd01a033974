package dev.parley.sim;

import dev.parley.log.FetchWatch;
import dev.parley.log.Intake;
import dev.parley.log.Reconcile;
import dev.parley.log.ReconcileEffect;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code ReconcileRun} does on one node: carries out the real {@link Reconcile}, and has the real {@link FetchWatch} watch. */
final class SimReconcile {

    private static final int PARALLEL = 2;
    private static final long PAUSE_MILLIS = 250;
    private static final long TICK_MICROS = 50_000;
    private static final long TIMEOUT_MILLIS = 2_000;

    private final SimCluster cluster;
    private final SimNode node;
    private final Reconcile core;
    private final FetchWatch fetches = new FetchWatch();
    private final Runnable level;

    /**
     * @param level happens once, when the archive agrees
     */
    SimReconcile(SimCluster cluster, SimNode node, Runnable level) {
        this.cluster = cluster;
        this.node = node;
        this.level = level;
        core = new Reconcile(node.id(), new Reconcile.Config(cluster.profile().quorum(), PARALLEL, PAUSE_MILLIS));
    }

    void tick() {
        perform(core.roster(node.present(), new HashSet<>(node.ready()), node.now()));
        perform(core.tick(node.now()));
        fetches.logs().forEach(log -> lookAtFetch(log, node.logs().intake(log)));
        if (core.isLevel()) {
            cluster.trace().note(node.id(), () -> "HAS RECONCILED in " + core.round() + " rounds");
            level.run();
        } else {
            node.after(TICK_MICROS, this::tick);
        }
    }

    /** A log got further, here or on the disk. */
    void progressed(LogId log, Intake intake) {
        if (fetches.isWatched(log)) {
            lookAtFetch(log, intake);
        }
    }

    private void perform(List<ReconcileEffect> effects) {
        for (ReconcileEffect effect : effects) {
            cluster.trace().note(node.id(), () -> "RECONCILES " + effect);
            if (effect instanceof ReconcileEffect.Inventory inventory) {
                inventory(inventory.of());
            } else if (effect instanceof ReconcileEffect.Digest digest) {
                digest(digest);
            } else if (effect instanceof ReconcileEffect.Probe probe) {
                probe(probe);
            } else if (effect instanceof ReconcileEffect.Cut cut) {
                cut(cut);
            } else if (effect instanceof ReconcileEffect.Offer offer) {
                NodeId leader = node.leaders().leaderOf(offer.log());
                if (leader != null) {
                    cluster.network()
                            .send(
                                    node.id(),
                                    leader,
                                    there -> there.rooms().offered(node.id(), offer.log(), offer.base()));
                }
            } else if (effect instanceof ReconcileEffect.Fetch fetch) {
                fetches.begin(fetch.log(), fetch.upTo(), core.round(), node.now());
                node.logs().known(fetch.from(), fetch.log(), fetch.upTo());
            }
        }
    }

    private void inventory(NodeId of) {
        int round = core.round();
        if (of.equals(node.id())) {
            node.after(cluster.random().between(20, 2_000), () -> {
                boolean isRead = !cluster.random().chance(cluster.profile().diskTrouble());
                Map<LogId, LogEnd> mine = node.disk().inventory();
                later(
                        round,
                        () -> isRead ? core.inventory(of, mine, node.now()) : core.inventoryFailed(of, node.now()));
            });
            return;
        }
        cluster.requests()
                .ask(
                        node,
                        of,
                        TIMEOUT_MILLIS,
                        there -> there.disk().inventory(),
                        (Map<LogId, LogEnd> all) -> later(round, () -> core.inventory(of, all, node.now())),
                        () -> later(round, () -> core.inventoryFailed(of, node.now())));
    }

    private void digest(ReconcileEffect.Digest asked) {
        int round = core.round();
        node.after(cluster.random().between(20, 2_000), () -> {
            boolean isRead = !cluster.random().chance(cluster.profile().diskTrouble());
            later(
                    round,
                    () -> core.digest(
                            asked.log(),
                            asked.seq(),
                            isRead ? node.disk().digestAt(asked.log(), asked.seq()) : Optional.empty()));
        });
    }

    private void probe(ReconcileEffect.Probe probe) {
        int round = core.round();
        cluster.requests()
                .ask(
                        node,
                        probe.of(),
                        TIMEOUT_MILLIS,
                        there -> there.logs().answer(probe.log(), probe.at(), 0),
                        answer -> later(
                                round,
                                () -> core.probed(
                                        probe.log(),
                                        probe.at(),
                                        answer.relation(),
                                        answer.head().at())),
                        () -> later(round, () -> core.failed(probe.log())));
    }

    private void cut(ReconcileEffect.Cut cut) {
        int round = core.round();
        LogId log = cut.log();
        node.logs().forget(log);
        node.disk()
                .cut(
                        node,
                        log,
                        cut.common(),
                        () -> {
                            node.logs().forget(log);
                            if (log.equals(LogId.DIRECTORY)) {
                                node.logs().reloadDirectory();
                            }
                            core.cutEnded(log);
                            later(round, () -> core.cut(log));
                        },
                        () -> {
                            core.cutEnded(log);
                            later(round, () -> core.failed(log));
                        });
    }

    private void lookAtFetch(LogId log, Intake intake) {
        FetchWatch.Verdict verdict = fetches.look(log, intake, node.now());
        switch (verdict.look()) {
            case REACHED -> later(verdict.round(), () -> core.fetched(log));
            case STUCK -> {
                node.logs().forget(log);
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

    @Override
    public String toString() {
        return core.progress();
    }
}
