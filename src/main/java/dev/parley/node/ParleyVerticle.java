package dev.parley.node;

import dev.parley.cluster.HzCluster;
import dev.parley.metrics.Metrics;
import dev.parley.tls.Https;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A whole node as one verticle, for the Vert.x launcher and for clustered applications of others: browsers and cluster share the Vert.x that it
 * is deployed on, which must be clustered with vertx-hazelcast on a member that {@link HzEmbedding} has prepared.
 *
 * <h2>Its life</h2>
 *
 * Deploying completes when the node serves; it fails with a {@link StartupFailure} where a person can help. Undeploying hands over what the node
 * leads, lets its clients go, and leaves nothing on the Vert.x, which goes on. A membership is good for one life of one node: another one
 * needs another Vert.x.
 *
 * <p>A node that was cut off, or hung for too long, has to join afresh; one whose archive cannot be relied on has to go. It undeploys itself, and
 * then publishes on {@link #ENDED}, on this Vert.x only. Under Parley's launcher the whole Vert.x is closed and started again in the same
 * process, or the process ends.
 *
 * <p>Configuration: the settings of docs/settings.md as a JSON object, and the environment. The settings of the cluster itself are the
 * launcher's business, or the application's.
 */
public final class ParleyVerticle extends VerticleBase {

    /**
     * The event-bus address on which a node says, locally, that it has undeployed itself. The body is a JSON object: {@code reason}, one of
     * {@link #JOIN_AFRESH} and {@link #ARCHIVE}; {@code sentence}, for people; {@code deployment}, its id.
     */
    public static final String ENDED = "parley.node.ended";

    /** A reason: the membership is not what it was. Close the Vert.x, make another one, deploy again. */
    public static final String JOIN_AFRESH = "join-afresh";

    /** A reason: the archive cannot be relied on. The same, after somebody has seen to the disk. */
    public static final String ARCHIVE = "archive";

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final String RETIREMENTS = "parley.retirements";
    private static final String LIVES = "parley.lives";
    private static final String FIRST = "first";

    private final LifeThread life = new LifeThread();

    /** Any thread. */
    private final AtomicBoolean isStopping = new AtomicBoolean();

    // Owned by the life thread.
    private final Deque<Runnable> opened = new ArrayDeque<>();

    @Override
    public Future<?> start() {
        if (context.getInstanceCount() > 1) {
            throw StartupFailure.wrongSettings(List.of("instances " + context.getInstanceCount()
                    + ": a node is one verticle, and uses all processors as it is. Deploy one instance."));
        }
        Settings settings = SettingsLoader.load(config(), System.getenv()).settings();
        return life.run(() -> {
                    open(settings);
                    return true;
                })
                .recover(failure -> close().transform(closed -> {
                    life.end();
                    return Future.failedFuture(failure);
                }));
    }

    private void open(Settings settings) {
        HzCluster cluster = membership();
        Settings bound = settings.boundTo(cluster.httpPort()
                .orElseThrow(() ->
                        StartupFailure.membership("the Hazelcast member of this Vert.x was not prepared for a node:"
                                + " call HzEmbedding.prepare before it starts.")));
        // The bus is the business of whoever made this Vert.x.
        Https https = Certificates.https(bound.encryption());
        opened.push(https::close);
        DataFolder folder = DataFolder.open(bound.data(), cluster.clusterName(), InstantSource.system());
        opened.push(folder::close);
        ArchiveWatch archives = ArchiveWatch.open(folder, bound);
        opened.push(archives::close);
        if (vertx.sharedData().<String, String>getLocalMap(LIVES).putIfAbsent(FIRST, deploymentID()) != null) {
            throw StartupFailure.membership(
                    "a node was deployed on this Vert.x before, and a membership of the cluster is good for one"
                            + " life of one node. Close this Vert.x and start another one.");
        }
        opened.push(cluster::giveUp);
        Metrics metrics = Monitoring.open(vertx, bound, () -> Certificates.ends(https));
        opened.push(metrics::close);
        NodeParts parts = NodeParts.deploy(
                new NodeParts.Ground(vertx, vertx, cluster, archives.archive(), new Standing(), https, metrics), bound);
        opened.push(parts::retire);
        opened.push(() -> {
            // Who cannot serve, or is of a lost grid, goes at once.
            if (!cluster.grid().isLost() && archives.isWell()) {
                parts.awaitCalm();
            }
        });
        cluster.onMerged(this::joinAfresh);
        parts.onContradicted(pause -> vertx.setTimer(pause.toMillis(), timer -> joinAfresh()));
        vertx.sharedData().<String, Retirement>getLocalMap(RETIREMENTS).put(deploymentID(), new Retirement(this));
        parts.serve(isStopping::get);
        archives.onTrouble(() -> life.run(archives::sentence).onSuccess(sentence -> endItself(ARCHIVE, sentence)));
    }

    private HzCluster membership() {
        try {
            return HzCluster.of(vertx);
        } catch (IllegalArgumentException e) {
            throw StartupFailure.wrongSettings(List.of(StartupFailure.told(e) + "."));
        }
    }

    /** Any thread. The membership belongs to the Vert.x, so it takes the launcher, or the application, to begin another one. */
    private void joinAfresh() {
        if (isStopping.get()) {
            return;
        }
        LOG.log(Level.WARNING, "event=rejoin-needed reason=\"cut off, hung for too long, or of another history\"");
        if (!Relaunch.ask(vertx)) {
            endItself(
                    JOIN_AFRESH,
                    "this Vert.x has to be closed and started again, because its membership of the cluster is not what it was.");
        }
    }

    /** Any thread; the first time counts. */
    private void endItself(String reason, String sentence) {
        if (isStopping.getAndSet(true)) {
            return;
        }
        LOG.log(Level.ERROR, "event=node-undeploys reason=\"{0}\"", sentence);
        JsonObject told =
                new JsonObject().put("reason", reason).put("sentence", sentence).put("deployment", deploymentID());
        vertx.undeploy(deploymentID())
                // It is not deployed yet; deploying fails then.
                .recover(failure -> close().mapEmpty())
                .onComplete(ended -> vertx.eventBus().publish(ENDED, told, new DeliveryOptions().setLocalOnly(true)));
    }

    @Override
    public Future<?> stop() {
        vertx.sharedData().getLocalMap(RETIREMENTS).remove(deploymentID());
        return close().onComplete(closed -> life.end());
    }

    /**
     * Stops the nodes on a Vert.x that is about to be closed, which undeploys everything at once, in no order. Blocks.
     *
     * @return when what they led is handed over and their clients have moved
     */
    static Future<?> retireAll(Vertx vertx) {
        List<Future<Boolean>> retired =
                vertx.sharedData().<String, Retirement>getLocalMap(RETIREMENTS).values().stream()
                        .map(Retirement::retire)
                        .toList();
        return Future.join(retired);
    }

    /** How to stop one node; kept where the launcher finds it. */
    private record Retirement(ParleyVerticle verticle) implements Shareable {

        Future<Boolean> retire() {
            return verticle.close();
        }
    }

    private Future<Boolean> close() {
        isStopping.set(true);
        return life.run(() -> {
            close(opened);
            return true;
        });
    }

    /** What fails is logged and does not keep the others. */
    @SuppressWarnings("checkstyle:illegalcatch")
    private static void close(Deque<Runnable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "event=node-stop-failed", e);
            }
        }
    }
}
