package dev.parley.node;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The parent of the verticles that a node is made of: they, and the timers that they leave behind, end with it. So a node can be taken off a
 * Vert.x that goes on.
 *
 * <p>The methods block, and are called by the thread that starts or stops the node.
 */
final class PartsHolder extends VerticleBase {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private PartsHolder() {}

    /** A holder of nothing. */
    static PartsHolder on(Vertx vertx) {
        PartsHolder holder = new PartsHolder();
        // A worker, because some doors ask Hazelcast for a map, which may block.
        ParleyNode.await(
                vertx.deployVerticle(holder, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        return holder;
    }

    /** Starts a part. Whatever it deploys is held from now on. */
    <T> T deploy(Supplier<Future<T>> part) {
        Promise<T> deployed = Promise.promise();
        context.runOnContext(
                turn -> Future.succeededFuture().compose(go -> part.get()).onComplete(deployed));
        return ParleyNode.await(deployed.future());
    }

    /** Does something of which the timers are held. Does not wait for it. */
    void run(Runnable task) {
        context.runOnContext(turn -> task.run());
    }

    /** Ends all that is held. */
    void end() {
        if (!LifeThread.isDone(vertx.undeploy(deploymentID()), END_LIMIT)) {
            LOG.log(Level.WARNING, "event=parts-not-ended within={0}", Kinds.write(END_LIMIT));
        }
    }
}
