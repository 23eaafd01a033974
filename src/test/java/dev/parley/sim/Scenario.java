package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cluster in which nothing goes wrong but what a test has go wrong, and in which nobody writes but the test. */
final class Scenario {

    static final LogId ROOM = LogId.ofRoom("room1");

    private record Watch(Pattern pattern, Consumer<Matcher> action) {}

    private final SimCluster cluster;
    private final List<String> lines = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();

    Scenario(SimProfile profile) {
        this(profile, 1);
    }

    Scenario(SimProfile profile, long seed) {
        cluster = new SimCluster(profile, new SimRandom(seed), this::line);
        cluster.begin();
        cluster.clients().forEach(SimClient::stopWriting);
        Simulation.await(cluster, "all serve", 10_000, () -> Simulation.isServing(cluster));
        // Until leaders have moved to whoever came last.
        pass(4_000);
    }

    private void line(String line) {
        lines.add(line);
        for (Watch watch : List.copyOf(watches)) {
            Matcher matcher = watch.pattern().matcher(line);
            if (matcher.find()) {
                watches.remove(watch);
                cluster.clock().after(0, () -> watch.action().accept(matcher));
            }
        }
    }

    SimCluster cluster() {
        return cluster;
    }

    SimClient client(int number) {
        return cluster.clients().get(number);
    }

    SimMachine machine(String name) {
        return cluster.machines().stream()
                .filter(machine -> machine.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The machine whose node leads the room, as that node itself knows. */
    SimMachine leader() {
        return Objects.requireNonNull(leaderOrNull(), "nobody leads");
    }

    @Nullable
    SimMachine leaderOrNull() {
        for (SimNode node : cluster.nodes()) {
            NodeId leader = node.leaders().leaderOf(ROOM);
            if (node.isRunning() && node.id().equals(leader)) {
                return node.machine();
            }
        }
        return null;
    }

    /** Has a client other than those on a machine say something; its id. */
    EntryId post() {
        return client(0).post(ROOM);
    }

    void pass(long millis) {
        cluster.advanceMillis(millis);
    }

    /** Does something when a line of the trace says so, once, right after what the line tells of. */
    void when(String pattern, Consumer<Matcher> action) {
        watches.add(new Watch(Pattern.compile(pattern), action));
    }

    /** Has a machine's node hand over what it leads, as it does before it stops. */
    void resign(SimMachine machine) {
        Objects.requireNonNull(machine.node(), "it runs").resign();
    }

    /** Whether a message is acknowledged. */
    boolean isAcknowledged(EntryId id) {
        return cluster.clients().stream().noneMatch(client -> client.outbox().contains(id));
    }

    /** Puts every client on a node of another machine than this. */
    void keepClientsOff(SimMachine machine) {
        for (SimClient client : cluster.clients()) {
            client.moveTo(cluster.serving().stream()
                    .filter(node -> node.machine() != machine)
                    .findFirst()
                    .orElseThrow());
        }
    }

    void awaitAcknowledged(EntryId id, long millis) {
        Simulation.await(cluster, id + " acknowledged", millis, () -> isAcknowledged(id));
        assertThat(cluster.judge().violations()).isEmpty();
    }

    /** Whether the trace has a line in which this is found. */
    boolean happened(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return lines.stream().anyMatch(line -> wanted.matcher(line).find());
    }

    /** How often an id is in the room's log on a machine's disk. */
    long times(SimMachine machine, EntryId id) {
        return machine.disk().all(ROOM).stream()
                .map(Entry::id)
                .filter(id::equals)
                .count();
    }

    /** Ends all trouble; everything must be as it was promised. */
    void end() {
        assertThat(watches).as("what was waited for and did not happen").isEmpty();
        Simulation.settle(cluster);
        assertThat(cluster.judge().violations()).isEmpty();
    }

    /** The end, and this id is on every disk once. */
    void endWith(EntryId id) {
        end();
        for (SimMachine machine : cluster.machines()) {
            assertThat(times(machine, id))
                    .as("times that %s is on %s", id, machine)
                    .isEqualTo(1);
        }
    }
}
