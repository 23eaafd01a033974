package dev.parley.cluster;

import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.partition.InternalPartition;
import com.hazelcast.internal.partition.PartitionReplica;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.ReplicaMigrationEvent;
import com.hazelcast.spi.impl.NodeEngineImpl;
import com.hazelcast.spi.impl.operationservice.impl.OperationServiceImpl;
import dev.parley.wire.HzGrid;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/**
 * Looks at this member's own tables, to tell how the grid is. Any thread; it asks no other member and never waits.
 *
 * <p>Through classes of Hazelcast that are not its public interface, which would ask every member and wait ({@code isClusterSafe}), or not tell at
 * all (operations). They belong to the release that pom.xml names; {@code HzHealthTest} tells when they change.
 */
final class HzHealth implements MigrationListener {

    /** Copies beside the first, as cluster.xml wants them for everything that is kept. */
    private static final int BACKUPS = 2;

    private static final System.Logger LOG = System.getLogger("dev.parley.cluster");

    private final HzGrid grid;
    private final NodeEngineImpl engine;
    private final LongAdder moved = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean isMigrating;

    private HzHealth(HzGrid grid, NodeEngineImpl engine) {
        this.grid = grid;
        this.engine = engine;
    }

    /** Watches from now on. */
    static HzHealth watch(HzGrid grid) {
        NodeEngineImpl engine =
                ((HazelcastInstanceProxy) grid.hazelcast()).getOriginal().node.getNodeEngine();
        HzHealth health = new HzHealth(grid, engine);
        // Not waited for: every member is told of it, and what is sent to a member in its first moments can get lost
        // with a connection that is
        // made twice. Hazelcast then gives up after half a minute, and some of its news are not counted here.
        var unused = engine.getPartitionService()
                .addMigrationListenerAsync(health)
                .thenCombine(
                        engine.getPartitionService().addPartitionLostListenerAsync(loss -> health.lost.increment()),
                        (one, other) -> one)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.log(Level.INFO, "event=grid-not-all-counted reason=\"{0}\"", failure.getMessage());
                    }
                });
        return health;
    }

    @Override
    public void migrationStarted(MigrationState state) {
        isMigrating = true;
    }

    @Override
    public void migrationFinished(MigrationState state) {
        isMigrating = false;
    }

    @Override
    public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
        moved.increment();
    }

    @Override
    public void replicaMigrationFailed(ReplicaMigrationEvent event) {
        failed.increment();
    }

    GridCounts counts() {
        if (grid.isLost() || !engine.isRunning()) {
            return GridCounts.NONE;
        }
        int members = engine.getClusterService().getSize();
        InternalPartition[] partitions = engine.getPartitionService().getInternalPartitions();
        int copies = Math.min(BACKUPS, members - 1) + 1;
        int owned = 0;
        int withoutBackup = 0;
        for (InternalPartition partition : partitions) {
            PartitionReplica owner = partition.getOwnerReplicaOrNull();
            // Before the first entry is kept, there are no copies at all, and none is missing.
            if (owner != null) {
                owned += partition.isLocal() ? 1 : 0;
                withoutBackup += lacks(partition, copies) ? 1 : 0;
            }
        }
        OperationServiceImpl operations = engine.getOperationService();
        return new GridCounts(
                true,
                members,
                partitions.length,
                owned,
                withoutBackup,
                isMigrating,
                moved.sum(),
                failed.sum(),
                lost.sum(),
                operations.getInvocationRegistry().size(),
                operations.getOperationExecutorQueueSize() + operations.getPriorityOperationExecutorQueueSize());
    }

    private static boolean lacks(InternalPartition partition, int copies) {
        for (int copy = 1; copy < copies; copy++) {
            if (partition.getReplica(copy) == null) {
                return true;
            }
        }
        return false;
    }
}
