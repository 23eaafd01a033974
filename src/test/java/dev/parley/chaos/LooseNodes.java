package dev.parley.chaos;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Nodes that need not be one cluster, each with options of its own, on this machine. One thread; {@link #close()} ends every process.
 */
final class LooseNodes implements AutoCloseable {

    private static final Duration TOGETHER_WITHIN = Duration.ofSeconds(90);

    private final Path folder;
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    LooseNodes(Path folder) {
        this.folder = folder;
    }

    /** Starts a node on a free port for browsers, which is not one of a range that the test has set aside. */
    NodeProcess start(String name, List<String> jvmOptions, String... options) {
        int port = Ports.freeRow(1);
        List<String> jvm = new ArrayList<>(Jars.LIGHT);
        jvm.addAll(jvmOptions);
        List<String> all = new ArrayList<>(List.of(
                "--name",
                name,
                "--port",
                Integer.toString(port),
                "--host",
                "127.0.0.1",
                "--data",
                folder.resolve(name).toString()));
        all.addAll(List.of(options));
        String scheme = all.contains("--tls-cert") ? "https" : "http";
        NodeProcess node = new NodeProcess(name, scheme + "://127.0.0.1:" + port, folder, Jars.command(jvm, all));
        nodes.put(name, node);
        node.start();
        return node;
    }

    NodeProcess node(String name) {
        return nodes.get(name);
    }

    /** Waits until these nodes serve and each of them sees these, all ready, and no other. */
    void awaitTogether(String... names) {
        Set<String> wanted = new TreeSet<>(List.of(names));
        Await.until(
                "one cluster of " + wanted,
                TOGETHER_WITHIN,
                () -> wanted.stream()
                        .filter(nodes::containsKey)
                        .map(name -> notTogether(name, wanted))
                        .filter(words -> !words.isEmpty())
                        .findFirst()
                        .orElse(""),
                this::lastLines);
    }

    private String notTogether(String name, Set<String> wanted) {
        Set<String> seen = sees(name);
        String ready = Http.ready(node(name).url());
        return !ready.isEmpty() ? name + " says " + ready : seen.equals(wanted) ? "" : name + " sees " + seen;
    }

    /** The names of the ready nodes that a node sees. */
    Set<String> sees(String name) {
        return Http.cluster(node(name).url())
                .map(view -> view.getJsonArray("nodes").stream()
                        .map(JsonObject.class::cast)
                        .filter(node -> "ready".equals(node.getString("state")))
                        .map(node -> node.getString("name"))
                        .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
                .orElse(Set.of());
    }

    String lastLines() {
        return nodes.values().stream().map(NodeProcess::lastLines).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::end);
    }
}
