package dev.parley.cluster;

import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The roster of a running node. Any thread may call; listeners are called on the event loop of the cluster. */
public final class Members implements Roster {

    private final NodeId self;
    private final Membership membership;
    private final int quorum;

    // Any thread. Each is replaced as a whole.
    private volatile List<RosterCore.Row> rows = List.of();
    private volatile IntSupplier sessions = () -> 0;
    private volatile Rider rider = Rider.NONE;
    private volatile @Nullable MembersVerticle verticle;
    private final List<Consumer<List<Member>>> listeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<NodeId, byte[]>> riderListeners = new CopyOnWriteArrayList<>();

    private Members(NodeId self, Membership membership, int quorum) {
        this.self = self;
        this.membership = membership;
        this.quorum = quorum;
    }

    /**
     * Starts to watch the cluster and to tell the others of this node, as {@link Member.State#JOINING}.
     *
     * @param vertx the clustered Vert.x on {@link HzCluster#clusterManager}
     * @param quorum how many nodes must be there for writing; 1: whoever is there will do
     * @return completes when other nodes can reach this one
     */
    public static Future<Members> deploy(Vertx vertx, HzCluster cluster, int quorum) {
        return deploy(vertx, cluster.self(), cluster.membership(), quorum);
    }

    static Future<Members> deploy(Vertx vertx, NodeId self, Membership membership, int quorum) {
        Members members = new Members(self, membership, quorum);
        return vertx.deployVerticle(new MembersVerticle(members, membership)).map(id -> members);
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public List<Member> members() {
        long nowMillis = MembersVerticle.nowMillis();
        return rows.stream()
                .map(row -> row.member().id().equals(self) ? row.member() : row.at(nowMillis))
                .toList();
    }

    @Override
    public List<NodeId> ready() {
        return rows.stream()
                .map(RosterCore.Row::member)
                .filter(member -> member.state() == Member.State.READY)
                .map(Member::id)
                .toList();
    }

    @Override
    public List<NodeId> serving() {
        return rows.stream()
                .map(RosterCore.Row::member)
                .filter(member -> member.state() != Member.State.JOINING)
                .map(Member::id)
                .toList();
    }

    @Override
    public Mode mode() {
        return rows.size() < quorum ? Mode.READ_ONLY : Mode.READ_WRITE;
    }

    @Override
    public void listen(Consumer<List<Member>> listener) {
        listeners.add(listener);
    }

    @Override
    public void declare(Member.State state) {
        MembersVerticle running = running();
        running.run(() -> running.declare(state));
    }

    @Override
    public void countSessions(IntSupplier counter) {
        sessions = counter;
    }

    /** Whether all nodes that are there speak this level of the protocol between nodes; until then nothing of it may be said. */
    public boolean isSpokenByAll(int level) {
        return membership.isSpokenByAll(level);
    }

    /**
     * Puts bytes on every beat of this node from now on, in place of those before, and sends one beat to all at once.
     *
     * <p>The way for the package above to tell all nodes its state, whole each time: lost beats heal, and a newcomer learns it.
     *
     * @param bytes at most 64 KiB; not changed afterwards
     */
    public void carry(byte[] bytes) {
        rider = new Rider(bytes);
        MembersVerticle running = running();
        running.run(running::beatSoon);
    }

    /**
     * Hears what other nodes {@link #carry}, with each beat of theirs, from now on. Only of members, and never something older after
     * something newer. Called on the cluster's event loop: hand over and return.
     */
    public void hear(BiConsumer<NodeId, byte[]> listener) {
        riderListeners.add(listener);
    }

    void open(MembersVerticle started) {
        verticle = started;
    }

    private MembersVerticle running() {
        MembersVerticle running = verticle;
        if (running == null) {
            throw new IllegalStateException("members are not deployed");
        }
        return running;
    }

    void show(List<RosterCore.Row> snapshot) {
        rows = snapshot;
    }

    int sessionCount() {
        return sessions.getAsInt();
    }

    Rider rider() {
        return rider;
    }

    void tellChanged() {
        List<Member> members = members();
        listeners.forEach(listener -> listener.accept(members));
    }

    void tellRider(Beat beat) {
        riderListeners.forEach(
                listener -> listener.accept(beat.node(), beat.rider().bytes()));
    }
}
