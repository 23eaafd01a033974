package dev.parley.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What is told of a node whether it is in the cluster or not. */
final class NodePage {

    private NodePage() {}

    static void write(Page page, About about, Standing standing) {
        page.info("build", "Versions of Parley and of what it stands on.", about.versions());
        page.info(
                "node",
                "What this node is called, its cluster, and what the smaller side of a split does.",
                Map.of("name", about.node(), "cluster", about.cluster(), "policy", about.policy()));
        page.gauge("ready", "1 when this node serves clients, as /ready says.", Page.truth(standing.isReady()));
        page.gauge(
                "joined",
                "1 when this node is in the cluster, or on its way to serve there; 0 while it joins, or stays out.",
                Page.truth(standing.isJoined()));
        page.counter(
                "joins",
                "How often this process has joined the cluster; more than 1: it was cut off, hung, or had another history.",
                standing.joins());
        page.gauge(
                "archive_usable",
                "0 when this node stays out of the cluster because its archive cannot be used.",
                Page.truth(standing.isArchiveUsable()));
    }

    static void write(Page page, Map<String, Instant> certificates) {
        Map<Labels, Long> ends = new TreeMap<>();
        certificates.forEach((what, end) -> ends.put(Labels.of("what", what), end.getEpochSecond()));
        if (!ends.isEmpty()) {
            page.gauges(
                    "certificate_end_timestamp_seconds",
                    "When the certificate in use ends, in seconds since 1970: tls-cert for browsers, bus-cert between the nodes.",
                    ends);
        }
    }

    static void write(Page page, DiskLook.Sizes sizes, double ageSeconds) {
        Map<Labels, Long> files = new TreeMap<>();
        files.put(Labels.of("file", "main"), sizes.archiveBytes());
        files.put(Labels.of("file", "wal"), sizes.walBytes());
        page.gauges("archive_file_bytes", "Size of the archive's file, and of its write-ahead log.", files);
        page.gauge("disk_free_bytes", "Room left for this process on the disk of the data folder.", sizes.freeBytes());
        page.gauge("disk_size_bytes", "Size of the disk of the data folder.", sizes.totalBytes());
        page.gauge(
                "disk_look_age_seconds",
                "How old these sizes are; more than a minute: the disk does not answer.",
                ageSeconds);
    }

    /**
     * How a node stands to its cluster.
     *
     * @param isReady whether it serves
     * @param isJoined whether it is in the cluster
     * @param joins how often it came into it
     * @param isArchiveUsable whether its archive lets it
     */
    record Standing(boolean isReady, boolean isJoined, long joins, boolean isArchiveUsable) {}
}
