package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One seed: a world, a time of trouble, then peace, and the verdict. */
final class Simulation {

    private static final long CONVERGE_MILLIS = 60_000;
    private static final long PROGRESS_MILLIS = 8_000;
    /** A leader looks half a minute for entries that only the grid's newest ones tell of; see Recovery. */
    private static final long UNREACHABLE_MILLIS = 40_000;

    private static final long STEP_MILLIS = 250;

    /**
     * What came of it.
     *
     * @param violations empty: every promise was kept
     * @param fingerprint the same for every replay of the seed
     * @param acknowledgements messages that were acknowledged
     * @param orphans see {@link SimJudge#orphans}
     */
    record Result(List<String> violations, String fingerprint, int acknowledgements, int orphans) {}

    private Simulation() {}

    /** Runs a seed. */
    static Result run(long seed, SimTrace.@Nullable Reader reader) {
        SimRandom random = new SimRandom(seed);
        SimProfile profile = SimProfile.of(random);
        SimCluster cluster = new SimCluster(profile, random, reader);
        cluster.trace().note("sim", () -> "SEED " + seed + " " + profile);
        cluster.begin();
        SimFaults faults = new SimFaults(cluster);
        faults.begin();
        cluster.advanceMillis(profile.faultMillis());
        faults.end();
        settle(cluster);
        return result(cluster);
    }

    /** Ends all trouble, waits until everything is level, and sees whether it still goes on. */
    static void settle(SimCluster cluster) {
        cluster.trace().note("sim", () -> "PEACE");
        cluster.calm();
        cluster.clients().forEach(SimClient::stopWriting);
        cluster.heal();
        for (SimMachine machine : cluster.machines()) {
            if (machine.node() == null) {
                cluster.start(machine);
            }
        }
        await(cluster, "all nodes ready and all outboxes empty", CONVERGE_MILLIS, () -> isServing(cluster));
        List<EntryId> last = new ArrayList<>();
        cluster.clients().forEach(client -> cluster.logs().forEach(log -> last.add(client.post(log))));
        long limit = isAheadOfAllDisks(cluster) ? UNREACHABLE_MILLIS : PROGRESS_MILLIS;
        await(cluster, "new messages acknowledged", limit, () -> isServing(cluster));
        await(cluster, "all orphans given back", CONVERGE_MILLIS, () -> areAllGivenBack(cluster));
        await(cluster, "all disks and readers level", PROGRESS_MILLIS, () -> isLevel(cluster));
        await(cluster, "every account of bytes under way empty", PROGRESS_MILLIS, () -> isPaid(cluster));
        cluster.judge().close();
    }

    /** What came of it. */
    static Result result(SimCluster cluster) {
        SimJudge judge = cluster.judge();
        return new Result(
                List.copyOf(judge.violations()), judge.fingerprint(), judge.acknowledgements(), judge.orphans());
    }

    /** Something that must become true. */
    interface Condition {
        boolean holds();
    }

    /** Lets time go by until something is true; a violation if it takes too long. */
    static void await(SimCluster cluster, String what, long millis, Condition condition) {
        long end = cluster.clock().nowMillis() + millis;
        while (!condition.holds() && cluster.clock().nowMillis() < end) {
            cluster.advanceMillis(STEP_MILLIS);
        }
        cluster.judge()
                .require(condition.holds(), () -> "not within " + millis + " ms: " + what + "\n" + cluster.describe());
    }

    static boolean isServing(SimCluster cluster) {
        boolean isReady = cluster.machines().stream()
                .allMatch(machine -> machine.node() != null
                        && machine.node().isRunning()
                        && machine.node().state() == Member.State.READY
                        && machine.node().ready().size() == cluster.machines().size());
        return isReady
                && cluster.clients().stream().allMatch(client -> client.outbox().isEmpty());
    }

    /** Whether the grid has entries of a log that no disk leads up to, after a disaster that took disks. */
    private static boolean isAheadOfAllDisks(SimCluster cluster) {
        return cluster.logs().stream().anyMatch(log -> {
            long onDisks = cluster.machines().stream()
                    .mapToLong(machine -> machine.disk().position(log).seq())
                    .max()
                    .orElse(0);
            return cluster.nodes().stream()
                    .map(node -> cluster.gridOf(node.id()).tail(log))
                    .anyMatch(tail -> tail != null
                            && !tail.recent().isEmpty()
                            && tail.recent().get(0).seq() > onDisks + 1);
        });
    }

    private static boolean areAllGivenBack(SimCluster cluster) {
        return cluster.machines().stream()
                .allMatch(machine -> machine.disk().orphans(0, 1).isEmpty());
    }

    private static boolean isPaid(SimCluster cluster) {
        return cluster.nodes().stream().allMatch(node -> node.rooms().outstandingBytes() == 0);
    }

    static boolean isLevel(SimCluster cluster) {
        for (LogId log : cluster.logs()) {
            Position end = cluster.machines().get(0).disk().position(log);
            boolean isSame = cluster.machines().stream()
                    .allMatch(machine -> machine.disk().position(log).equals(end));
            if (isSame) {
                cluster.clients().forEach(client -> client.forgetBeyond(log, end));
            }
            boolean isRead = cluster.clients().stream()
                    .allMatch(client -> client.position(log).equals(end));
            if (!isSame || !isRead) {
                return false;
            }
        }
        return true;
    }
}
