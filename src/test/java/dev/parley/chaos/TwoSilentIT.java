package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest node and another one fall silent together, as they do for a node that is cut off. */
class TwoSilentIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldNotWaitForSilentMembersWhenItTakesThePlaceOfTheOldest() {
        try (TestCluster cluster = TestCluster.of(folder, 1).start()) {
            cluster.startNode();
            cluster.awaitReady();
            cluster.startNode();
            cluster.awaitReady();
            cluster.pause("n1");
            // More than the second between two looks of Hazelcast, and less than dead-after: it must miss the oldest
            // first, and ask the other.
            awaitSilence(cluster, "n1", Duration.ofSeconds(2));
            cluster.pause("n3");
            Await.until(
                    "n2 alone",
                    WITHIN,
                    () -> Http.cluster(cluster.url("n2"))
                            .map(ClusterViews::ready)
                            .filter(Set.of("n2")::equals)
                            .map(alone -> "")
                            .orElse("others"),
                    cluster::lastLines);
            cluster.resume("n1");
            cluster.resume("n3");
            cluster.awaitReady();

            assertThat(cluster.lines("n2"))
                    .as("which asked n3 whether it follows")
                    .anyMatch(line -> line.contains("event=silent-member-not-waited-for"))
                    .noneMatch(line -> line.contains("event=claim-not-watched"));
        }
    }

    private static void awaitSilence(TestCluster cluster, String name, Duration least) {
        Await.until(
                name + " not heard by n2 for " + least,
                WITHIN,
                () -> Http.cluster(cluster.url("n2"))
                        .flatMap(view -> ClusterViews.silence(view, name))
                        .map(silence -> silence.compareTo(least) >= 0 ? "" : "heard " + silence + " ago")
                        .orElse("not known"),
                cluster::lastLines);
    }
}
