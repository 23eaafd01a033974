package dev.parley.node;

import dev.parley.account.Guests;
import dev.parley.admin.Admin;
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
import dev.parley.metrics.Metrics;
import dev.parley.metrics.Sources;
import dev.parley.presence.Presence;
import dev.parley.room.OrphanReturn;
import dev.parley.room.RoomConfig;
import dev.parley.room.RoomService;
import dev.parley.tls.Https;
import dev.parley.wire.Clocks;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The parts of a node that is in the cluster, put together: who is there, who leads, the logs, the rooms, who is where, the clients.
 *
 * <p>The methods block, and are called by the thread that starts or stops the node.
 */
final class NodeParts {

    private static final Logger LOG = System.getLogger("dev.parley.node");
    private static final int TAIL_BYTES = 512 * 1024;
    private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(2);
    private static final String RECONCILING = "reconciling";
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);
    private static final Duration STAGGER = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(3);

    /**
     * What the parts stand on.
     *
     * @param edge serves browsers
     * @param core serves the cluster, clustered on {@code cluster}; may be the same as {@code edge}
     * @param cluster the membership
     * @param archive open
     * @param standing outlives the parts
     * @param https how the port for browsers speaks
     * @param metrics of the process
     */
    record Ground(
            Vertx edge,
            Vertx core,
            HzCluster cluster,
            Archive archive,
            Standing standing,
            Https https,
            Metrics metrics) {}

    private final Settings settings;
    private final Parts parts;

    /** Why this node does not serve; empty text: it does. Written by the starting and stopping thread, read by any. */
    private final AtomicReference<String> obstacle;

    /** Set and taken by the starting thread. */
    private Consumer<Duration> onContradicted = pause -> {};

    private record Parts(
            PartsHolder holder,
            Vertx core,
            Members members,
            Leaders leaders,
            dev.parley.log.Logs logs,
            RoomService rooms,
            Gateway gateway,
            Admin admin,
            NodeSteering steering,
            Metrics metrics,
            AtomicReference<Calm> calm) {}

    private NodeParts(Settings settings, Parts parts, AtomicReference<String> obstacle) {
        this.settings = settings;
        this.parts = parts;
        this.obstacle = obstacle;
    }

    /**
     * Puts the parts together; none serves yet.
     *
     * @param settings with the port that is really open
     */
    @SuppressWarnings("checkstyle:illegalcatch")
    static NodeParts deploy(Ground ground, Settings settings) {
        PartsHolder holder = PartsHolder.on(ground.core());
        try {
            return deploy(ground, settings, holder);
        } catch (RuntimeException e) {
            holder.end();
            throw e;
        }
    }

    private static NodeParts deploy(Ground ground, Settings settings, PartsHolder holder) {
        Vertx core = ground.core();
        int quorum = settings.cluster().quorum();
        Members members = holder.deploy(() -> Members.deploy(core, ground.cluster(), quorum));
        Leaders leaders = holder.deploy(() -> Leaders.deploy(core, ground.cluster(), members));
        NodeBus bus = new NodeBus(core, members.self());
        Peers peers = new Peers(members, leaders);
        dev.parley.log.Logs logs = holder.deploy(
                () -> dev.parley.log.Logs.deploy(core, bus, ground.archive(), peers, LogConfig.of(quorum)));
        HzTails tails =
                new HzTails(core, ground.cluster().grid(), settings.delivery().tailEntries(), TAIL_BYTES);
        RoomService rooms = holder.deploy(() -> RoomService.deploy(
                core, new RoomService.Surroundings(bus, logs, tails, leaders, peers), roomConfig(settings)));
        members.listen(list -> rooms.membersChanged());
        Presence presence = holder.deploy(() -> Presence.deploy(core, members));
        AtomicReference<String> obstacle = new AtomicReference<>(RECONCILING);
        NodeSteering steering =
                new NodeSteering(settings, new NodeSteering.Parts(core, members, logs), obstacle, ground.standing());
        Admin admin = holder.deploy(() -> Admin.deploy(
                core, new Admin.Surroundings(members, rooms, logs, steering, AdminToken.source(settings))));
        ClusterView view = new ClusterView(settings, members, leaders, admin::vitals, new ConcurrentHashMap<>());
        Metrics metrics = ground.metrics();
        List<Consumer<Router>> mounts =
                List.of(metrics::mount, view::mount, new LogsView(logs)::mount, admin::mount, Assets.load()::mount);
        Supplier<Optional<String>> reason = () -> reason(Objects.requireNonNull(obstacle.get()), logs);
        ReadyChecks ready = new ReadyChecks(settings, reason, members, logs::counts, ground.archive()::counts);
        Services services = new Services(rooms, logs, members, presence, Guests.secure(), ready, mounts);
        Gateway gateway = LifeThread.await(
                Gateway.deploy(ground.edge(), GatewaySettings.of(settings, ground.https()), services),
                ParleyNode.STEP_LIMIT,
                NodeParts::closeLate);
        steering.begin(gateway);
        metrics.joined(new Sources(
                () -> reason.get().isEmpty(),
                members,
                ground.cluster()::gridCounts,
                bus::counts,
                leaders::counts,
                rooms::counts,
                logs::counts,
                ground.archive()::counts,
                gateway::counts));
        return new NodeParts(
                settings,
                new Parts(
                        holder, core, members, leaders, logs, rooms, gateway, admin, steering, metrics, calm(members)),
                obstacle);
    }

    private static Optional<String> reason(String obstacle, dev.parley.log.Logs logs) {
        return obstacle.isEmpty()
                ? Optional.empty()
                : Optional.of(RECONCILING.equals(obstacle) ? logs.progress() : obstacle);
    }

    private static AtomicReference<Calm> calm(Members members) {
        AtomicReference<Calm> calm = new AtomicReference<>(Calm.unknown(Clocks.monotonicMillis()));
        members.listen(list -> calm.updateAndGet(before -> before.seen(list, Clocks.monotonicMillis())));
        return calm;
    }

    /** Else it would share the port with the gateway of the next life. */
    private static void closeLate(Gateway gateway) {
        LOG.log(Level.WARNING, "event=gateway-came-too-late port={0,number,#}", gateway.port());
        gateway.close();
    }

    private static RoomConfig roomConfig(Settings settings) {
        Settings.Delivery delivery = settings.delivery();
        return RoomConfig.of(
                delivery.ackCopies(),
                settings.cluster().quorum(),
                delivery.postDeadline(),
                delivery.tailEntries(),
                TAIL_BYTES);
    }

    /**
     * Makes this node's archive agree with the cluster's history, then leads and serves; then gives back what was taken out of the archive.
     *
     * <p>What is committed between the comparison and the moment when all know that this node is ready is fetched in a second step, because
     * until then nobody sends it news.
     *
     * @param isGivenUp whether the node is to stop meanwhile; then a {@link CancellationException} is thrown
     */
    void serve(BooleanSupplier isGivenUp) {
        long begun = Clocks.monotonicMillis();
        awaitReconciled(isGivenUp);
        listenToContradictions();
        parts.members().declare(Member.State.READY);
        LifeThread.await(parts.logs().catchUpWithPeers(CATCH_UP_LIMIT), CATCH_UP_LIMIT.plus(SLACK));
        obstacle.set("");
        parts.gateway().open();
        parts.holder().run(() -> OrphanReturn.begin(parts.core(), parts.logs(), parts.rooms()));
        parts.admin().begin();
        parts.steering().serves();
        LOG.log(Level.DEBUG, "event=caught-up millis={0,number,#}", Clocks.monotonicMillis() - begun);
    }

    /** Waits without a deadline, because a majority may be long in coming, and says now and then what for. */
    private void awaitReconciled(BooleanSupplier isGivenUp) {
        Future<Void> reconciled = parts.logs().reconcile();
        long tellAt = Clocks.monotonicMillis() + TELL_EVERY.toMillis();
        while (!LifeThread.isDone(reconciled, LOOK_EVERY)) {
            if (isGivenUp.getAsBoolean()) {
                throw new CancellationException(
                        "told to stop while " + parts.logs().progress());
            }
            if (Clocks.monotonicMillis() >= tellAt) {
                tellAt += TELL_EVERY.toMillis();
                LOG.log(
                        Level.INFO,
                        "event=not-ready reason=\"{0}\"",
                        parts.logs().progress());
            }
        }
        LifeThread.await(reconciled, SLACK);
    }

    /**
     * Hears, once, that this node's history of some log is not the cluster's, and how long to wait before it joins afresh: not all nodes that
     * contradict each other may go at the same time. Not while it reconciles: what is met then is compared again.
     */
    void onContradicted(Consumer<Duration> listener) {
        onContradicted = listener;
    }

    private void listenToContradictions() {
        AtomicBoolean told = new AtomicBoolean();
        parts.logs().onDiverged(log -> {
            if (!told.getAndSet(true)) {
                List<NodeId> serving = parts.members().serving();
                int younger = Math.max(
                        0, serving.size() - 1 - serving.indexOf(parts.members().self()));
                onContradicted.accept(STAGGER.multipliedBy(younger).plus(LOOK_EVERY));
            }
        });
    }

    /** Serves on while leaders may still move to a node that has just become ready, but no longer than it may drain; then it may retire. */
    void awaitCalm() {
        Calm calm = Objects.requireNonNull(parts.calm().get());
        Duration rest = calm.remaining(parts.members().self(), settings.drain(), Clocks.monotonicMillis());
        if (!rest.isZero()) {
            LOG.log(
                    Level.INFO,
                    "event=stop-waits millis={0,number,#} reason=\"a node has just become ready\"",
                    rest.toMillis());
            LifeThread.await(parts.core().timer(rest.toMillis(), TimeUnit.MILLISECONDS), rest.plus(SLACK));
        }
    }

    /** Hands over what this node leads and its clients, and ends the parts; then it may leave. */
    void retire() {
        try {
            handOver();
        } finally {
            // Whatever went wrong: what this life has counted is not to be told as if it went on.
            parts.metrics().left();
            parts.holder().end();
        }
    }

    private void handOver() {
        obstacle.set("stopping");
        new HandOver(
                        () -> parts.members().declare(Member.State.LEAVING),
                        parts.leaders()::resign,
                        () -> parts.gateway().drain(settings.drain()),
                        parts.gateway()::close)
                .run(settings.drain());
    }
}
