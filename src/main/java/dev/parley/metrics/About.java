package dev.parley.metrics;

import java.nio.file.Path;
import java.util.Map;

/**
 * What does not change while a process runs.
 *
 * @param node what the node is called
 * @param cluster what its cluster is called
 * @param policy what the smaller side of a split does
 * @param nodesNeeded how many nodes must be there for writing; 1: whoever is there will do
 * @param maxSessions how many sessions the node takes
 * @param versions of this program and of what it stands on, by name
 * @param archive the file with all logs
 */
public record About(
        String node,
        String cluster,
        String policy,
        int nodesNeeded,
        int maxSessions,
        Map<String, String> versions,
        Path archive) {

    public About {
        versions = Map.copyOf(versions);
    }
}
