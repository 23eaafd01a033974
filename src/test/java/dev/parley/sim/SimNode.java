package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.leader.SimShards;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One life of one node: the real cores with the glue between them, and its own view of who is there.
 *
 * <p>What happens to it goes through {@link #run}: a dead node does nothing, a paused one does it when it wakes.
 */
final class SimNode {

    private enum Pulse {
        RUNNING,
        PAUSED,
        DEAD
    }

    private static final long TICK_MILLIS = 50;
    private static final long SETTLED_MILLIS = 4_000;
    private static final long STAGGER_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 200;
    private static final long LEADERS_TICK_MILLIS = 100;

    private final SimCluster cluster;
    private final SimMachine machine;
    private final NodeId id;
    private final SimLogs logs;
    private final SimLeaders leaders;
    private final SimRooms rooms;
    private final SimJoin join;
    private final List<Runnable> backlog = new ArrayList<>();
    private final Map<NodeId, Member.State> view = new TreeMap<>();
    private List<NodeId> members = List.of();
    private final List<SimClient> sessions = new ArrayList<>();
    private Pulse pulse = Pulse.RUNNING;
    private Member.State state = Member.State.JOINING;
    private boolean isOpen;
    private long openedMillis;
    private long pauses;
    private boolean isContradicted;

    SimNode(SimCluster cluster, SimMachine machine, NodeId id) {
        this.cluster = cluster;
        this.machine = machine;
        this.id = id;
        logs = new SimLogs(cluster, this);
        leaders = new SimLeaders(cluster, this);
        rooms = new SimRooms(cluster, this);
        join = new SimJoin(cluster, this);
    }

    NodeId id() {
        return id;
    }

    SimMachine machine() {
        return machine;
    }

    SimDisk disk() {
        return machine.disk();
    }

    SimLogs logs() {
        return logs;
    }

    SimLeaders leaders() {
        return leaders;
    }

    SimJoin join() {
        return join;
    }

    SimRooms rooms() {
        return rooms;
    }

    Member.State state() {
        return state;
    }

    long now() {
        return cluster.clock().nowMillis();
    }

    long wall() {
        return SimCluster.EPOCH_MILLIS + now() + machine.skewMillis();
    }

    // Life.

    boolean isRunning() {
        return pulse == Pulse.RUNNING;
    }

    boolean isDead() {
        return pulse == Pulse.DEAD;
    }

    /** Does something on the node now, or when it wakes, or never. */
    void run(Runnable task) {
        if (pulse == Pulse.RUNNING) {
            task.run();
        } else if (pulse == Pulse.PAUSED) {
            backlog.add(task);
        }
    }

    /** The same after a while. */
    void after(long micros, Runnable task) {
        cluster.clock().after(micros, () -> run(task));
    }

    /** Does something again and again; what fell into a pause is done once. */
    private void every(long millis, Runnable task) {
        after(millis * 1000, () -> {
            task.run();
            every(millis, task);
        });
    }

    /** Stands still; the number of this pause. */
    long pause() {
        pulse = Pulse.PAUSED;
        return ++pauses;
    }

    /** Whether this pause lasts. */
    boolean isPaused(long number) {
        return pulse == Pulse.PAUSED && pauses == number;
    }

    void wake() {
        if (pulse == Pulse.PAUSED) {
            pulse = Pulse.RUNNING;
            List<Runnable> missed = new ArrayList<>(backlog);
            backlog.clear();
            missed.forEach(this::run);
        }
    }

    void die() {
        pulse = Pulse.DEAD;
        backlog.clear();
        disk().crashed(this);
        sessions.clear();
    }

    /** It has joined the membership: begins to catch up. */
    void start() {
        look();
        every(TICK_MILLIS, this::tick);
        every(LEADERS_TICK_MILLIS, leaders::tick);
        every(1000, this::beat);
        join.begin();
    }

    private void tick() {
        rooms.tick();
        logs.tick();
    }

    // Roster.

    /** The membership has changed. */
    void look() {
        members = cluster.gridOf(id).members();
        if (!members.contains(id)) {
            cluster.expelled(this);
            return;
        }
        view.keySet().retainAll(members);
        members.forEach(member -> view.putIfAbsent(member, Member.State.JOINING));
        view.put(id, state);
        changed();
        beat();
    }

    private void changed() {
        leaders.readOnly(isReadOnly());
        leaders.roster(view);
        rooms.refreshMembers();
    }

    private void beat() {
        SimShards.Saying saying = leaders.saying();
        Member.State mine = state;
        for (NodeId member : view.keySet()) {
            if (!member.equals(id)) {
                cluster.network().send(id, member, node -> node.heard(id, mine, saying));
            }
        }
    }

    /** Tells the others at once. */
    void announce() {
        beat();
    }

    private void heard(NodeId from, Member.State theirs, SimShards.Saying saying) {
        if (view.containsKey(from)) {
            if (view.put(from, theirs) != theirs) {
                changed();
            }
            leaders.heard(from, saying);
        }
    }

    /** Hands over what it leads, as before a stop. */
    void resign() {
        declare(Member.State.LEAVING);
        leaders().resign();
    }

    void declare(Member.State next) {
        state = next;
        cluster.trace().note(id, () -> "IS " + next);
        look();
    }

    /** Lets clients in. */
    void open() {
        isOpen = true;
        openedMillis = now();
    }

    /** Whether it serves long enough for the others to count it for their acknowledgements, and for the grid to have its copies there. */
    boolean isSettled() {
        return isOpen && now() - openedMillis > SETTLED_MILLIS;
    }

    /** Whether clients may come. */
    boolean isOpen() {
        return isOpen;
    }

    /** Its history of some log is not the cluster's: it joins afresh, but not at the same time as others. */
    void contradicted() {
        if (isContradicted) {
            return;
        }
        isContradicted = true;
        List<NodeId> serving = ready();
        int younger = Math.max(0, serving.size() - 1 - serving.indexOf(id));
        after((STAGGER_MILLIS * younger + LOOK_MILLIS) * 1000, this::leaveWhenOpen);
    }

    private void leaveWhenOpen() {
        if (isOpen) {
            cluster.rejoin(this);
        } else {
            after(LOOK_MILLIS * 1000, this::leaveWhenOpen);
        }
    }

    /** Whether the membership, as this node sees it, has that node. */
    boolean knows(NodeId node) {
        return view.containsKey(node);
    }

    /** All nodes, the oldest first. */
    List<NodeId> present() {
        return members;
    }

    /** Whether too few nodes are there for writing, as far as this one knows. */
    boolean isReadOnly() {
        return members.size() < cluster.profile().quorum();
    }

    /** Nodes that serve, the oldest first. */
    List<NodeId> ready() {
        return members.stream()
                .filter(node -> view.get(node) == Member.State.READY)
                .toList();
    }

    // Sessions.

    List<SimClient> sessions() {
        return sessions;
    }

    @Override
    public String toString() {
        return id + " " + pulse + " " + state + " view=" + view + " leads " + leaders;
    }
}
