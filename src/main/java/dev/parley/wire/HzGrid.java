package dev.parley.wire;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.UUID;

/**
 * The grid, as one membership of this node has it: what is kept there is only to be changed from that membership. Any thread.
 *
 * <h2>Why</h2>
 *
 * When a split heals, Hazelcast makes the nodes of the smaller side members of the larger one, under new UUIDs, and sends every call that
 * was under way again: there. A claim of the smaller side would then fence the larger side's leaders, an install would put another history
 * into its grid. So a node asks nothing more of a grid that {@link #isLost}, and every change carries the UUID {@link #joinedAs} of the
 * membership that it was meant for, which is {@link #isMember looked for} where the change is made. It is not among the members of any
 * grid but its own.
 */
public final class HzGrid {

    private final HazelcastInstance hazelcast;

    // Kept, because getCluster() of a stopped instance throws, and this object does not.
    private final Cluster cluster;
    private final UUID joinedAs;

    /** Never back to false. */
    private volatile boolean wasLost;

    /** The grid of a member that has joined just now. */
    public HzGrid(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        cluster = hazelcast.getCluster();
        joinedAs = cluster.getLocalMember().getUuid();
    }

    /** The member itself. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** The UUID under which the membership began; a merge into another grid gives the member another. */
    public UUID joinedAs() {
        return joinedAs;
    }

    /** Says that this membership ends: the node merges into another grid, or stops. */
    public void lose() {
        wasLost = true;
    }

    /** Whether this membership has ended or is about to: then nothing must be asked of the grid any more. Never blocks. */
    public boolean isLost() {
        return wasLost || !cluster.getLocalMember().getUuid().equals(joinedAs);
    }

    /** Whether a membership with this UUID belongs to this grid now. Never blocks; for the threads of partitions too. */
    public static boolean isMember(HazelcastInstance grid, UUID joinedAs) {
        return grid.getCluster().getMembers().stream()
                .anyMatch(member -> member.getUuid().equals(joinedAs));
    }

    /** Writes a UUID in 16 bytes. */
    public static void write(UUID uuid, ObjectDataOutput out) throws IOException {
        out.writeLong(uuid.getMostSignificantBits());
        out.writeLong(uuid.getLeastSignificantBits());
    }

    /** Reads what {@link #write} wrote. */
    public static UUID read(ObjectDataInput in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }
}
