package dev.parley.sim;

import dev.parley.log.SimTail;
import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the grid from nodes, with everything that can become of them: lost on the way, late, its answer lost, a primary that is gone or
 * hangs, a backup that does not answer.
 */
final class SimCalls {

    private static final long TIMEOUT_MILLIS = 15_000;

    /** Why there is no answer. */
    enum Trouble {
        /** Perhaps done. */
        UNKNOWN,
        /** Certainly not done. */
        READ_ONLY
    }

    /**
     * What a call comes to at the primary.
     *
     * @param changed whether the value is another one now
     * @param next the value from now on, if it was changed
     * @param afterHole what a backup has then that missed the write before
     * @param reply what the caller is told
     */
    record Decided<R>(
            boolean changed,
            @Nullable Object next,
            @Nullable Object afterHole,
            R reply) {}

    private record Call<R>(
            NodeId from,
            String key,
            Function<@Nullable Object, Decided<R>> work,
            Consumer<R> done,
            Consumer<Trouble> trouble,
            long deadlineMillis) {}

    private final SimCluster cluster;
    private String losing = "";

    SimCalls(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** Has the tail of a log decide. */
    void tail(NodeId from, LogId log, TailCommand command, Consumer<TailReply> done) {
        int entries = cluster.profile().tailEntries();
        call(
                from,
                "tail/" + log,
                value -> {
                    SimTail.Change change = SimTail.apply((SimTail) value, command, entries, 10_000);
                    SimTail next = change.next();
                    return new Decided<>(
                            next != null, next, next == null ? null : next.afterHole(command), change.reply());
                },
                reply -> {
                    cluster.judge().replied(from, log, command, reply);
                    done.accept(reply);
                },
                trouble -> done.accept(
                        trouble == Trouble.UNKNOWN
                                ? TailReply.unknown()
                                : new TailReply(TailReply.Status.READ_ONLY, 0, Position.START, List.of())));
    }

    /** Loses the next answer about this value; for scenarios. */
    void loseNextAnswer(String key) {
        losing = key;
    }

    /** Takes the lock of a shard if it is free or had already. */
    void lock(NodeId from, int shard, Consumer<Boolean> done, Runnable failed) {
        call(
                from,
                "lock/" + shard,
                owner -> owner == null || owner.equals(from)
                        ? new Decided<>(true, from, from, true)
                        : new Decided<>(false, null, null, false),
                done,
                trouble -> failed.run());
    }

    /** Gives it back, if it was had. */
    void unlock(NodeId from, int shard, Runnable done, Runnable failed) {
        call(
                from,
                "lock/" + shard,
                owner -> new Decided<>(from.equals(owner), null, null, true),
                reply -> done.run(),
                trouble -> failed.run());
    }

    /** Raises the term of a shard. */
    void raise(NodeId from, int shard, long atLeast, Consumer<Long> done, Runnable failed) {
        long[] highest = {0};
        call(
                from,
                "term/" + shard,
                last -> {
                    highest[0] = cluster.judge().highestTerm(shard);
                    long next = last == null ? atLeast : Math.max((Long) last + 1, atLeast);
                    return new Decided<>(true, next, next, next);
                },
                term -> {
                    cluster.judge().raised(from, shard, term, highest[0]);
                    done.accept(term);
                },
                trouble -> failed.run());
    }

    private <R> void call(
            NodeId from,
            String key,
            Function<@Nullable Object, Decided<R>> work,
            Consumer<R> done,
            Consumer<Trouble> trouble) {
        SimRandom random = cluster.random();
        long deadline = cluster.clock().nowMillis() + TIMEOUT_MILLIS;
        Call<R> call = new Call<>(from, key, work, done, trouble, deadline);
        if (random.chance(cluster.profile().gridTrouble())) {
            fail(call, Trouble.UNKNOWN, random.between(100_000, 2_000_000));
            if (random.chance(0.5)) {
                Call<R> late = new Call<>(from, key, work, reply -> {}, none -> {}, deadline);
                cluster.clock().after(random.between(1_000, 4_000_000), () -> attempt(late));
            }
            return;
        }
        cluster.clock().after(random.tailed(100, 1_500), () -> attempt(call));
    }

    private <R> void attempt(Call<R> call) {
        SimRandom random = cluster.random();
        SimGrid grid = cluster.gridOf(call.from());
        if (grid.isReadOnly()) {
            fail(call, Trouble.READ_ONLY, 100);
            return;
        }
        // The grid takes no calls from who is no member. The tail is tested harder: it must judge for itself.
        boolean isStranger = !grid.members().contains(call.from());
        if (isStranger && !call.key().startsWith("tail/")) {
            fail(call, Trouble.UNKNOWN, 1_000);
            return;
        }
        SimGrid.Slot slot = grid.slot(call.key());
        if (slot.holders.isEmpty()) {
            fail(call, Trouble.UNKNOWN, 100);
            return;
        }
        NodeId primary = slot.primary();
        if (cluster.isRunning(primary) && cluster.reaches(call.from(), primary)) {
            decide(call, grid, slot);
        } else if (cluster.clock().nowMillis() > call.deadlineMillis() || random.chance(0.05)) {
            fail(call, Trouble.UNKNOWN, 100);
        } else {
            cluster.clock().after(random.between(30_000, 200_000), () -> attempt(call));
        }
    }

    private <R> void decide(Call<R> call, SimGrid grid, SimGrid.Slot slot) {
        NodeId primary = slot.primary();
        Decided<R> decided = call.work().apply(slot.copy(primary).value());
        cluster.trace().note(primary, () -> "DECIDES " + call.key() + " for " + call.from() + ": " + decided.reply());
        int[] missing = {0};
        if (decided.changed()) {
            SimGrid.Copy next = new SimGrid.Copy(slot.copy(primary).version() + 1, decided.next());
            slot.copies.put(primary, next);
            for (NodeId backup : slot.holders.subList(1, slot.holders.size())) {
                boolean isMissed = cluster.profile().holes()
                        && grid.isUnsettled()
                        && cluster.random().chance(0.3);
                if (isMissed) {
                    cluster.trace().note(backup, () -> "MISSES a write of " + slot.key);
                } else {
                    missing[0]++;
                    cluster.clock().after(cluster.random().between(50, 400), () -> {
                        boolean isSent =
                                cluster.isRunning(primary) || cluster.random().chance(0.5);
                        if (isSent && backUp(slot, primary, backup, next, decided.afterHole())) {
                            missing[0]--;
                        }
                    });
                }
            }
        }
        cluster.clock()
                .after(cluster.random().between(500, 1_500), () -> reply(call, primary, decided, missing[0] == 0));
    }

    /** False: the backup does not answer. */
    private boolean backUp(
            SimGrid.Slot slot, NodeId primary, NodeId backup, SimGrid.Copy next, @Nullable Object afterHole) {
        SimNode node = cluster.life(backup);
        if (node == null || !cluster.reaches(primary, backup)) {
            return false;
        }
        boolean isRunning = cluster.isRunning(backup);
        node.run(() -> {
            boolean isOfTheDead = next.value() instanceof NodeId owner
                    && !cluster.gridOf(primary).members().contains(owner);
            if (isOfTheDead) {
                return;
            }
            SimGrid.Copy there = slot.copy(backup);
            if (slot.holders.contains(backup) && there.version() < next.version()) {
                boolean isNext = there.version() == next.version() - 1;
                slot.copies.put(backup, isNext ? next : new SimGrid.Copy(next.version(), afterHole));
            }
        });
        return isRunning;
    }

    private <R> void reply(Call<R> call, NodeId primary, Decided<R> decided, boolean isBackedUp) {
        boolean isLost = cluster.random().chance(cluster.profile().gridTrouble())
                || call.key().equals(losing);
        if (call.key().equals(losing)) {
            losing = "";
        }
        if (!isBackedUp || isLost || !cluster.isRunning(primary) || !cluster.reaches(call.from(), primary)) {
            fail(call, Trouble.UNKNOWN, cluster.random().between(150_000, 1_200_000));
        } else {
            run(call.from(), 0, () -> call.done().accept(decided.reply()));
        }
    }

    private <R> void fail(Call<R> call, Trouble trouble, long afterMicros) {
        run(call.from(), afterMicros, () -> call.trouble().accept(trouble));
    }

    private void run(NodeId node, long afterMicros, Runnable task) {
        SimNode life = cluster.life(node);
        if (life != null) {
            life.after(afterMicros, task);
        }
    }
}
