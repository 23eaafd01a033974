package dev.parley.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.operations.FetchMembersViewOp;
import com.hazelcast.spi.impl.NodeEngineImpl;
import com.hazelcast.spi.impl.operationservice.impl.Invocation;
import com.hazelcast.spi.properties.ClusterProperty;
import dev.parley.wire.HzGrid;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a member that takes the place of the oldest from waiting for members that are as silent as that one.
 *
 * <h2>Why</h2>
 *
 * Who misses the oldest member asks all later ones whether they follow it now. Hazelcast looks at the oldest first, so it also asks members whose
 * silence it notices a moment later, and waits five seconds for each of these, one after the other (a constant in its {@code MembershipManager}).
 * Only then does anybody leave the list of members. A node that was cut off from two others took ten seconds for what {@code dead-after} says is
 * five, two of five nodes took fifteen.
 *
 * <h2>What it does</h2>
 *
 * Five times a second it looks for such questions to members that have been silent for longer than {@code dead-after}, and answers them as
 * Hazelcast does when a member has left. Silent members are out of the new list anyway.
 *
 * <p>Through classes of Hazelcast that are not its public interface, as {@link HzHealth}; {@code TwoSilentIT} tells when they change. Runs on
 * Hazelcast's own timer, and ends with it.
 */
final class HzClaims {

    private static final System.Logger LOG = System.getLogger("dev.parley.cluster");
    private static final long EVERY_MILLIS = 200;

    private final HzGrid grid;
    private final NodeEngineImpl engine;
    private final long deadAfterMillis;

    private HzClaims(HzGrid grid, NodeEngineImpl engine) {
        this.grid = grid;
        this.engine = engine;
        deadAfterMillis = engine.getProperties().getMillis(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS);
    }

    /** Watches from now on. */
    static void watch(HzGrid grid) {
        NodeEngineImpl engine =
                ((HazelcastInstanceProxy) grid.hazelcast()).getOriginal().node.getNodeEngine();
        HzClaims claims = new HzClaims(grid, engine);
        var unused = engine.getExecutionService()
                .scheduleWithRepetition(claims::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("checkstyle:illegalcatch")
    private void look() {
        try {
            if (!grid.isLost() && engine.isRunning()) {
                engine.getOperationService().getInvocationRegistry().forEach(this::look);
            }
        } catch (RuntimeException | LinkageError e) {
            // The timer would never call again, and say nothing. Without this the claim waits, as Hazelcast does by
            // itself. A LinkageError tells that a class of Hazelcast has changed.
            LOG.log(Level.WARNING, "event=claim-not-watched", e);
        }
    }

    private void look(Invocation<?> question) {
        Member asked = question.getTargetMember();
        if (question.op instanceof FetchMembersViewOp && asked != null) {
            long silentMillis = silentMillis(asked);
            if (silentMillis > deadAfterMillis) {
                LOG.log(
                        Level.INFO,
                        "event=silent-member-not-waited-for address={0} silent_ms={1,number,#}",
                        asked.getAddress(),
                        silentMillis);
                question.sendResponse(question.op, new MemberLeftException(asked));
            }
        }
    }

    /** Since when it has given no sign of life; 0 if it never was to give one. */
    private long silentMillis(Member member) {
        ClusterServiceImpl cluster = (ClusterServiceImpl) engine.getClusterService();
        long last = cluster.getClusterHeartbeatManager().getLastHeartbeatTime(member);
        return last <= 0 ? 0 : cluster.getClusterClock().getClusterTime() - last;
    }
}
