package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client of one node is told of another one's life, and what the log of a bystander says of it. */
class NodesToldIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldTellClientsOfEveryNodeThatComesAndGoes() {
        try (TestCluster cluster = TestCluster.of(folder, 2).start();
                Speaker client = new Speaker(cluster.url("n1"))) {
            cluster.startNode();
            List<Map<String, String>> joins =
                    client.awaitNodes("that n3 joined", WITHIN, list -> "ready".equals(list.get("n3")));
            cluster.awaitReady();
            cluster.kill("n3");
            List<Map<String, String>> dies = client.awaitNodes("that n3 died", WITHIN, list -> !list.containsKey("n3"));
            cluster.restart("n3");
            List<Map<String, String>> returns =
                    client.awaitNodes("that n3 came back", WITHIN, list -> "ready".equals(list.get("n3")));
            cluster.awaitReady();
            cluster.stop("n3");
            List<Map<String, String>> stops =
                    client.awaitNodes("that n3 was stopped", WITHIN, list -> !list.containsKey("n3"));

            assertThat(statesOf("n3", joins)).endsWith("joining", "ready").doesNotContain("leaving");
            assertThat(statesOf("n3", dies))
                    .as("a crash is no farewell")
                    .endsWith("gone")
                    .doesNotContain("leaving");
            assertThat(statesOf("n3", returns)).endsWith("joining", "ready");
            assertThat(statesOf("n3", stops)).endsWith("leaving", "gone");
            assertThat(List.of(joins, dies, returns, stops))
                    .allSatisfy(lists -> assertThat(lists)
                            .allSatisfy(list -> assertThat(list)
                                    .containsEntry("n1", "ready")
                                    .containsEntry("n2", "ready")));
            assertThat(LogLines.alarms(cluster.lines("n1").stream()))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("event=member-left name=n3");
            assertThat(LogLines.alarms(cluster.lines("n2").stream())).hasSize(1);
            assertThat(LogLines.alarms(cluster.lines("n3").stream())).isEmpty();
        }
    }

    /** The states that one node went through, without repetitions. */
    private static List<String> statesOf(String node, List<Map<String, String>> lists) {
        List<String> states = new ArrayList<>();
        lists.stream()
                .map(list -> Objects.requireNonNullElse(list.get(node), "gone"))
                .forEach(state -> {
                    if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
                        states.add(state);
                    }
                });
        return states;
    }
}
