package dev.parley.leader;

import dev.parley.cluster.HzCluster;
import dev.parley.cluster.Members;
import dev.parley.wire.LogId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Leadership in a running node. Any thread may call; listeners are called on the event loop of leadership. */
public final class Leaders implements Leadership {

    // Any thread. Each is replaced as a whole.
    private final AtomicReferenceArray<@Nullable Led> leaders = new AtomicReferenceArray<>(LogId.SHARDS);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Election> elections = List.of();
    private final LeaderVerticle verticle;

    private Leaders(HzCluster cluster, Members members) {
        verticle = new LeaderVerticle(this, cluster, members);
    }

    /**
     * Starts to follow who leads. The node campaigns as soon as it is {@link dev.parley.cluster.Member.State#READY} on the roster.
     *
     * @param vertx the clustered Vert.x of the node
     */
    public static Future<Leaders> deploy(Vertx vertx, HzCluster cluster, Members members) {
        Leaders leaders = new Leaders(cluster, members);
        return vertx.deployVerticle(leaders.verticle).map(id -> leaders);
    }

    @Override
    public @Nullable Led leaderOf(int shard) {
        return leaders.get(shard);
    }

    @Override
    public List<Election> elections() {
        return elections;
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void outdated(int shard, long term) {
        verticle.outdated(shard, term);
    }

    @Override
    public Future<Void> resign() {
        return verticle.resign();
    }

    /** How this node leads. Any thread. */
    public LeaderCounts counts() {
        return verticle.counts();
    }

    List<Listener> listeners() {
        return listeners;
    }

    void show(int shard, @Nullable Led leader) {
        leaders.set(shard, leader);
    }

    void show(List<Election> newest) {
        elections = newest;
    }
}
