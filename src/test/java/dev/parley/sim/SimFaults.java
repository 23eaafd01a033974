package dev.parley.sim;

import java.util.ArrayList;
import java.util.List;

/** Who makes trouble: crashes, hangs and splits at random times, within what the policy promises to survive. */
final class SimFaults {

    private final SimCluster cluster;
    private boolean isOver;
    private boolean isSplit;

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
        if (cluster.profile().policy() == SimProfile.Policy.MAJORITY) {
            anything();
        } else {
            withinTwo();
        }
        cluster.clock().after(cluster.random().between(100_000, 3_500_000), this::next);
    }

    private void anything() {
        SimRandom random = cluster.random();
        int dice = random.below(100);
        if (dice < 40) {
            crash(random.one(cluster.machines()));
        } else if (dice < 50) {
            List<SimMachine> some = some(2 + random.below(cluster.machines().size() - 1));
            some.forEach(this::crash);
        } else if (dice < 65) {
            cluster.pause(random.one(cluster.machines()), random.between(500, 4_500));
        } else if (dice < 75) {
            cluster.pause(random.one(cluster.machines()), random.between(5_500, 12_000));
        } else if (dice < 90 && !isSplit) {
            isSplit = true;
            cluster.split(some(1 + random.below(cluster.machines().size() / 2)));
            cluster.clock().after(random.between(1_000_000, 12_000_000), () -> {
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
        if (dice < 50) {
            crash(random.one(well));
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

    private void startLater(SimMachine machine) {
        cluster.clock().after(cluster.random().between(300_000, 6_000_000), () -> {
            if (machine.node() == null && !isOver) {
                cluster.start(machine);
            }
        });
    }
}
