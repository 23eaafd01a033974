package dev.parley.node;

import dev.parley.cluster.HzCluster;
import dev.parley.metrics.Metrics;
import dev.parley.tls.Https;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
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
 * is deployed on, which must be clustered with vertx-hazelcast.
 *
 * <p>A node that was cut off, or hung for too long, has to join afresh. Under Parley's launcher the whole Vert.x is closed and started again in
 * the same process; in an application of somebody else the node undeploys itself and says so.
 *
 * <p>Configuration: the settings of docs/settings.md as a JSON object, and the environment. The settings of the cluster itself are the
 * launcher's business, or the application's.
 */
public final class ParleyVerticle extends VerticleBase {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final String RETIREMENTS = "parley.retirements";

    private final LifeThread life = new LifeThread();

    /** Any thread. */
    private final AtomicBoolean isStopping = new AtomicBoolean();

    // Owned by the life thread.
    private final Deque<Runnable> opened = new ArrayDeque<>();

    @Override
    public Future<?> start() {
        Settings settings = SettingsLoader.load(config(), System.getenv()).settings();
        return life.run(() -> {
                    open(settings);
                    return true;
                })
                .recover(failure -> close().transform(closed -> Future.failedFuture(failure)));
    }

    private void open(Settings settings) {
        HzCluster cluster = HzCluster.of(vertx);
        Settings bound = settings.boundTo(cluster.httpPort());
        // The bus is the business of whoever made this Vert.x.
        Https https = Certificates.https(bound.encryption());
        opened.push(https::close);
        DataFolder folder = DataFolder.open(bound.data(), bound.cluster().name(), InstantSource.system());
        opened.push(folder::close);
        ArchiveWatch archives = ArchiveWatch.open(folder, bound);
        opened.push(archives::close);
        Metrics metrics = Monitoring.open(vertx, bound);
        opened.push(metrics::close);
        NodeParts parts = NodeParts.deploy(
                new NodeParts.Ground(vertx, vertx, cluster, archives.archive(), new Standing(), https, metrics), bound);
        opened.push(parts::retire);
        cluster.onMerged(this::joinAfresh);
        parts.onContradicted(pause -> vertx.setTimer(pause.toMillis(), timer -> joinAfresh()));
        vertx.sharedData().<String, Retirement>getLocalMap(RETIREMENTS).put(deploymentID(), new Retirement(this));
        parts.serve(isStopping::get);
        // The others go on. To come back is for those who deployed it, when the disk is well.
        archives.onTrouble(() -> vertx.undeploy(deploymentID()));
    }

    /** Any thread. The membership belongs to the Vert.x, so it takes the launcher to begin another one. */
    private void joinAfresh() {
        if (isStopping.get()) {
            return;
        }
        LOG.log(Level.WARNING, "event=rejoin-needed reason=\"cut off, hung for too long, or of another history\"");
        if (!Relaunch.ask(vertx)) {
            LOG.log(
                    Level.ERROR,
                    "event=node-undeploys reason=\"this application's Vert.x has to be closed and started again, because its"
                            + " membership of the cluster is not what it was\"");
            vertx.undeploy(deploymentID());
        }
    }

    @Override
    public Future<?> stop() {
        return close();
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
            while (!opened.isEmpty()) {
                opened.pop().run();
            }
            return true;
        });
    }
}
