package dev.parley.sim;

import org.jspecify.annotations.Nullable;

/** One machine: its disk stays, the lives of its node come and go. */
final class SimMachine {

    private final String name;
    private final SimDisk disk;
    private final long skewMillis;
    private @Nullable SimNode node;
    private int lives;
    private int side;

    SimMachine(String name, SimDisk disk, long skewMillis) {
        this.name = name;
        this.disk = disk;
        this.skewMillis = skewMillis;
    }

    SimDisk disk() {
        return disk;
    }

    /** How far its clock is off. */
    long skewMillis() {
        return skewMillis;
    }

    /** The life that runs or hangs; null: it is off. */
    @Nullable
    SimNode node() {
        return node;
    }

    void node(@Nullable SimNode next) {
        node = next;
    }

    /** A name for the next life. */
    String nextLife() {
        lives++;
        return name + "-" + lives;
    }

    /** Machines on the same side reach each other. */
    int side() {
        return side;
    }

    void side(int next) {
        side = next;
    }

    @Override
    public String toString() {
        return name;
    }
}
