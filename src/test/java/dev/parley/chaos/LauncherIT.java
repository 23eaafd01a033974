package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is started the Vert.x way, as a clustered verticle with its settings as {@code -conf}, beside one of {@code java -jar}. */
class LauncherIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);

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

    @Test
    void shouldTakeTheOptionsOfTheLauncher() throws Exception {
        int port = Ports.freeRow(12);
        Path conf = Files.writeString(folder.resolve("f.json"), conf(port, port + 1, "launcher-" + port));
        List<String> jvm = new ArrayList<>(Jars.LIGHT);
        jvm.add("-Dvertx.options.eventLoopPoolSize=3");
        jvm.add("-Dvertx.eventBus.options.acceptBacklog=77");
        List<String> run = List.of(
                "dev.parley.node.ParleyVerticle",
                "-c",
                "--cluster-host=127.0.0.1",
                "--cluster-port=" + (port + 11),
                "--cluster-public-host=127.0.0.1",
                "--cluster-public-port=" + (port + 11),
                "--options={\"eventLoopPoolSize\":9,\"internalBlockingPoolSize\":5,\"eventBusOptions\":{\"port\":1}}",
                "--deployment-options={\"workerPoolName\":\"mine\"}",
                "--instances=1",
                "--worker",
                "--conf=" + conf);
        try (Program verticle = Program.start(folder.resolve("home"), Map.of(), Jars.command(jvm, run))) {
            Await.until("a verticle that serves", WITHIN, () -> Http.ready("http://127.0.0.1:" + port), verticle::told);
            try (Socket bus = new Socket(InetAddress.getLoopbackAddress(), port + 11);
                    Speaker speaker = new Speaker("http://127.0.0.1:" + port)) {
                assertThat(bus.isConnected()).isTrue();
                speaker.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "said to a worker");
            }
            assertThat(Shell.run("jcmd", Long.toString(verticle.pid()), "Thread.print")
                            .lines()
                            .filter(line -> line.startsWith("\"vert.x-eventloop-thread-"))
                            .count())
                    .as("event loops: the property wins over --options")
                    .isEqualTo(3);
            assertThat(LogLines.alarms(verticle.err().lines())).isEmpty();
        }
    }

    @Test
    void shouldRefuseInASentenceWhatMakesNoSense() throws Exception {
        int port = Ports.freeRow(12);
        String conf = conf(port, port + 1, "launcher-" + port);
        String verticle = "dev.parley.node.ParleyVerticle";
        assertRefused(
                2, "parley: instances 2: a node is one verticle", verticle, "-c", "--instances", "2", "-conf", conf);
        assertRefused(2, "parley: this Vert.x is not clustered with vertx-hazelcast", verticle, "-conf", conf);
        assertRefused(
                2, "parley: --options (command line): must be a JSON object", verticle, "-c", "--options", "/no.json");
        assertRefused(
                2,
                "parley: --deployment-options (command line): must be a JSON object",
                verticle,
                "-c",
                "--deployment-options",
                "{",
                "-conf",
                conf);
        assertRefused(2, "Unknown option: '--redeploy'", "run", verticle, "--redeploy");
        assertRefused(1, "virtual", verticle, "-c", "--virtual-thread", "-conf", conf);
    }

    private void assertRefused(int code, String sentence, String... args) {
        try (Program program =
                Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, List.of(args)))) {
            assertThat(program.awaitEnd(WITHIN)).as(program.told()).isEqualTo(code);
            assertThat(program.err()).containsIgnoringCase(sentence);
        }
    }

    @Test
    void shouldJoinAfreshInTheSameProcessAfterItHungForTooLong() throws Exception {
        int port = Ports.freeRow(11);
        String url = "http://127.0.0.1:" + port;
        String clusterName = "launcher-" + port;
        Path conf = Files.writeString(folder.resolve("f.json"), conf(port, port + 1, clusterName));
        List<String> run = List.of("run", "dev.parley.node.ParleyVerticle", "-cluster", "-conf", conf.toString());
        try (LooseNodes nodes = new LooseNodes(folder)) {
            for (String name : List.of("one", "two")) {
                nodes.start(
                        name, List.of(), "--cluster-name", clusterName, "--cluster-port", Integer.toString(port + 1));
            }
            nodes.awaitTogether("one", "two");
            try (Program verticle = Program.start(folder.resolve("home"), Map.of(), Jars.command(Jars.LIGHT, run));
                    Speaker one = new Speaker(nodes.node("one").url())) {
                Await.until("a verticle that serves", WITHIN, () -> Http.ready(url), verticle::told);
                nodes.awaitTogether("one", "two", "verticle");
                String before = id(url);
                one.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "before");
                Shell.run("kill", "-STOP", Long.toString(verticle.pid()));
                one.awaitNodes("that the verticle is gone", WITHIN, list -> !list.containsKey("verticle"));
                one.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE2", "meanwhile");

                Shell.run("kill", "-CONT", Long.toString(verticle.pid()));

                Await.until(
                        "another life of the verticle",
                        WITHIN.multipliedBy(2),
                        () -> {
                            String ready = Http.ready(url);
                            return !ready.isEmpty() ? ready : before.equals(id(url)) ? "the old life" : "";
                        },
                        verticle::told);
                nodes.awaitTogether("one", "two", "verticle");
                try (Speaker again = new Speaker(url)) {
                    long third = again.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE3", "after");
                    assertThat(third).isEqualTo(3);
                    assertThat(again.awaitPosition("general", third)).isEqualTo(one.awaitPosition("general", third));
                }
                assertThat(verticle.err()).contains("event=rejoin-needed");
                verticle.terminate();
                assertThat(verticle.awaitEnd(WITHIN)).as(verticle.told()).isEqualTo(143);
                one.awaitNodes("that the verticle left", WITHIN, list -> !list.containsKey("verticle"));
            }
        }
    }

    /** The id of the life of the node behind this address. */
    private static String id(String url) {
        return Http.cluster(url).map(view -> view.getString("node")).orElse("");
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
