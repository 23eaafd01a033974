package dev.parley.sim;

import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The simulated world: machines, the network between them, the grid, clients, and everything that can be done to them. */
final class SimCluster {

    /** The wall clock when virtual time begins. */
    static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private static final long NOTICED_DEAD_MILLIS = 5_000;

    private final SimClock clock = new SimClock();
    private final SimRandom random;
    private final SimTrace trace;
    private final SimJudge judge;
    private final SimNetwork network = new SimNetwork(this);
    private final SimCalls calls = new SimCalls(this);
    private final SimRequests requests = new SimRequests(this);
    private final List<LogId> logs = new ArrayList<>();
    private final Set<Integer> shards = new TreeSet<>();
    private final List<SimMachine> machines = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Map<NodeId, SimNode> lives = new HashMap<>();
    private final Map<NodeId, SimGrid> grids = new HashMap<>();
    private SimProfile profile;

    SimCluster(SimProfile profile, SimRandom random, SimTrace.@Nullable Reader reader) {
        this.profile = profile;
        this.judge = new SimJudge(this, profile);
        this.random = random;
        this.trace = reader == null ? SimTrace.off(clock) : SimTrace.to(clock, reader);
        logs.add(LogId.DIRECTORY);
        for (int i = 1; i <= profile.rooms(); i++) {
            logs.add(LogId.ofRoom("room" + i));
        }
        logs.forEach(log -> shards.add(log.shard()));
        for (int i = 0; i < profile.machines(); i++) {
            long skew = random.between(-profile.skewMillis(), profile.skewMillis());
            machines.add(new SimMachine(String.valueOf((char) ('A' + i)), new SimDisk(this), skew));
        }
        for (int i = 1; i <= profile.clients(); i++) {
            clients.add(new SimClient(this, i));
        }
    }

    SimClock clock() {
        return clock;
    }

    SimRandom random() {
        return random;
    }

    SimTrace trace() {
        return trace;
    }

    SimJudge judge() {
        return judge;
    }

    SimNetwork network() {
        return network;
    }

    SimCalls calls() {
        return calls;
    }

    SimRequests requests() {
        return requests;
    }

    SimProfile profile() {
        return profile;
    }

    /** From now on nothing goes wrong by itself. */
    void calm() {
        profile = profile.healed();
    }

    List<LogId> logs() {
        return logs;
    }

    Set<Integer> shards() {
        return shards;
    }

    List<SimMachine> machines() {
        return machines;
    }

    List<SimClient> clients() {
        return clients;
    }

    // Who is there.

    /** The life with this id; null: it is over. */
    @Nullable
    SimNode life(NodeId id) {
        SimNode node = lives.get(id);
        return node == null || node.isDead() ? null : node;
    }

    /** Whether a node neither is dead nor hangs. */
    boolean isRunning(NodeId id) {
        SimNode node = lives.get(id);
        return node != null && node.isRunning();
    }

    /** All lives that are not over. */
    List<SimNode> nodes() {
        return machines.stream().map(SimMachine::node).filter(Objects::nonNull).toList();
    }

    /** Nodes to which a client may connect. */
    List<SimNode> serving() {
        return nodes().stream()
                .filter(node -> node.isRunning() && node.isOpen())
                .toList();
    }

    /** Whether the network lets them speak to each other. */
    boolean reaches(NodeId one, NodeId other) {
        return machineOf(one).side() == machineOf(other).side();
    }

    private SimMachine machineOf(NodeId id) {
        return Objects.requireNonNull(lives.get(id)).machine();
    }

    /** The grid that a node is in, or was in last. */
    SimGrid gridOf(NodeId node) {
        return Objects.requireNonNull(grids.get(node));
    }

    // What can be done to them.

    /** Starts a machine; its node joins whom it reaches. */
    SimNode start(SimMachine machine) {
        SimNode node = new SimNode(this, machine, new NodeId(machine.nextLife()));
        lives.put(node.id(), node);
        machine.node(node);
        trace.note(node.id(), () -> "STARTS");
        node.after(random.between(200_000, 1_000_000), () -> join(node));
        return node;
    }

    private void join(SimNode node) {
        SimGrid grid = largestNear(node);
        grids.put(node.id(), grid);
        grid.join(node.id());
        trace.note(node.id(), () -> "JOINS " + grid.members());
        node.start();
        tell(grid);
    }

    private SimGrid largestNear(SimNode node) {
        SimGrid largest = null;
        for (SimNode other : nodes()) {
            SimGrid grid = grids.get(other.id());
            boolean isNear = grid != null && grid.members().contains(other.id()) && reaches(other.id(), node.id());
            if (isNear
                    && (largest == null
                            || grid.members().size() > largest.members().size())) {
                largest = grid;
            }
        }
        if (largest == null) {
            judge.lostAll();
            return new SimGrid(this);
        }
        return largest;
    }

    /** The process dies, and the others notice. */
    void crash(SimMachine machine) {
        SimNode node = machine.node();
        if (node != null) {
            trace.note(node.id(), () -> "CRASHES");
            node.die();
            machine.node(null);
            clock.after(random.between(300_000, 600_000), () -> remove(node.id()));
        }
    }

    /** The process stands still for a while; after five seconds the others go on without it. */
    void pause(SimMachine machine, long millis) {
        SimNode node = machine.node();
        if (node == null || !node.isRunning() || grids.get(node.id()) == null) {
            return;
        }
        trace.note(node.id(), () -> "HANGS for " + millis + " ms");
        long number = node.pause();
        clock.after(NOTICED_DEAD_MILLIS * 1000, () -> {
            if (machine.node() == node && node.isPaused(number)) {
                remove(node.id());
            }
        });
        clock.after(millis * 1000, () -> {
            if (machine.node() == node) {
                trace.note(node.id(), () -> "WAKES");
                boolean isOut = !gridOf(node.id()).members().contains(node.id());
                node.wake();
                if (isOut) {
                    node.after(random.between(50_000, 800_000), node::look);
                }
            }
        });
    }

    /** The membership goes on without a node. */
    void remove(NodeId id) {
        SimGrid grid = grids.get(id);
        if (grid != null && grid.members().contains(id)) {
            trace.note(id, () -> "IS REMOVED");
            grid.leave(id);
            tell(grid);
        }
    }

    private void tell(SimGrid grid) {
        for (NodeId member : grid.members()) {
            SimNode node = life(member);
            if (node != null) {
                node.after(random.between(1_000, 40_000), node::look);
            }
        }
    }

    /** A node found that it is not a member any more: it leaves and comes back as a new one. */
    void expelled(SimNode node) {
        trace.note(node.id(), () -> "IS OUT AND COMES BACK");
        node.die();
        node.machine().node(null);
        start(node.machine());
    }

    /** A node leaves and comes back as a new one. */
    void rejoin(SimNode node) {
        trace.note(node.id(), () -> "LEAVES AND COMES BACK");
        node.die();
        node.machine().node(null);
        start(node.machine());
        clock.after(random.between(10_000, 100_000), () -> remove(node.id()));
    }

    /** Cuts some machines off from the others; after five seconds both sides go on alone. */
    void split(List<SimMachine> off) {
        trace.note("net", () -> "SPLITS OFF " + off);
        off.forEach(machine -> machine.side(1));
        clock.after(NOTICED_DEAD_MILLIS * 1000 + random.between(0, 1_000_000), this::noticeSplit);
    }

    private void noticeSplit() {
        for (SimGrid grid : grids()) {
            List<NodeId> far = new ArrayList<>();
            for (NodeId member : grid.members()) {
                if (machineOf(member).side() == 1) {
                    far.add(member);
                }
            }
            if (!far.isEmpty() && far.size() < grid.members().size()) {
                SimGrid other = grid.fork();
                judge.lostAll();
                trace.note("net", () -> "SPLIT IS NOTICED " + far);
                grid.members().stream().filter(member -> !far.contains(member)).forEach(other::leave);
                far.forEach(member -> {
                    grids.put(member, other);
                    grid.leave(member);
                });
                tell(grid);
                tell(other);
            }
        }
    }

    private List<SimGrid> grids() {
        List<SimGrid> all = new ArrayList<>();
        for (SimNode node : nodes()) {
            SimGrid grid = grids.get(node.id());
            if (grid != null && !all.contains(grid)) {
                all.add(grid);
            }
        }
        return all;
    }

    /** Everybody reaches everybody; the members of smaller sides come back as new ones. */
    void heal() {
        trace.note("net", () -> "HEALS");
        machines.forEach(machine -> machine.side(0));
        clock.after(random.between(500_000, 2_000_000), this::merge);
    }

    private void merge() {
        if (machines.stream().anyMatch(machine -> machine.side() != 0)) {
            return;
        }
        SimGrid largest = null;
        for (SimGrid grid : grids()) {
            largest =
                    largest == null || grid.members().size() > largest.members().size() ? grid : largest;
        }
        boolean isHanging = false;
        for (SimNode node : nodes()) {
            SimGrid grid = grids.get(node.id());
            boolean isSmaller =
                    grid != null && grid != largest && grid.members().contains(node.id());
            if (isSmaller && node.isRunning()) {
                trace.note(node.id(), () -> "IS MERGED");
                grid.leave(node.id());
                // Its grid is gone at once; it notices that it has to begin anew a little later, one sooner than
                // another.
                node.after(random.between(1_000, 2_000_000), node::look);
            }
            isHanging |= isSmaller && !node.isRunning();
        }
        if (isHanging) {
            clock.after(500_000, this::merge);
        }
    }

    /** Begins: all machines at once with empty disks, and then the clients. */
    void begin() {
        SimGrid grid = new SimGrid(this);
        for (SimMachine machine : machines) {
            SimNode node = new SimNode(this, machine, new NodeId(machine.nextLife()));
            lives.put(node.id(), node);
            machine.node(node);
            grids.put(node.id(), grid);
            grid.join(node.id());
        }
        nodes().forEach(SimNode::start);
        clients.forEach(SimClient::start);
    }

    void advanceMillis(long millis) {
        clock.advance(millis * 1000);
    }

    /** Everything that is, for a person. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (SimNode node : nodes()) {
            text.append(node + "\n    " + node.logs() + "\n    " + node.rooms() + "\n");
        }
        clients.forEach(client -> text.append(client).append('\n'));
        grids().forEach(grid -> text.append(grid).append('\n'));
        return text.toString();
    }
}
