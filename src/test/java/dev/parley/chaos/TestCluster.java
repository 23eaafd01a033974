package dev.parley.chaos;

import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cluster of real processes on this machine, to be killed, paused and started again.
 *
 * <p>Each node is {@code java -jar} of the jar named by the system property {@code parley.jar}. All ports are free ones of
 * 127.0.0.1, the name of the cluster is its own, and {@link #close()} ends every process it started. What fails, fails with the
 * last lines of every node's log. One thread.
 */
public final class TestCluster implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
    /** Discovery on one machine looks at so many ports. */
    private static final int CLUSTER_PORTS = 10;

    private final Path folder;
    private final int size;
    private final int clusterPort;
    private final List<String> options;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    private TestCluster(Path folder, int size, List<String> options) {
        this.folder = folder;
        this.size = size;
        this.options = List.copyOf(options);
        clusterPort = Ports.freeRow(CLUSTER_PORTS);
    }

    /** A cluster of so many nodes that has not been started; its data and logs go into the folder, the options to every node. */
    public static TestCluster of(Path folder, int size, String... options) {
        return new TestCluster(folder, size, List.of(options));
    }

    // ---- What can be done to it ----

    /** Starts all nodes and waits until they are one cluster. */
    public TestCluster start() {
        while (nodes.size() < size) {
            startNode();
        }
        awaitReady();
        return this;
    }

    /** Starts one more node, and returns its name. */
    public String startNode() {
        String name = "n" + (nodes.size() + 1);
        int port = Ports.freeRow(1);
        NodeProcess node = new NodeProcess(name, port, folder, command(name, port));
        nodes.put(name, node);
        node.start();
        return name;
    }

    /** {@code kill -9}. Returns when the process is gone. */
    public void kill(String node) {
        node(node).kill();
    }

    /** Asks the process to stop, as an update does, and waits until it is gone. */
    public void stop(String node) {
        node(node).stop(STOPS_WITHIN);
    }

    /** Stops the process in its tracks; sockets stay open and nothing answers. */
    public void pause(String node) {
        node(node).pause();
    }

    /** Lets a paused process go on. */
    public void resume(String node) {
        node(node).resume();
    }

    /** Starts a node that ended, with its data, its port and its name. */
    public void restart(String node) {
        node(node).start();
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
        Await.until("one cluster of " + running().size() + " nodes", READY_WITHIN, this::notReady, this::lastLines);
    }

    /** Waits until the room has a leader that runs. Returns its name. */
    public String awaitLeader(String room) {
        Await.until(
                "a leader of room " + room,
                READY_WITHIN,
                () -> leaderOf(room).filter(this::isRunning).isPresent() ? "" : "none",
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

    private long head(String node, String room) {
        try (Speaker speaker = new Speaker(url(node))) {
            return speaker.head(room);
        }
    }

    private String notReady() {
        for (String name : running()) {
            String answer = Http.ready(url(name));
            if (!answer.isEmpty()) {
                return name + " is not ready: " + answer;
            }
            String view = Http.cluster(url(name)).map(this::notWhole).orElse("no answer");
            if (!view.isEmpty()) {
                return "the view of " + name + ": " + view;
            }
        }
        return nodes.values().stream()
                .filter(node -> !node.isAlive())
                .filter(node -> running().contains(node.name()))
                .map(node -> node.name() + " has ended")
                .findFirst()
                .orElse("");
    }

    private String notWhole(JsonObject view) {
        Set<String> ready = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (JsonObject node : objects(view, "nodes")) {
            if ("ready".equals(node.getString("state"))) {
                ready.add(node.getString("name"));
                ids.add(node.getString("node"));
            }
        }
        if (!ready.equals(Set.copyOf(running())) || objects(view, "nodes").size() != ready.size()) {
            return "ready " + ready + " of " + objects(view, "nodes").size() + ", running " + running();
        }
        long led = objects(view, "leaders").stream()
                .filter(leader -> ids.contains(leader.getString("node")))
                .count();
        return led == LogId.SHARDS ? "" : led + " of " + LogId.SHARDS + " shards are led";
    }

    // ---- What can be asked ----

    /** The names of all nodes, also of those that do not run. */
    public List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /** The names of the nodes that run. */
    public List<String> running() {
        return nodes.values().stream()
                .filter(NodeProcess::isAlive)
                .map(NodeProcess::name)
                .toList();
    }

    private boolean isRunning(String node) {
        return running().contains(node);
    }

    /** The addresses of all nodes, also of those that do not run. */
    public List<String> urls() {
        return nodes.values().stream().map(NodeProcess::url).toList();
    }

    /** The address of a node. */
    public String url(String node) {
        return node(node).url();
    }

    /** The node that leads the shard of a room, as the first node that answers knows; empty when nobody knows. */
    public Optional<String> leaderOf(String room) {
        int shard = LogId.ofRoom(room).shard();
        return view().flatMap(view -> {
            Map<String, String> names = objects(view, "nodes").stream()
                    .collect(Collectors.toMap(node -> node.getString("node"), node -> node.getString("name")));
            return objects(view, "leaders").stream()
                    .filter(leader -> leader.getInteger("shard") == shard)
                    .map(leader -> leader.getString("node"))
                    .filter(names::containsKey)
                    .map(names::get)
                    .findFirst();
        });
    }

    /** The node that has been in the cluster longest: Hazelcast gives the oldest member a special part. */
    public String oldest() {
        return view().stream()
                .flatMap(view -> objects(view, "nodes").stream())
                .min(Comparator.comparing(node -> node.getLong("since")))
                .map(node -> node.getString("name"))
                .orElseThrow(() -> new AssertionError("no node answers\n" + lastLines()));
    }

    private Optional<JsonObject> view() {
        return running().stream()
                .flatMap(name -> Http.cluster(url(name)).stream())
                .findFirst();
    }

    private static List<JsonObject> objects(JsonObject from, String field) {
        JsonArray array = from.getJsonArray(field, new JsonArray());
        return array.stream().map(JsonObject.class::cast).toList();
    }

    /** All that a node wrote to its log, over all its lives. */
    public List<String> lines(String node) {
        return node(node).lines();
    }

    /** The last lines of every node's log. */
    public String lastLines() {
        return nodes.values().stream().map(NodeProcess::lastLines).collect(Collectors.joining("\n"));
    }

    private NodeProcess node(String name) {
        NodeProcess node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node is called " + name + "; there are " + nodes.keySet());
        }
        return node;
    }

    private List<String> command(String name, int port) {
        Path data = folder.resolve(name);
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("--port", Integer.toString(port), "--host", "127.0.0.1", "--name", name));
        command.addAll(List.of("--data", data.toString(), "--discovery", "local"));
        command.addAll(
                List.of("--cluster-name", "test-" + clusterPort, "--cluster-port", Integer.toString(clusterPort)));
        command.addAll(options);
        return Jars.command(Jars.LIGHT, command);
    }

    /** Ends every process that was started here. */
    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::end);
    }
}
