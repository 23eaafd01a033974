package dev.parley.node;

import dev.parley.cluster.HzCluster;
import dev.parley.log.Archive;
import dev.parley.log.ArchiveException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A whole node as one verticle, for the Vert.x launcher and for clustered applications of others: browsers and cluster share the Vert.x that it
 * is deployed on, which must be clustered with vertx-hazelcast.
 *
 * <p>Configuration: the settings of docs/settings.md as a JSON object, and the environment. The settings of the cluster itself are the
 * launcher's business, or the application's.
 */
public final class ParleyVerticle extends VerticleBase {

    private final LifeThread life = new LifeThread();

    // Owned by the life thread.
    private final Deque<Runnable> opened = new ArrayDeque<>();

    @Override
    public Future<?> start() {
        Settings settings = SettingsLoader.load(config(), System.getenv()).settings();
        return life.run(() -> {
                    open(settings);
                    return true;
                })
                .recover(failure ->
                        close().eventually(() -> Future.failedFuture(failure)).mapEmpty());
    }

    private void open(Settings settings) throws ArchiveException {
        HzCluster cluster = HzCluster.of(vertx);
        Settings bound = settings.boundTo(cluster.httpPort());
        DataFolder folder = DataFolder.open(bound.data(), bound.cluster().name(), InstantSource.system());
        opened.push(folder::close);
        Archive archive = ParleyNode.archive(folder, bound);
        opened.push(() -> ParleyNode.await(Future.fromCompletionStage(archive.close())));
        NodeParts parts = NodeParts.deploy(new NodeParts.Ground(vertx, vertx, cluster, archive), bound);
        opened.push(parts::retire);
        parts.serve();
    }

    @Override
    public Future<?> stop() {
        return close();
    }

    private Future<Boolean> close() {
        return life.run(() -> {
            while (!opened.isEmpty()) {
                opened.pop().run();
            }
            return true;
        });
    }
}
