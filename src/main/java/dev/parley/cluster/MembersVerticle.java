package dev.parley.cluster;

import dev.parley.wire.Addresses;
import dev.parley.wire.Consumers;
import dev.parley.wire.NodeId;
import dev.parley.wire.OnceEach;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Moves membership, beats and time into {@link RosterCore}, and what follows out of it to {@link Members}.
 *
 * <p>The listener of the failure detector only wakes it. It also looks by itself ten times a second: listeners share a few threads with those
 * of Vert.x, which make blocking calls there after a crash, and the list itself is always there without waiting.
 */
final class MembersVerticle extends VerticleBase {

    private static final System.Logger LOG = System.getLogger("dev.parley.cluster");

    private static final long BEAT_MILLIS = 1000;
    private static final long LOOK_MILLIS = 100;

    private final Members door;
    private final Membership membership;
    private final RosterCore core;

    // Owned by this verticle's event loop.
    private final OnceEach strangers = new OnceEach();
    private boolean beatDue;
    private boolean hasEnded;

    MembersVerticle(Members door, Membership membership) {
        this.door = door;
        this.membership = membership;
        core = new RosterCore(door.self(), membership.joinedAs());
    }

    @Override
    public Future<?> start() {
        door.open(this);
        look();
        return Consumers.open(vertx, Addresses.cluster(door.self()), this::onBeat)
                .onSuccess(done -> {
                    membership.onChange(() -> run(this::look));
                    vertx.setPeriodic(LOOK_MILLIS, timer -> look());
                    vertx.setPeriodic(BEAT_MILLIS, timer -> beat());
                    look();
                    beat();
                });
    }

    /** The listener of the failure detector cannot be taken back, and outlives this verticle where Vert.x belongs to somebody else. */
    @Override
    public Future<?> stop() {
        hasEnded = true;
        return Future.succeededFuture();
    }

    /** Runs on this verticle's event loop; from any thread. Not at all once Vert.x has closed. */
    void run(Runnable task) {
        try {
            context.runOnContext(handed -> task.run());
        } catch (RejectedExecutionException e) {
            // Hazelcast is stopped after Vert.x, and still has things to say then.
            LOG.log(Level.DEBUG, "event=task-dropped reason=event-loop-closed");
        }
    }

    private void look() {
        if (hasEnded) {
            return;
        }
        apply(core.present(membership.now(), nowMillis()));
    }

    private void onBeat(Message<Buffer> message) {
        Beat beat;
        try {
            beat = Beat.decode(message.body().getBytes());
        } catch (IllegalArgumentException e) {
            // Another build, or not a node of ours: once in the log is enough.
            String what = String.valueOf(e.getMessage());
            if (strangers.isNew(what)) {
                LOG.log(Level.WARNING, () -> "event=beat-refused reason=\"" + what + "\"");
            }
            return;
        }
        apply(core.beat(beat, nowMillis()));
    }

    /** On this verticle's event loop. */
    void declare(Member.State state) {
        apply(core.declare(state));
        beatSoon();
    }

    /** On this verticle's event loop: at the end of this turn, once, however often it was asked for. */
    void beatSoon() {
        if (!beatDue) {
            beatDue = true;
            run(() -> {
                if (beatDue) {
                    beat();
                }
            });
        }
    }

    private void beat() {
        beatDue = false;
        Buffer bytes = nextBeat();
        core.others().forEach(node -> send(node, bytes));
        door.show(core.rows());
    }

    private Buffer nextBeat() {
        return Buffer.buffer(core.speak(door.sessionCount(), door.rider()).encode());
    }

    /** Fails without a sound when the node is not listening yet or any more: the next beat tells it the same. */
    private void send(NodeId node, Buffer bytes) {
        vertx.eventBus().send(Addresses.cluster(node), bytes);
    }

    private void apply(RosterCore.Step step) {
        if (step.changes().isEmpty() && step.believed().isEmpty()) {
            return;
        }
        List<RosterCore.Row> rows = core.rows();
        door.show(rows);
        for (Change change : step.changes()) {
            log(change, rows.size());
        }
        if (!step.changes().isEmpty()) {
            door.tellChanged();
        }
        step.believed().forEach(door::tellRider);
        if (!step.newcomers().isEmpty()) {
            Buffer bytes = nextBeat();
            step.newcomers().forEach(node -> send(node, bytes));
        }
    }

    private static void log(Change change, int members) {
        if (change instanceof Change.Joined joined) {
            LOG.log(Level.INFO, () -> "event=member-joined " + text(joined.member()) + " members=" + members);
        } else if (change instanceof Change.Returned returned) {
            LOG.log(
                    Level.INFO,
                    () -> "event=member-returned " + text(returned.member()) + " before=" + returned.before()
                            + " members=" + members);
        } else if (change instanceof Change.Left left) {
            boolean crash = left.farewell() == Change.Farewell.CRASH;
            LOG.log(
                    crash ? Level.WARNING : Level.INFO,
                    () -> "event=member-left " + text(left.member()) + " how=" + left.farewell() + " members="
                            + members);
        } else if (change instanceof Change.Turned turned) {
            LOG.log(
                    Level.INFO,
                    () -> "event=member-state " + text(turned.member()) + " from=" + turned.before() + " to="
                            + turned.member().state());
        }
    }

    private static String text(Member member) {
        return "name=" + member.name() + " id=" + member.id() + " version=" + member.version() + " port="
                + member.port();
    }

    /** Milliseconds of a clock that never goes back. */
    static long nowMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
