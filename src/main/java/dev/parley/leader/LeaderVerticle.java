package dev.parley.leader;

import dev.parley.cluster.HzCluster;
import dev.parley.cluster.Member;
import dev.parley.cluster.Members;
import dev.parley.cluster.Roster;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Listener;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Moves roster, words of other nodes, answers of the grid and time into {@link ShardTable}, and does what it says. */
final class LeaderVerticle extends VerticleBase {

    private static final System.Logger LOG = System.getLogger("dev.parley.leader");

    private static final long TICK_MILLIS = 50;
    private static final long RELEASE_SECONDS = 2;
    private static final long RESIGN_SECONDS = 5;
    private static final long WARNING_MILLIS = 1000;

    private final Leaders door;
    private final HzCluster cluster;
    private final Members members;
    private final HzLocks locks;

    // Owned by this verticle's event loop.
    private final ShardTable table;
    private final ElectionLog electionLog = new ElectionLog();
    private final LeaderCounter counter = new LeaderCounter(TICK_MILLIS);
    private Word told = Word.NONE;
    private @Nullable Promise<Void> resigned;
    private long nextWarningMillis = Long.MIN_VALUE;

    LeaderVerticle(Leaders door, HzCluster cluster, Members members) {
        this.door = door;
        this.cluster = cluster;
        this.members = members;
        locks = new HzLocks(cluster.grid());
        table = new ShardTable(cluster.self(), now());
    }

    private static Now now() {
        return new Now(System.nanoTime() / 1_000_000, System.currentTimeMillis());
    }

    @Override
    public Future<?> start() {
        members.listen(list -> onLoop(() -> roster(list)));
        members.hear((node, bytes) -> onLoop(() -> heard(node, bytes)));
        cluster.onGridLost(() -> onLoop(this::surrender));
        roster(members.members());
        vertx.setPeriodic(TICK_MILLIS, timer -> tick());
        return Future.succeededFuture();
    }

    private void onLoop(Runnable task) {
        try {
            context.runOnContext(handed -> task.run());
        } catch (RejectedExecutionException e) {
            // Hazelcast is stopped after Vert.x, and still has things to say then.
            LOG.log(Level.DEBUG, "event=task-dropped reason=event-loop-closed");
        }
    }

    // Events in.

    private void roster(List<Member> list) {
        Roster.Mode mode = members.mode();
        if (mode == Roster.Mode.READ_ONLY && table.leading() > 0) {
            LOG.log(Level.WARNING, () -> "event=leadership-surrendered reason=too-few-nodes shards=" + table.leading());
        }
        perform(table.mode(mode, now()));
        Map<NodeId, Member.State> nodes = new HashMap<>();
        list.forEach(member -> nodes.put(member.id(), member.state()));
        perform(table.roster(nodes, now()));
    }

    private void heard(NodeId node, byte[] bytes) {
        Word word;
        try {
            // Without a byte: leadership has not started there yet.
            word = bytes.length == 0 ? Word.NONE : Word.decode(bytes);
        } catch (IllegalArgumentException e) {
            weather(e);
            return;
        }
        List<Effect> effects = table.heard(node, word, now());
        List<Integer> lost = effects.stream()
                .filter(effect -> effect instanceof Effect.Turned turned && turned.isLoss())
                .map(effect -> ((Effect.Turned) effect).shard())
                .toList();
        if (!lost.isEmpty()) {
            LOG.log(Level.WARNING, () -> "event=deposed shards=" + lost + " by=" + node);
        }
        perform(effects);
    }

    private void tick() {
        counter.tick();
        perform(table.tick(now()));
        if (!table.word(now()).equals(told)) {
            announce();
        }
        electionLog.due(now()).forEach(line -> LOG.log(Level.INFO, line));
    }

    private void surrender() {
        if (table.leading() > 0) {
            LOG.log(Level.WARNING, () -> "event=leadership-surrendered reason=grid-lost shards=" + table.leading());
        }
        perform(table.surrender(now()));
    }

    /** What was counted. From any thread. */
    LeaderCounts counts() {
        return counter.counts(cluster.self(), door::leaderOf);
    }

    /** From any thread. */
    void outdated(int shard, long term) {
        onLoop(() -> {
            List<Effect> effects = table.outdated(shard, term, now());
            if (effects.stream().anyMatch(Effect.Depose.class::isInstance)) {
                LOG.log(Level.WARNING, () -> "event=term-raised-again shard=" + shard + " found=" + term);
            }
            perform(effects);
        });
    }

    /** From any thread. */
    Future<Void> resign() {
        Promise<Void> done = Promise.promise();
        onLoop(() -> {
            LOG.log(Level.INFO, () -> "event=resigning shards=" + table.leading());
            Promise<Void> before = resigned;
            if (before == null) {
                resigned = done;
            } else {
                before.future().onComplete(done);
            }
            perform(table.resign(now()));
        });
        return done.future().timeout(RESIGN_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
    }

    // Effects out.

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
        Promise<Void> waiting = resigned;
        if (waiting != null && table.isIdle()) {
            waiting.tryComplete();
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.TryLock e) {
            ask(
                    locks.tryLock(e.shard()),
                    taken -> table.locked(e.shard(), taken ? LockAnswer.TAKEN : LockAnswer.REFUSED, now()),
                    failure -> table.locked(e.shard(), LockAnswer.FAILED, now()));
        } else if (effect instanceof Effect.RaiseTerm e) {
            ask(
                    locks.raise(e.shard(), e.atLeast()),
                    term -> table.raised(e.shard(), term, now()),
                    failure -> table.raiseFailed(e.shard(), now()));
        } else if (effect instanceof Effect.Unlock e) {
            ask(
                    locks.unlock(e.shard()),
                    done -> table.unlocked(e.shard(), now()),
                    failure -> table.unlockFailed(e.shard(), now()));
        } else if (effect instanceof Effect.Release e) {
            release(e.shard(), e.term());
        } else if (effect instanceof Effect.Lead e) {
            tell(listener -> listener.leads(e.shard(), e.term()));
        } else if (effect instanceof Effect.Depose e) {
            counter.lost();
            LOG.log(Level.DEBUG, () -> "event=deposed shard=" + e.shard() + " term=" + e.term());
            tell(listener -> listener.deposed(e.shard(), e.term()));
        } else if (effect instanceof Effect.Follow e) {
            door.show(e.shard(), e.leader());
            tell(listener -> listener.leaderChanged(e.shard(), e.leader()));
        } else if (effect instanceof Effect.Elect e) {
            elected(e.election());
        } else if (effect instanceof Effect.Turned e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "event=shard-turned shard=" + e.shard() + " from=" + e.from() + " to=" + e.to() + " term="
                            + e.term());
        } else {
            announce();
        }
    }

    /** The answer comes back on this event loop, and with it what follows. */
    private <T> void ask(
            CompletionStage<T> question, Function<T, List<Effect>> answered, Function<Throwable, List<Effect>> failed) {
        Future.fromCompletionStage(question, context)
                .onSuccess(answer -> perform(answered.apply(answer)))
                .onFailure(failure -> {
                    weather(failure);
                    perform(failed.apply(failure));
                });
    }

    /** The grid, or another build, does not answer as it should; it is tried again. Logged at most once a second: it concerns all shards at once. */
    private void weather(Throwable failure) {
        counter.delayed();
        long nowMillis = now().tickMillis();
        if (nowMillis >= nextWarningMillis) {
            nextWarningMillis = nowMillis + WARNING_MILLIS;
            LOG.log(Level.WARNING, () -> "event=leadership-delayed error=\"" + failure + "\"");
        }
    }

    private void release(int shard, long term) {
        List<Future<Void>> done = door.listeners().stream()
                .map(listener -> Future.succeededFuture().compose(go -> listener.release(shard, term)))
                .toList();
        Future.join(done)
                .timeout(RELEASE_SECONDS, TimeUnit.SECONDS)
                .onComplete(ended -> onLoop(() -> {
                    if (ended.failed()) {
                        LOG.log(
                                Level.WARNING,
                                () -> "event=release-not-finished shard=" + shard + " term=" + term + " error="
                                        + ended.cause());
                    }
                    perform(table.released(shard, term, now()));
                }));
    }

    /** Each listener in a turn of its own: a bug in one does not keep the others, or the next effects, from theirs. */
    private void tell(Consumer<Listener> what) {
        door.listeners().forEach(listener -> onLoop(() -> what.accept(listener)));
    }

    private void elected(Election election) {
        door.show(table.elections());
        if (election.to().equals(cluster.self())) {
            electionLog.won(election, now());
            counter.won(election);
            LOG.log(Level.DEBUG, () -> "event=elected what=\"" + election + "\"");
        }
    }

    private void announce() {
        told = table.word(now());
        members.carry(told.encode());
    }
}
