package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is started the Vert.x way, as a clustered verticle with its settings as {@code -conf}, beside one of {@code java -jar}. */
class LauncherIT {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldBeANodeLikeAnyOtherAndStopInOrder() throws Exception {
        int port = Ports.freeRow(11);
        int clusterPort = port + 1;
        String url = "http://127.0.0.1:" + port;
        String clusterName = "launcher-" + clusterPort;
        Path conf = Files.writeString(folder.resolve("f.json"), conf(port, clusterPort, clusterName));
        List<String> run = List.of("run", "dev.parley.node.ParleyVerticle", "-cluster", "-conf", conf.toString());
        try (Program verticle = Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, run));
                LooseNodes nodes = new LooseNodes(folder)) {
            Await.until("a verticle that serves", WITHIN, () -> Http.ready(url), verticle::told);
            nodes.start(
                    "jar", List.of(), "--cluster-name", clusterName, "--cluster-port", Integer.toString(clusterPort));
            nodes.awaitTogether("jar", "verticle");
            try (Speaker atVerticle = new Speaker(url);
                    Speaker atJar = new Speaker(nodes.node("jar").url())) {
                atVerticle.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "said to the verticle");
                long second = atJar.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE2", "said to the jar");
                assertThat(atVerticle.awaitPosition("general", second))
                        .isEqualTo(atJar.awaitPosition("general", second));

                verticle.terminate();

                atJar.awaitNodes("that the verticle leaves", WITHIN, list -> "leaving".equals(list.get("verticle")));
                atJar.awaitNodes("that the verticle left", WITHIN, list -> !list.containsKey("verticle"));
                assertThat(verticle.awaitEnd(WITHIN)).as(verticle.told()).isEqualTo(143);
                assertThat(reasonsAfter(nodes.node("jar").url())).containsOnly("hand-over");
                atJar.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE3", "said to the jar alone");
            }
            assertThat(verticle.out()).isEmpty();
            assertThat(LogLines.alarms(verticle.err().lines())).isEmpty();
        }
    }

    /** Why the shards that the verticle led are led by another now. */
    private static List<String> reasonsAfter(String url) {
        return Http.cluster(url).orElseThrow().getJsonArray("elections").stream()
                .map(JsonObject.class::cast)
                .filter(election -> "verticle".equals(election.getString("fromName")))
                .map(election -> election.getString("reason"))
                .distinct()
                .toList();
    }

    private String conf(int port, int clusterPort, String clusterName) {
        return new JsonObject()
                .put("name", "verticle")
                .put("port", port)
                .put("host", "127.0.0.1")
                .put("data", folder.resolve("verticle").toString())
                .put("cluster-name", clusterName)
                .put("cluster-port", clusterPort)
                .encode();
    }
}
