package dev.parley.node;

import dev.parley.admin.AdminError;
import dev.parley.admin.Steering;
import dev.parley.admin.Vitals;
import dev.parley.cluster.Member;
import dev.parley.cluster.Members;
import dev.parley.gateway.Gateway;
import dev.parley.wire.Clocks;
import dev.parley.wire.NodeProtocol;
import dev.parley.wire.Outside;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator can do with this node. Any thread.
 *
 * <p>Draining is one change of the obstacle, from none to {@link #DRAINED} and back: whatever else keeps the node from serving is stronger, and
 * what happens at the same time loses.
 */
final class NodeSteering implements Steering {

    /** The obstacle of a node that was drained. */
    static final String DRAINED = "drained";

    private static final Logger LOG = System.getLogger("dev.parley.node");
    /** The answer must have left before the process ends. */
    private static final long LAST_WORDS_MILLIS = 200;

    private static final int KILLED = 137;
    private static final long SAMPLE_MILLIS = 1_000;

    private final Settings settings;
    private final Vertx vertx;
    private final Members members;
    private final dev.parley.log.Logs logs;
    private final AtomicReference<String> obstacle;
    private final Standing standing;
    private final LongAdder messages = new LongAdder();
    private final Rate messageRate = new Rate();
    private final Rate deliveryRate = new Rate();

    /** Set once the gateway listens; before that nobody can ask. */
    private volatile @Nullable Gateway gateway;

    /**
     * @param parts what is steered
     * @param obstacle why the node does not serve; empty text: it does
     * @param standing outlives this life of the node
     */
    NodeSteering(Settings settings, Parts parts, AtomicReference<String> obstacle, Standing standing) {
        this.settings = settings;
        this.vertx = parts.vertx();
        this.members = parts.members();
        this.logs = parts.logs();
        this.obstacle = obstacle;
        this.standing = standing;
    }

    /** What is steered, and the clustered Vert.x it runs on. */
    record Parts(Vertx vertx, Members members, dev.parley.log.Logs logs) {}

    /** Begins to count; the gateway listens. */
    void begin(Gateway listening) {
        gateway = listening;
        logs.listen((log, entries) -> messages.add(entries.size()));
        vertx.setPeriodic(SAMPLE_MILLIS, timer -> {
            long now = Clocks.monotonicMillis();
            messageRate.sample(messages.sum(), now);
            deliveryRate.sample(listening.counts().deliveries(), now);
        });
    }

    /** The node serves now: if it was drained in the life before this one, it is again. */
    void serves() {
        if (standing.isDrained()) {
            drain().ifPresent(why -> LOG.log(Level.WARNING, "event=not-drained-again reason={0}", why.wireName()));
        }
    }

    @Override
    public Optional<AdminError> drain() {
        Gateway serving = gateway;
        if (DRAINED.equals(obstacle.get())) {
            return Optional.empty();
        }
        long others = members.ready().stream()
                .filter(node -> !node.equals(members.self()))
                .count();
        if (others == 0) {
            return Optional.of(AdminError.ONLY_NODE);
        }
        if (others < settings.cluster().quorum()) {
            return Optional.of(AdminError.TOO_FEW_NODES);
        }
        if (!members.isSpokenByAll(NodeProtocol.WITH_DRAINED)) {
            return Optional.of(AdminError.OLDER_NODES);
        }
        if (serving == null || !obstacle.compareAndSet("", DRAINED)) {
            return Optional.of(AdminError.NOT_SERVING);
        }
        standing.drained(true);
        members.declare(Member.State.DRAINED);
        LOG.log(Level.INFO, "event=node-drains name={0}", settings.name());
        serving.drain(settings.drain())
                .onSuccess(empty -> LOG.log(Level.INFO, "event=node-drained name={0}", settings.name()));
        return Optional.empty();
    }

    @Override
    public Optional<AdminError> resume() {
        Gateway serving = gateway;
        if (serving != null && obstacle.compareAndSet(DRAINED, "")) {
            standing.drained(false);
            members.declare(Member.State.READY);
            serving.open();
            LOG.log(Level.INFO, "event=node-resumed name={0}", settings.name());
        }
        return "".equals(obstacle.get()) ? Optional.empty() : Optional.of(AdminError.NOT_SERVING);
    }

    @Outside
    @Override
    public Optional<AdminError> kill() {
        if (settings.admin().demo() != Settings.Demo.ON) {
            return Optional.of(AdminError.NOT_DEMO);
        }
        LOG.log(Level.WARNING, "event=node-killed name={0} reason=administrator", settings.name());
        vertx.setTimer(LAST_WORDS_MILLIS, timer -> Runtime.getRuntime().halt(KILLED));
        return Optional.empty();
    }

    @Override
    public Map<String, String> levels() {
        return LogLevels.all();
    }

    @Override
    public boolean level(String area, String level) {
        return LogLevels.set(area, level);
    }

    @Override
    public void resetLevels() {
        LogLevels.reset();
    }

    @Override
    public Future<Vitals> vitals() {
        String what = Objects.requireNonNull(obstacle.get());
        String reason = what.isEmpty() ? null : what;
        return logs.backlog()
                .map(backlog -> new Vitals(
                        reason,
                        settings.admin().demo() == Settings.Demo.ON,
                        messageRate.perSecond(),
                        deliveryRate.perSecond(),
                        backlog.entries(),
                        backlog.bytes()));
    }
}
