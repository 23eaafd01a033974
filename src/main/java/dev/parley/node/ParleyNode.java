package dev.parley.node;

import dev.parley.cluster.HzCluster;
import dev.parley.metrics.Metrics;
import dev.parley.tls.BusTls;
import dev.parley.wire.Clocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One running node as a program of its own. Any thread.
 *
 * <p>It has two Vert.x instances: one for browsers, which lives as long as the process and answers {@code /live} before the cluster is
 * joined; and one for the cluster, which lives as long as the membership. A node that was cut off or hung, and finds its locks and
 * registrations gone, begins a new life in the same process: it lets its clients go, leaves, and joins afresh.
 */
public final class ParleyNode {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final int CLUSTER_LOOPS = 4;
    /** What one step of starting or stopping may take. */
    static final Duration STEP_LIMIT = Duration.ofSeconds(30);

    private static final long REJOIN_PAUSE_MILLIS = 2000;
    /** A start on a machine that has far too much to do fails now and then; one that fails so often has another reason. */
    private static final int ENTER_ATTEMPTS = 5;

    private final LifeThread life = new LifeThread();

    /** Any thread. */
    private final AtomicBoolean isStopping = new AtomicBoolean();

    // Owned by the life thread; the newest first, closed in this order.
    private final Deque<Open> ofProcess = new ArrayDeque<>();
    private final Deque<Open> ofLife = new ArrayDeque<>();

    /**
     * Holds the port while no gateway does; null while one does. Owned by the life thread. Never two: they would share the port with the
     * gateway for ever.
     */
    private @Nullable FirstServer first;

    /** Written once by the life thread, before anybody has this object. */
    private volatile int port;

    /** How many lives have begun. Written by the life thread, read by any. */
    private volatile long lives;

    /** One thing that is open, and how it is closed. */
    private record Open(String what, Callable<?> close) {}

    /** What a life stands on. */
    private record Ground(
            Vertx edge,
            Certificates certificates,
            ArchiveWatch archives,
            Metrics metrics,
            Settings settings,
            Standing standing) {}

    /** A node that does nothing yet. */
    ParleyNode() {}

    /**
     * Starts it, once: complete when it serves clients. Fails with a {@link StartupFailure} where a person can help; then nothing stays open.
     * A start that {@link #stop} was called upon fails as soon as it can.
     */
    public Future<ParleyNode> start(Settings settings) {
        return life.run(() -> {
                    open(settings);
                    return this;
                })
                .recover(failure -> stop().transform(closed -> Future.failedFuture(failure)));
    }

    private void open(Settings settings) {
        long since = Clocks.wallMillis();
        AdminToken.source(settings);
        Certificates certificates = Certificates.open(settings);
        ofProcess.push(new Open("certificates", () -> {
            certificates.close();
            return true;
        }));
        DataFolder folder = DataFolder.open(settings.data(), settings.cluster().name(), InstantSource.system());
        ofProcess.push(new Open("data folder", () -> {
            folder.close();
            return true;
        }));
        Vertx edge = Vertx.vertx();
        ofProcess.push(new Open("browser side", () -> await(edge.close())));
        // Before the port is opened, so that a token that cannot be read is told of at once. The port is not yet known.
        Settings named = settings.web().port() == 0 ? settings.boundTo(FirstServer.freePort(settings.web())) : settings;
        Metrics metrics = Monitoring.open(edge, named, certificates::ends);
        ofProcess.push(new Open("metrics", () -> {
            metrics.close();
            return true;
        }));
        FirstServer holding = await(FirstServer.listen(edge, named.web(), certificates.https(), metrics));
        first = holding;
        port = holding.port();
        Settings bound = named.boundTo(port);
        ArchiveWatch archives = ArchiveWatch.open(folder, bound);
        ofProcess.push(new Open("archive", () -> {
            archives.close();
            return true;
        }));
        Ground ground = new Ground(edge, certificates, archives, metrics, bound, new Standing());
        archives.onTrouble(() -> withdraw(ground));
        enterPatiently(ground);
        LOG.log(
                Level.INFO,
                "event=node-serves name={0} millis={1,number,#}",
                bound.name(),
                Clocks.wallMillis() - since);
    }

    /** Begins the first life; again when the grid did not answer in time, as happens while several nodes start at once. */
    @SuppressWarnings("checkstyle:illegalcatch")
    private void enterPatiently(Ground ground) {
        for (int attempt = 1; attempt < ENTER_ATTEMPTS; attempt++) {
            try {
                enter(ground);
                return;
            } catch (RuntimeException e) {
                heedStop();
                if (!HzClusterManagers.isWeather(e) || !ground.archives().isWell()) {
                    throw ground.archives().explain(e);
                }
                LOG.log(Level.WARNING, "event=join-timed-out attempt=" + attempt);
                LOG.log(Level.DEBUG, "event=join-timed-out", e);
                holdPort(ground);
                close(ofLife);
            }
        }
        enter(ground);
    }

    private void heedStop() {
        if (isStopping.get()) {
            throw new CancellationException("told to stop while it joined");
        }
    }

    private void holdPort(Ground ground) {
        if (first == null) {
            first = await(FirstServer.listen(
                    ground.edge(),
                    ground.settings().web(),
                    ground.certificates().https(),
                    ground.metrics()));
        }
    }

    private void yieldPort() {
        FirstServer holding = first;
        if (holding != null) {
            first = null;
            await(holding.close());
        }
    }

    /** Begins a life: joins the cluster and serves. The first server holds the port until the gateway does. */
    private void enter(Ground ground) {
        heedStop();
        long now = lives + 1;
        lives = now;
        Settings settings = ground.settings();
        BusTls bus = ground.certificates().bus();
        HzCluster cluster = HzClusterManagers.join(settings, Clocks.wallMillis(), bus);
        ofLife.push(new Open("membership", () -> {
            cluster.leave();
            return true;
        }));
        Vertx core = await(cluster(cluster, settings, bus)
                .recover(failure -> cluster(cluster, settings, bus))
                .recover(failure -> cluster(cluster, settings, bus)));
        ofLife.push(new Open("cluster side", () -> await(core.close())));
        ofLife.push(new Open("lost membership", () -> {
            // There is nothing to hand over, and a grid that is half merged would keep everybody who asks it waiting.
            if (cluster.grid().isLost()) {
                cluster.terminate();
            }
            return true;
        }));
        NodeParts parts = NodeParts.deploy(
                new NodeParts.Ground(
                        ground.edge(),
                        core,
                        cluster,
                        ground.archives().archive(),
                        ground.standing(),
                        ground.certificates().https(),
                        ground.metrics()),
                settings);
        ofLife.push(new Open("parts", () -> {
            parts.retire();
            return true;
        }));
        ofLife.push(new Open("calm", () -> {
            // Who cannot serve, or is of a lost grid, goes at once.
            if (isStopping.get()
                    && !cluster.grid().isLost()
                    && ground.archives().isWell()) {
                parts.awaitCalm();
            }
            return true;
        }));
        yieldPort();
        cluster.onMerged(() -> rejoin(ground, now));
        parts.onContradicted(pause -> ground.edge().setTimer(pause.toMillis(), timer -> rejoin(ground, now)));
        parts.serve(isStopping::get);
    }

    /** Vert.x writes to the grid when it starts, and on a busy machine nobody may know whether that was done: then it is started again. */
    private static Future<Vertx> cluster(HzCluster cluster, Settings settings, BusTls bus) {
        return Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(CLUSTER_LOOPS)
                        .setEventBusOptions(
                                bus.on(cluster.busOptions(settings.cluster().busPort()))))
                .withClusterManager(cluster.clusterManager())
                .buildClustered();
    }

    /** Any thread. Ends a life and begins another; tries again until it works or the node is stopped. Nothing, if that life is over. */
    private void rejoin(Ground ground, long which) {
        life.run(() -> {
                    // Without an archive it stays away; who withdrew comes back.
                    if (isStopping.get() || which != lives || !ground.archives().isWell()) {
                        return false;
                    }
                    LOG.log(
                            Level.WARNING,
                            "event=node-rejoins name={0} reason=\"cut off, hung for too long, or of another history\"",
                            ground.settings().name());
                    holdPort(ground);
                    close(ofLife);
                    enter(ground);
                    LOG.log(
                            Level.INFO,
                            "event=node-rejoined name={0}",
                            ground.settings().name());
                    return true;
                })
                .onFailure(failure -> tryAgain(ground, failure));
    }

    /** Any thread. Ends this life because the archive cannot be used, and says so on the port, until it can. */
    private void withdraw(Ground ground) {
        life.run(() -> {
                    holdPort(ground);
                    tell(ground.archives().sentence());
                    ground.metrics().archiveLost();
                    close(ofLife);
                    ground.archives().giveUp();
                    return true;
                })
                .onSuccess(done -> comeBack(ground))
                .onFailure(failure -> LOG.log(Level.ERROR, "event=withdrawal-failed", failure));
    }

    /** Any thread. Begins another life when the archive can be opened again; else tries later. */
    private void comeBack(Ground ground) {
        life.run(() -> {
                    boolean isOpen = !isStopping.get() && ground.archives().tryAgain();
                    tell(isOpen ? FirstServer.JOINING : ground.archives().sentence());
                    if (isOpen) {
                        enter(ground);
                    }
                    return isOpen;
                })
                .onSuccess(isOpen -> {
                    if (!isOpen && !isStopping.get()) {
                        ground.edge().setTimer(REJOIN_PAUSE_MILLIS, timer -> comeBack(ground));
                    }
                })
                .onFailure(failure -> tryAgain(ground, failure));
    }

    /** Any thread. Not when the node stops: then its failure is that it was told to. */
    private void tryAgain(Ground ground, Throwable failure) {
        if (isStopping.get()) {
            LOG.log(Level.DEBUG, "event=rejoin-given-up reason=stopping", failure);
            return;
        }
        LOG.log(Level.ERROR, "event=rejoin-failed", failure);
        ground.edge().setTimer(REJOIN_PAUSE_MILLIS, timer -> rejoin(ground, lives));
    }

    private void tell(String reason) {
        FirstServer holding = first;
        if (holding != null) {
            holding.say(reason);
        }
    }

    /**
     * Stops in order, also while it starts: it serves on for a moment if another node has just become ready; then what this node leads is handed
     * over, clients are asked to move and do so, and it leaves the cluster. Completes within that moment (four seconds, and no longer than the drain
     * time), the drain time, and the few seconds that leaving takes; a step that fails is logged and does not keep the others.
     */
    public Future<Void> stop() {
        isStopping.set(true);
        return life.run(() -> {
            life.end();
            close(ofLife);
            close(ofProcess);
            return null;
        });
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private static void close(Deque<Open> opened) {
        while (!opened.isEmpty()) {
            Open open = opened.pop();
            try {
                Object closed = open.close().call();
                LOG.log(Level.DEBUG, "event=closed what={0} result={1}", open.what(), closed);
            } catch (Exception e) {
                // The next thing must be closed all the same.
                LOG.log(Level.WARNING, "event=close-failed what=" + open.what(), e);
            }
        }
    }

    /** The port that browsers connect to. */
    public int port() {
        return port;
    }

    /** Waits for a step of starting or stopping. */
    static <T> T await(Future<T> step) {
        return LifeThread.await(step, STEP_LIMIT);
    }
}
