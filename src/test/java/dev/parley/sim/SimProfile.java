package dev.parley.sim;

import java.util.List;

/**
 * What sort of world a seed is.
 *
 * @param machines number of machines
 * @param rooms number of rooms beside the directory
 * @param clients people who write and read
 * @param policy what the cluster does when it is small
 * @param ackCopies disks before an acknowledgement
 * @param faultMillis how long there is trouble
 * @param postMillis mean time between two posts of one client
 * @param drop probability that a message between nodes is lost
 * @param twice probability that it arrives twice
 * @param slow probability that a message, and all behind it, is late by up to three seconds
 * @param gridTrouble probability that a call of the grid is lost, late, or its answer is
 * @param diskTrouble probability that a write fails
 * @param slowDisk probability that a write takes up to two seconds
 * @param holes whether backups miss writes silently right after a member left
 * @param disasters whether more may happen under {@link Policy#AVAILABLE} than keeps everything in its place: splits, all crash at once
 * @param tailEntries entries that the grid keeps of a log
 * @param skewMillis how far the clocks of the machines are apart
 */
record SimProfile(
        int machines,
        int rooms,
        int clients,
        Policy policy,
        int ackCopies,
        long faultMillis,
        long postMillis,
        double drop,
        double twice,
        double slow,
        double gridTrouble,
        double diskTrouble,
        double slowDisk,
        boolean holes,
        boolean disasters,
        int tailEntries,
        long skewMillis) {

    /** What the cluster does when it is small. */
    enum Policy {
        /** It goes on. Without disasters at most two machines are away at the same time, and there are no splits. */
        AVAILABLE,
        /** Without a majority it is read only. Anything may happen. */
        MAJORITY
    }

    /** The world of a seed. */
    static SimProfile of(SimRandom random) {
        int machines = (int) random.between(3, 5);
        Policy policy = random.chance(0.5) ? Policy.MAJORITY : Policy.AVAILABLE;
        return new SimProfile(
                machines,
                (int) random.between(2, 4),
                (int) random.between(2, 4),
                policy,
                policy == Policy.MAJORITY ? machines / 2 + 1 : 2,
                random.between(5_000, 20_000),
                random.between(40, 250),
                random.one(List.of(0.0, 0.0, 0.01, 0.05)),
                random.one(List.of(0.0, 0.02)),
                random.one(List.of(0.0, 0.0, 0.002)),
                random.one(List.of(0.0, 0.01, 0.05)),
                random.one(List.of(0.0, 0.0, 0.02)),
                random.one(List.of(0.0, 0.02)),
                policy == Policy.MAJORITY && random.chance(0.3),
                policy == Policy.AVAILABLE && random.chance(0.7),
                (int) random.between(2, 12),
                random.one(List.of(0L, 2_000L, 40_000L)));
    }

    /** A world in which nothing goes wrong by itself; for scenarios. */
    static SimProfile calm(int machines, Policy policy) {
        int copies = policy == Policy.MAJORITY ? machines / 2 + 1 : 2;
        return new SimProfile(machines, 2, 2, policy, copies, 0, 100, 0, 0, 0, 0, 0, 0, false, false, 8, 0);
    }

    /** The same machines and rooms, with nothing going wrong by itself. */
    SimProfile healed() {
        return new SimProfile(
                machines,
                rooms,
                clients,
                policy,
                ackCopies,
                0,
                postMillis,
                0,
                0,
                0,
                0,
                0,
                0,
                false,
                disasters,
                tailEntries,
                skewMillis);
    }

    /** How many members the grid needs for a write. */
    int quorum() {
        return policy == Policy.MAJORITY ? machines / 2 + 1 : 1;
    }
}
