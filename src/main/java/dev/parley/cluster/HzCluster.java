package dev.parley.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import dev.parley.wire.HzGrid;
import dev.parley.wire.NodeId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This node's membership of the Hazelcast cluster: joins, gives Vert.x its cluster manager, leaves. Any thread, but not an event loop
 * where a method says that it blocks.
 *
 * <p>We make the Hazelcast instance and hand it to vertx-hazelcast, and not the other way round: only then does it take our node id (from
 * the attribute {@code __vertx.nodeId}; otherwise it makes up a random one), and only then can a join have a deadline. The price is that
 * closing Vert.x does not leave the cluster: {@link #leave} does, after it.
 */
public final class HzCluster {

    private static final System.Logger LOG = System.getLogger("dev.parley.cluster");

    /** Long enough for a node that is busy: taken for a stranger, it would be found only after some seconds. */
    private static final Duration STRANGER_PATIENCE = Duration.ofSeconds(3);

    private static final int CONNECT_TIMEOUT_MILLIS = 2000;
    private static final int PING_MILLIS = 1500;
    private static final int PONG_MILLIS = 3000;

    private static final Duration MERGE_LIMIT = Duration.ofSeconds(10);

    private final NodeId self;
    private final HazelcastInstance hazelcast;
    private final HzGrid grid;
    private final Membership membership;
    private final HzHealth health;

    // Any thread.
    private final List<Runnable> onGridLost = new CopyOnWriteArrayList<>();
    private final List<Runnable> onMerged = new CopyOnWriteArrayList<>();
    private volatile boolean hasMerged;

    /** What became of a {@link #join}. */
    public sealed interface Join {}

    /**
     * The node is a member.
     *
     * @param cluster its membership
     */
    public record Joined(HzCluster cluster) implements Join {}

    /**
     * The node is not a member, and nothing of the attempt is left.
     *
     * @param sentence why, for the administrator
     */
    public record JoinFailed(String sentence) implements Join {}

    private HzCluster(NodeId self, HazelcastInstance hazelcast) {
        this.self = self;
        this.hazelcast = hazelcast;
        grid = new HzGrid(hazelcast);
        membership = new HzMembership(grid);
        hazelcast.getLifecycleService().addLifecycleListener(this::lifecycle);
        HzLookout.begin(grid);
        HzClaims.watch(grid);
        health = HzHealth.watch(grid);
    }

    /**
     * Joins the cluster, or begins one if there is nobody. Blocks, up to the join deadline.
     *
     * @param self id of this life of the node, from {@link NodeIds#fresh}
     */
    public static Join join(ClusterConfig settings, NodeId self) {
        Set<Integer> strangers = strangers(settings);
        Config config = HzConfig.of(settings, self);
        HzConfig.avoid(config, strangers);
        // A thread of its own: Hazelcast knows no deadline for the whole of a start.
        CompletableFuture<HazelcastInstance> joined =
                CompletableFuture.supplyAsync(() -> Hazelcast.newHazelcastInstance(config), HzCluster::onThread);
        return await(joined, settings, self);
    }

    /**
     * The membership on which a clustered Vert.x stands that somebody else made.
     *
     * @throws IllegalArgumentException when the Vert.x is not clustered with vertx-hazelcast
     */
    public static HzCluster of(Vertx vertx) {
        if (((VertxInternal) vertx).clusterManager() instanceof HazelcastClusterManager manager) {
            return new HzCluster(new NodeId(manager.getNodeId()), manager.getHazelcastInstance());
        }
        throw new IllegalArgumentException("this Vert.x is not clustered with vertx-hazelcast; start it with -cluster");
    }

    /**
     * Makes somebody else's configuration of Hazelcast, before the member is started, one that a node can live on: {@link #of} then works on
     * the Vert.x that has it. What the application decided itself stays; see {@link HzConfig#prepare}.
     */
    public static void prepare(Config theirs, ClusterConfig settings) {
        HzConfig.prepare(theirs, settings);
    }

    private static Set<Integer> strangers(ClusterConfig settings) {
        if (!(settings.discovery() instanceof ClusterConfig.Discovery.Local)) {
            return Set.of();
        }
        Set<Integer> strangers = Strangers.among(settings.port(), ClusterConfig.LOCAL_PORTS, STRANGER_PATIENCE);
        if (!strangers.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    () -> "event=ports-avoided ports=" + strangers + " reason=\"in use, but not by a node\"");
        }
        return strangers;
    }

    private static void onThread(Runnable start) {
        Thread thread = new Thread(start, "parley-join");
        thread.setDaemon(true);
        thread.start();
    }

    private static Join await(CompletableFuture<HazelcastInstance> joined, ClusterConfig settings, NodeId self) {
        Duration deadline = settings.joinDeadline();
        String where = "cluster " + settings.clusterName() + ", port " + settings.port();
        try {
            HazelcastInstance hazelcast = joined.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return member(hazelcast, settings, self, where);
        } catch (TimeoutException e) {
            abandon(joined);
            return new JoinFailed("Not let into the cluster within " + deadline.toSeconds() + " s (" + where + ").");
        } catch (ExecutionException e) {
            return new JoinFailed("Cannot join the cluster (" + where + "): " + firstLine(e));
        } catch (InterruptedException e) {
            abandon(joined);
            Thread.currentThread().interrupt();
            return new JoinFailed("Joining the cluster was interrupted (" + where + ").");
        }
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private static Join member(HazelcastInstance hazelcast, ClusterConfig settings, NodeId self, String where) {
        try {
            Optional<String> obstacle = HzMembership.unspeakable(
                    hazelcast.getCluster(), settings.identity().bus());
            if (obstacle.isPresent()) {
                // In good order, because it may have been given parts of the grid by now.
                hazelcast.getLifecycleService().shutdown();
                return new JoinFailed(obstacle.get() + " (" + where + ").");
            }
            return new Joined(new HzCluster(self, hazelcast));
        } catch (RuntimeException e) {
            // Nobody would ever use or stop it, and the others would wait for its answers.
            hazelcast.getLifecycleService().terminate();
            throw e;
        }
    }

    /** A member that comes too late must not stay: nobody would ever use or stop it. */
    private static void abandon(CompletableFuture<HazelcastInstance> joined) {
        CompletableFuture<Void> unused =
                joined.thenAccept(late -> late.getLifecycleService().terminate());
    }

    private static String firstLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return message.strip().lines().findFirst().orElse("unknown reason");
    }

    private void lifecycle(LifecycleEvent event) {
        switch (event.getState()) {
            case MERGING -> {
                LOG.log(
                        Level.WARNING,
                        () -> "event=merging node=" + self + " reason=\"other side of a split is larger\"");
                loseGrid();
                // Its thread can die on the way, with an exception of some listener, and then nothing would ever be
                // told.
                CompletableFuture.delayedExecutor(MERGE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> mergeEnded("no end within " + MERGE_LIMIT.toSeconds() + " s"));
            }
            case SHUTTING_DOWN -> loseGrid();
            case MERGED, MERGE_FAILED -> mergeEnded(event.getState().toString());
            case STARTING, STARTED, SHUTDOWN, CLIENT_CONNECTED, CLIENT_DISCONNECTED, CLIENT_CHANGED_CLUSTER -> {
                // Of starts and stops this class knows, and there are no Hazelcast clients.
            }
        }
    }

    private void mergeEnded(String how) {
        if (!hasMerged) {
            LOG.log(Level.WARNING, () -> "event=merge-ended node=" + self + " state=" + how);
        }
        hasMerged = true;
        onMerged.forEach(Runnable::run);
    }

    /** Hazelcast does nothing of a merge, or of a stop, before this has returned. */
    private void loseGrid() {
        grid.lose();
        onGridLost.forEach(Runnable::run);
    }

    /** This node. */
    public NodeId self() {
        return self;
    }

    /** The grid as this membership has it, for the {@code Hz} classes of the packages that keep something there. */
    public HzGrid grid() {
        return grid;
    }

    /** How the grid is, as this member knows it. Any thread; it never waits. */
    public GridCounts gridCounts() {
        return health.counts();
    }

    /** The Hazelcast member itself; whoever changes something in the grid takes {@link #grid}. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    Membership membership() {
        return membership;
    }

    /** A new cluster manager on this membership, for one Vert.x instance; its node id is {@link #self}. */
    public ClusterManager clusterManager() {
        return new HazelcastClusterManager(hazelcast);
    }

    /** The address of this node for the others, on which grid and event bus listen. */
    public String host() {
        return hazelcast.getCluster().getLocalMember().getAddress().getHost();
    }

    /** The HTTP port that the other nodes were told when this node joined; empty when this member was not made for a node. */
    public OptionalInt httpPort() {
        return membership.now().stream()
                .filter(card -> card.id().equals(self))
                .mapToInt(Card::port)
                .findFirst();
    }

    /** The name of the cluster. */
    public String clusterName() {
        return hazelcast.getConfig().getClusterName();
    }

    /** The node asks nothing more of this membership, which goes on for those who made it. */
    public void giveUp() {
        grid.lose();
    }

    /** The port on which the grid listens. */
    public int port() {
        return hazelcast.getCluster().getLocalMember().getAddress().getPort();
    }

    /**
     * How the event bus is to be set up: on the interface of the cluster, and quick to notice a dead peer.
     *
     * <p>While a connection is being made everything for that node piles up, and by default that is a minute.
     *
     * @param busPort TCP port; 0 takes a free one
     */
    public EventBusOptions busOptions(int busPort) {
        return new EventBusOptions()
                .setHost(host())
                .setPort(busPort)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PONG_MILLIS);
    }

    /**
     * Hears, on a thread of Hazelcast, that this node's locks and its part of the grid are gone: it begins to merge into the larger side of a
     * split, or its Hazelcast instance stops. {@link HzGrid#isLost} says so already when it hears it. Who comes too late hears it at once, on
     * its own thread; now and then twice.
     */
    public void onGridLost(Runnable listener) {
        onGridLost.add(listener);
        if (grid.isLost()) {
            listener.run();
        }
    }

    /**
     * Hears, on a thread of Hazelcast, that a merge of this node has ended, well or not: it must leave now and join afresh. Who comes too
     * late hears it at once, on its own thread; never twice.
     */
    public void onMerged(Runnable listener) {
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (told.compareAndSet(false, true)) {
                listener.run();
            }
        };
        onMerged.add(once);
        if (hasMerged) {
            once.run();
        }
    }

    /** Leaves, after its part of the grid was copied to the others. Blocks, up to 30 s. Does nothing if it has left. */
    public void leave() {
        hazelcast.getLifecycleService().shutdown();
    }

    /** Leaves without a word, as a crash would. Blocks for a moment. */
    public void terminate() {
        hazelcast.getLifecycleService().terminate();
    }
}
