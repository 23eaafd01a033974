package dev.parley.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes trouble: crashes, planned stops, hangs, splits, cold starts and lost disks at random times, within what the policy promises to survive. */
final class SimFaults {

    private final SimCluster cluster;
    private boolean isOver;
    private boolean isSplit;

    /** A machine whose disk is new; nothing else may happen until it has everything again. */
    private @Nullable SimMachine renewed;

    SimFaults(SimCluster cluster) {
        this.cluster = cluster;
    }

    void begin() {
        cluster.clock().after(cluster.random().between(300_000, 3_000_000), this::next);
    }

    void end() {
        isOver = true;
    }

    private void next() {
        if (isOver) {
            return;
        }
        SimProfile profile = cluster.profile();
        if (renewed != null && !isSettled(renewed)) {
            cluster.clock().after(500_000, this::next);
            return;
        }
        renewed = null;
        if (profile.policy() == SimProfile.Policy.MAJORITY) {
            if (cluster.random().below(100) < 8) {
                renewOneDisk();
            } else {
                anything();
            }
        } else if (!profile.disasters()) {
            withinTwo();
        } else if (cluster.random().below(100) < 15) {
            coldStart();
        } else {
            anything();
        }
        cluster.clock().after(cluster.random().between(100_000, 3_500_000), this::next);
    }

    private static boolean isSettled(SimMachine machine) {
        SimNode node = machine.node();
        return node != null && node.isRunning() && node.isSettled();
    }

    private void anything() {
        SimRandom random = cluster.random();
        int dice = random.below(100);
        if (dice < 28) {
            crash(random.one(cluster.machines()));
        } else if (dice < 40) {
            stop(random.one(cluster.machines()));
        } else if (dice < 50) {
            List<SimMachine> some = some(2 + random.below(cluster.machines().size() - 1));
            some.forEach(this::crash);
        } else if (dice < 60) {
            cluster.pause(random.one(cluster.machines()), random.between(500, 4_500));
        } else if (dice < 70) {
            cluster.pause(random.one(cluster.machines()), random.between(5_500, 12_000));
        } else if (dice < 90 && !isSplit) {
            isSplit = true;
            cluster.split(some(1 + random.below(cluster.machines().size() / 2)));
            cluster.clock().after(random.between(1_000_000, 14_000_000), () -> {
                isSplit = false;
                cluster.heal();
            });
        } else {
            cluster.machines().stream()
                    .filter(machine -> machine.node() == null)
                    .forEach(this::startLater);
        }
    }

    /** At most two machines are away or behind at the same time, and one at least serves. */
    private void withinTwo() {
        SimRandom random = cluster.random();
        List<SimMachine> well = cluster.machines().stream()
                .filter(machine -> machine.node() != null && machine.node().isSettled())
                .toList();
        int mayGo = Math.min(well.size() - 1, 2 - (cluster.machines().size() - well.size()));
        if (mayGo < 1) {
            return;
        }
        int dice = random.below(100);
        if (dice < 35) {
            crash(random.one(well));
        } else if (dice < 50) {
            stop(random.one(well));
        } else if (dice < 70 && mayGo == 2) {
            List<SimMachine> two = new ArrayList<>(well);
            while (two.size() > 2) {
                two.remove(random.below(two.size()));
            }
            two.forEach(this::crash);
        } else {
            cluster.pause(random.one(well), random.between(500, 4_500));
        }
    }

    /** All crash at once and start in any order; one of them perhaps with the disk of an earlier day, or a new one. */
    private void coldStart() {
        SimRandom random = cluster.random();
        int dice = random.below(4);
        SimMachine unlucky = random.one(cluster.machines());
        SimDisk.Image before = unlucky.disk().image();
        cluster.clock().after(random.between(1_000, 2_000_000), () -> {
            if (isOver) {
                return;
            }
            cluster.trace().note("faults", () -> "COLD START " + unlucky + " " + dice);
            cluster.machines().forEach(this::crash);
            cluster.clock().after(200_000, () -> {
                boolean isOff = unlucky.node() == null;
                if (dice == 0 && isOff && cluster.judge().isSafeWithout(unlucky)) {
                    cluster.trace().note("faults", () -> "EMPTIES " + unlucky);
                    unlucky.disk().empty();
                } else if (dice == 1 && isOff && cluster.judge().isSafeWithout(unlucky)) {
                    cluster.trace().note("faults", () -> "TAKES BACK " + unlucky);
                    unlucky.disk().put(before);
                }
            });
        });
    }

    /** One machine gets a new disk while all others are well: they are a majority, and have everything. */
    private void renewOneDisk() {
        SimMachine machine = cluster.random().one(cluster.machines());
        boolean areOthersWell = cluster.machines().stream().allMatch(other -> other == machine || isSettled(other));
        if (areOthersWell
                && !isSplit
                && cluster.machines().size() > cluster.profile().quorum()) {
            crash(machine);
            cluster.trace().note("faults", () -> "EMPTIES " + machine);
            machine.disk().empty();
            renewed = machine;
        }
    }

    private List<SimMachine> some(int count) {
        List<SimMachine> some = new ArrayList<>(cluster.machines());
        while (some.size() > count) {
            some.remove(cluster.random().below(some.size()));
        }
        return some;
    }

    private void crash(SimMachine machine) {
        if (machine.node() != null) {
            cluster.crash(machine);
            startLater(machine);
        }
    }

    /** As SIGTERM does: the node hands over what it leads, and is gone after a while, whether that is done or not. */
    private void stop(SimMachine machine) {
        SimNode node = machine.node();
        if (node == null || !node.isRunning() || !node.isOpen()) {
            return;
        }
        cluster.trace().note("faults", () -> "STOPS " + machine);
        node.resign();
        cluster.clock().after(cluster.random().between(1_000, 1_000_000), () -> {
            if (node.equals(machine.node())) {
                crash(machine);
            }
        });
    }

    private void startLater(SimMachine machine) {
        cluster.clock().after(cluster.random().between(300_000, 6_000_000), () -> {
            // Also when all trouble is over: a stop that began before may have ended only then.
            if (machine.node() == null) {
                cluster.start(machine);
            }
        });
    }
}
