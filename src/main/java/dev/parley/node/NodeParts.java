package dev.parley.node;

import static dev.parley.node.ParleyNode.await;

import dev.parley.account.Guests;
import dev.parley.cluster.HzCluster;
import dev.parley.cluster.Member;
import dev.parley.cluster.Members;
import dev.parley.gateway.Assets;
import dev.parley.gateway.Gateway;
import dev.parley.gateway.Services;
import dev.parley.leader.Leaders;
import dev.parley.log.Archive;
import dev.parley.log.HzTails;
import dev.parley.log.LogConfig;
import dev.parley.presence.Presence;
import dev.parley.room.RoomConfig;
import dev.parley.room.RoomService;
import dev.parley.wire.Clocks;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The parts of a node that is in the cluster, put together: who is there, who leads, the logs, the rooms, who is where, the clients.
 *
 * <p>The methods block, and are called by the thread that starts or stops the node.
 */
final class NodeParts {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final int TAIL_BYTES = 512 * 1024;
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(2);
    private static final Duration SLACK = Duration.ofSeconds(3);
    private static final Duration RESIGN_LIMIT = Duration.ofSeconds(10);

    /**
     * What the parts stand on.
     *
     * @param edge serves browsers
     * @param core serves the cluster, clustered on {@code cluster}; may be the same as {@code edge}
     * @param cluster the membership
     * @param archive open
     */
    record Ground(Vertx edge, Vertx core, HzCluster cluster, Archive archive) {}

    private final Settings settings;
    private final Members members;
    private final Leaders leaders;
    private final dev.parley.log.Logs logs;
    private final Gateway gateway;

    /** Why this node does not serve; empty: it does. Written by the starting and stopping thread, read by any. */
    private final AtomicReference<Optional<String>> obstacle;

    private NodeParts(
            Settings settings,
            Members members,
            Leaders leaders,
            dev.parley.log.Logs logs,
            Gateway gateway,
            AtomicReference<Optional<String>> obstacle) {
        this.settings = settings;
        this.members = members;
        this.leaders = leaders;
        this.logs = logs;
        this.gateway = gateway;
        this.obstacle = obstacle;
    }

    /**
     * Puts the parts together; none serves yet.
     *
     * @param settings with the port that is really open
     */
    static NodeParts deploy(Ground ground, Settings settings) {
        Vertx core = ground.core();
        Members members =
                await(Members.deploy(core, ground.cluster(), settings.cluster().quorum()));
        Leaders leaders = await(Leaders.deploy(core, ground.cluster(), members));
        NodeBus bus = new NodeBus(core, members.self());
        Peers peers = new Peers(members, leaders);
        dev.parley.log.Logs logs =
                await(dev.parley.log.Logs.deploy(core, bus, ground.archive(), peers, LogConfig.DEFAULT));
        Settings.Delivery delivery = settings.delivery();
        HzTails tails = new HzTails(core, ground.cluster().hazelcast(), delivery.tailEntries(), TAIL_BYTES);
        RoomService rooms = await(RoomService.deploy(
                core,
                new RoomService.Surroundings(bus, logs, tails, leaders, peers),
                RoomConfig.of(
                        delivery.ackCopies(),
                        settings.cluster().quorum(),
                        delivery.postDeadline(),
                        delivery.tailEntries(),
                        TAIL_BYTES)));
        members.listen(list -> rooms.membersChanged());
        Presence presence = await(Presence.deploy(core, members));
        AtomicReference<Optional<String>> obstacle = new AtomicReference<>(Optional.of("fetching what was missed"));
        ClusterView view = new ClusterView(settings, members, leaders, new ConcurrentHashMap<>());
        List<Consumer<Router>> mounts = List.of(view::mount, new LogsView(logs)::mount, Assets.load()::mount);
        Services services = new Services(rooms, logs, members, presence, Guests.secure(), obstacle::get, mounts);
        Gateway gateway = await(Gateway.deploy(ground.edge(), GatewaySettings.of(settings), services));
        return new NodeParts(settings, members, leaders, logs, gateway, obstacle);
    }

    /**
     * Fetches what this node missed, then leads and serves. Once more after it is known as ready, because until then nobody sends it news.
     */
    void serve() {
        long begun = Clocks.monotonicMillis();
        catchUp();
        members.declare(Member.State.READY);
        catchUp();
        Set<LogId> diverged = await(logs.diverged());
        if (!diverged.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "this node has another history of some logs; they are not served from here logs={0}",
                    diverged);
        }
        obstacle.set(Optional.empty());
        gateway.open();
        LOG.log(Level.DEBUG, "caught up millis={0,number,#}", Clocks.monotonicMillis() - begun);
    }

    private void catchUp() {
        LifeThread.await(logs.catchUpWithPeers(CATCH_UP_LIMIT), CATCH_UP_LIMIT.plus(SLACK));
    }

    /** Hands over what this node leads and its clients; then it may leave. */
    void retire() {
        obstacle.set(Optional.of("stopping"));
        members.declare(Member.State.LEAVING);
        Future<Void> clients = gateway.drain(settings.drain());
        LifeThread.await(leaders.resign(), RESIGN_LIMIT);
        LifeThread.await(clients, settings.drain().plus(SLACK));
        await(gateway.close());
    }
}
