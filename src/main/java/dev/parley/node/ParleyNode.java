package dev.parley.node;

import dev.parley.cluster.HzCluster;
import dev.parley.log.Archive;
import dev.parley.log.ArchiveException;
import dev.parley.log.ArchiveLimits;
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
import java.util.concurrent.TimeUnit;

/**
 * One running node as a program of its own. Any thread.
 *
 * <p>It has two Vert.x instances: one for browsers, which lives as long as the process and answers {@code /live} before the cluster is
 * joined; and one for the cluster, which lives as long as the membership.
 */
public final class ParleyNode {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final String ARCHIVE = "archive.db";
    private static final int CLUSTER_LOOPS = 4;
    private static final Duration STEP_LIMIT = Duration.ofSeconds(30);

    /** What was opened, the newest first: closed in this order. Used by the starting thread, then by the stopping one. */
    private final Deque<Open> opened = new ArrayDeque<>();

    private int port;

    /** One thing that is open, and how it is closed. */
    private record Open(String what, Callable<?> close) {}

    private ParleyNode() {}

    /**
     * Starts a node: complete when it serves clients. Fails with a {@link StartupFailure} where a person can help; then nothing stays open.
     */
    public static Future<ParleyNode> start(Settings settings) {
        ParleyNode node = new ParleyNode();
        return Starter.run("parley-start", () -> {
                    node.open(settings);
                    return node;
                })
                .recover(failure -> node.stop()
                        .eventually(() -> Future.failedFuture(failure))
                        .mapEmpty());
    }

    private void open(Settings settings) throws ArchiveException {
        long since = Clocks.wallMillis();
        DataFolder folder = DataFolder.open(settings.data(), settings.cluster().name(), InstantSource.system());
        opened("data folder", () -> {
            folder.close();
            return true;
        });
        Vertx edge = Vertx.vertx();
        opened("browser side", () -> await(edge.close()));
        FirstServer first = await(FirstServer.listen(edge, settings.web()));
        Settings bound = settings.boundTo(first.port());
        port = first.port();
        Archive archive = archive(folder, bound);
        opened("archive", () -> archive.close().get(STEP_LIMIT.toSeconds(), TimeUnit.SECONDS));
        HzCluster cluster = HzClusterManagers.join(bound, since);
        opened("membership", () -> {
            cluster.leave();
            return true;
        });
        Vertx core = await(Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(CLUSTER_LOOPS)
                        .setEventBusOptions(cluster.busOptions(bound.cluster().busPort())))
                .withClusterManager(cluster.clusterManager())
                .buildClustered());
        opened("cluster side", () -> await(core.close()));
        NodeParts parts = NodeParts.deploy(new NodeParts.Ground(edge, core, cluster, archive), bound);
        opened("parts", () -> {
            parts.retire();
            return true;
        });
        await(first.close());
        parts.serve();
        LOG.log(
                Level.INFO,
                "node serves name={0} port={1,number,#} millis={2,number,#}",
                bound.name(),
                port,
                Clocks.wallMillis() - since);
    }

    static Archive archive(DataFolder folder, Settings settings) {
        try {
            return Archive.open(folder.path().resolve(ARCHIVE), ArchiveLimits.DEFAULT);
        } catch (ArchiveException e) {
            throw StartupFailure.dataFolder(
                    settings.data(), "holds an archive that cannot be used: " + StartupFailure.told(e) + ".", e);
        }
    }

    private void opened(String what, Callable<?> close) {
        opened.push(new Open(what, close));
    }

    /**
     * Stops in order: what this node leads is handed over, clients are asked to move and do so, then it leaves the cluster. Completes within
     * the drain time and the few seconds that leaving takes; a step that fails is logged and does not keep the others.
     */
    public Future<Void> stop() {
        return Starter.run("parley-stop", () -> {
            long begun = Clocks.monotonicMillis();
            while (!opened.isEmpty()) {
                close(opened.pop());
            }
            LOG.log(Level.DEBUG, "node stopped millis={0,number,#}", Clocks.monotonicMillis() - begun);
            return null;
        });
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private static void close(Open open) {
        try {
            Object ignored = open.close().call();
        } catch (Exception e) {
            // The next thing must be closed all the same.
            LOG.log(Level.WARNING, "did not close cleanly what=" + open.what(), e);
        }
    }

    /** The port that browsers connect to. */
    public int port() {
        return port;
    }

    /** Waits for a step of starting or stopping. */
    static <T> T await(Future<T> step) {
        return Starter.await(step, STEP_LIMIT);
    }
}
