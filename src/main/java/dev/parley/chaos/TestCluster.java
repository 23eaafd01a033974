package dev.parley.chaos;

import dev.parley.wire.EntryId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A cluster of real processes on this machine, to be killed, paused, cut off and started again: the one vocabulary of the tests with real
 * nodes and of {@code ./parley chaos}.
 *
 * <p>Each node is {@code java -jar} of the jar named by the system property {@code parley.jar}, or of the jar that this class is in. Nodes are
 * called n1, n2, … The name of the cluster is its own, and {@link #close()} ends every process it started. What does not come true in its time
 * is a {@link ChaosFailure} with the last lines of every node's log. One thread; {@code close} may be called by another.
 */
public final class TestCluster implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final Place place;
    private final Path folder;
    private final List<String> options;
    private final Function<String, Map<String, String>> environment;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    private TestCluster(
            Place place,
            Path folder,
            int size,
            List<String> options,
            Function<String, Map<String, String>> environment) {
        this.place = place;
        this.folder = folder;
        this.options = List.copyOf(options);
        this.environment = environment;
        // All at once, so that whoever ends them may look at a list that does not change.
        for (int number = 1; number <= size; number++) {
            add(number);
        }
    }

    /**
     * A cluster of so many nodes on free ports of 127.0.0.1 that has not been started; its data and logs go into the folder, the options to
     * every node.
     */
    public static TestCluster of(Path folder, int size, String... options) {
        return in(new Loopback(), folder, size, List.of(options));
    }

    /** The same, with everything over TLS; the CA is {@code certs/ca.pem} in the folder. */
    public static TestCluster secure(Path folder, int size, String... options) {
        return in(new SecurePlace(new Loopback(), folder.resolve("certs")), folder, size, List.of(options));
    }

    /** Where its data and logs are. */
    Path folder() {
        return folder;
    }

    /** The same in another place, which is closed with it. */
    static TestCluster in(Place place, Path folder, int size, List<String> options) {
        return in(place, folder, size, options, node -> Map.of());
    }

    /** The same with variables in the environment of each node, by its name. */
    static TestCluster in(
            Place place,
            Path folder,
            int size,
            List<String> options,
            Function<String, Map<String, String>> environment) {
        return new TestCluster(place, folder, size, options, environment);
    }

    private NodeProcess add(int number) {
        String name = "n" + number;
        Place.Seat seat = place.seat(number);
        List<String> command = new ArrayList<>(seat.before());
        List<String> given =
                new ArrayList<>(List.of("--name", name, "--data", data(name).toString()));
        given.addAll(seat.options());
        given.addAll(options);
        command.addAll(Jars.command(Jars.LIGHT, given));
        NodeProcess node = new NodeProcess(name, seat.url(), folder, command, environment.apply(name));
        nodes.put(name, node);
        return node;
    }

    // ---- What can be done to it ----

    /** Starts all nodes and waits until they are one cluster. */
    public TestCluster start() {
        nodes.keySet().forEach(this::restart);
        awaitReady();
        return this;
    }

    /** Starts one more node than {@link #of} was told, and returns its name. */
    public String startNode() {
        NodeProcess node = add(nodes.size() + 1);
        restart(node.name());
        return node.name();
    }

    /** {@code kill -9}. Returns when the process is gone. */
    public void kill(String node) {
        node(node).kill();
    }

    /** {@code kill -9} of several at the same instant. Returns at once. */
    void beginKill(Collection<String> several) {
        several.forEach(node -> node(node).sendKill());
    }

    /** Asks the process to stop, as an update does, and waits until it is gone. */
    public void stop(String node) {
        node(node).stop(STOPS_WITHIN);
    }

    /** The same with another deadline, for a node that must wait for something before it can end. */
    void stop(String node, Duration within) {
        node(node).stop(within);
    }

    /** Asks the process to stop, and returns at once. */
    void beginStop(String node) {
        node(node).sendStop();
    }

    /** Stops the process in its tracks; sockets stay open and nothing answers. */
    public void pause(String node) {
        node(node).pause();
    }

    /** Lets a paused process go on. */
    public void resume(String node) {
        node(node).resume();
    }

    /** Starts a node that ended, with its data, its address and its name. */
    public void restart(String node) {
        try {
            Files.createDirectories(data(node));
        } catch (IOException e) {
            throw new ChaosFailure("cannot make " + data(node), e);
        }
        node(node).start();
    }

    /** From its next start on, a node runs from another jar: another build of Parley. */
    void runFrom(String node, Path jar) {
        node(node).runFrom(jar);
    }

    /** From now on nothing passes between the two sides, in either direction. Clients reach both. */
    public void partition(Collection<String> side, Collection<String> other) {
        side.forEach(one -> other.forEach(two -> {
            cut(one, two);
            cut(two, one);
        }));
    }

    /** From now on nothing that one node sends reaches another. */
    public void cut(String from, String to) {
        network().cut(number(from), number(to));
    }

    /** From now on a node reaches nobody and nobody reaches it, clients neither. */
    public void cutOff(String node) {
        partition(List.of(node), others(node));
        network().cut(number(node), Network.CLIENTS);
        network().cut(Network.CLIENTS, number(node));
    }

    /** Makes the links of all nodes bad. */
    void impair(Network.Trouble trouble) {
        nodes.keySet().forEach(node -> network().impair(number(node), trouble));
    }

    /** Mends the network and lets paused nodes go on. Nodes that ended stay so. */
    public void heal() {
        place.network().ifPresent(Network::mendAll);
        nodes.values().stream().filter(NodeProcess::isPaused).forEach(NodeProcess::resume);
    }

    /** Says something in a room through a node. Returns its number. */
    public long say(String node, String room, EntryId id, String text) {
        try (Speaker speaker = new Speaker(url(node))) {
            return speaker.say(room, id.value(), text);
        }
    }

    // ---- What can be waited for ----

    /** Waits until every node that runs is ready, sees all of them ready, and knows a leader for every shard. */
    public void awaitReady() {
        awaitReady(READY_WITHIN);
    }

    /** The same with another deadline. */
    void awaitReady(Duration within) {
        Await.until("one cluster of " + running().size() + " nodes", within, this::notReady, this::lastLines);
    }

    /** Waits until the room has a leader that runs. Returns its name. */
    public String awaitLeader(String room) {
        Await.until(
                "a leader of room " + room,
                READY_WITHIN,
                () -> leaderOf(room).filter(running()::contains).isPresent() ? "" : "none",
                this::lastLines);
        return leaderOf(room).orElseThrow();
    }

    /** Waits until a node has everything of a room that another node has now. */
    public void awaitCaughtUp(String node, String room) {
        String other = running().stream()
                .filter(name -> !name.equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no other node runs"));
        long wanted = head(other, room);
        Await.until(
                node + " with " + wanted + " entries of room " + room,
                READY_WITHIN,
                () -> {
                    long has = head(node, room);
                    return has >= wanted ? "" : "it has " + has;
                },
                this::lastLines);
    }

    /** Waits until a process that was asked to stop, or cannot go on, is gone. Returns its exit code. */
    int awaitEnd(String node) {
        node(node).awaitEnd(STOPS_WITHIN);
        return node(node).exitCode().orElseThrow();
    }

    private long head(String node, String room) {
        try (Speaker speaker = new Speaker(url(node))) {
            return speaker.head(room);
        }
    }

    private String notReady() {
        List<String> running = running();
        for (String name : running) {
            String answer = Http.ready(url(name));
            if (!answer.isEmpty()) {
                return name + " is not ready: " + answer;
            }
            String view = Http.cluster(url(name))
                    .map(said -> ClusterViews.notWhole(said, Set.copyOf(running)))
                    .orElse("no answer");
            if (!view.isEmpty()) {
                return "the view of " + name + ": " + view;
            }
        }
        return running.stream()
                .filter(name -> !node(name).isAlive())
                .map(name -> name + " has ended")
                .findFirst()
                .orElse("");
    }

    // ---- What can be asked ----

    /** The names of all nodes, also of those that do not run. */
    public List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /** The names of all nodes but one. */
    public List<String> others(String node) {
        return nodes().stream().filter(name -> !name.equals(node)).toList();
    }

    /** The names of the nodes whose process runs, paused ones too. */
    public List<String> running() {
        return nodes.values().stream()
                .filter(NodeProcess::isAlive)
                .map(NodeProcess::name)
                .toList();
    }

    /** The exit code of a node's last life; empty while it runs. */
    OptionalInt exitCode(String node) {
        return node(node).exitCode();
    }

    /** The addresses of all nodes, also of those that do not run. */
    public List<String> urls() {
        return nodes.values().stream().map(NodeProcess::url).toList();
    }

    /** The address of a node. */
    public String url(String node) {
        return node(node).url();
    }

    /** The folder of a node's data. */
    public Path data(String node) {
        return folder.resolve(node);
    }

    /** The node that leads the shard of a room, as the first node that answers knows; empty when nobody knows. */
    public Optional<String> leaderOf(String room) {
        return view().flatMap(view -> ClusterViews.leader(view, room));
    }

    /** The node that has been in the cluster longest: Hazelcast gives the oldest member a special part. */
    public String oldest() {
        return view().flatMap(ClusterViews::oldest)
                .orElseThrow(() -> new ChaosFailure("no node answers\n" + lastLines()));
    }

    /** The time of day as a node tells it, less that of this program; empty when it does not answer. */
    Optional<Duration> clockAhead(String node) {
        return Http.cluster(url(node)).map(view -> Duration.ofMillis(view.getLong("now") - System.currentTimeMillis()));
    }

    /** The process ids of all nodes in all their lives. */
    List<Long> pids() {
        return nodes.values().stream().flatMap(node -> node.pids().stream()).toList();
    }

    private Optional<JsonObject> view() {
        return running().stream()
                .flatMap(name -> Http.cluster(url(name)).stream())
                .findFirst();
    }

    /** All that a node wrote to its log, over all its lives. */
    public List<String> lines(String node) {
        return node(node).lines();
    }

    /** The last lines of every node's log. */
    public String lastLines() {
        return nodes.values().stream().map(NodeProcess::lastLines).collect(Collectors.joining("\n"));
    }

    /** Whether the network between the nodes can be cut. */
    boolean hasNetwork() {
        return place.network().isPresent();
    }

    private Network network() {
        return place.network().orElseThrow(() -> new ChaosFailure("there is no network here that could be cut"));
    }

    private int number(String node) {
        return nodes().indexOf(node(node).name()) + 1;
    }

    private NodeProcess node(String name) {
        NodeProcess node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node is called " + name + "; there are " + nodes.keySet());
        }
        return node;
    }

    /** Ends every process that was started here, and closes the place. */
    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::end);
        place.close();
    }
}
