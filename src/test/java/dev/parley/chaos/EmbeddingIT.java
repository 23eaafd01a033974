package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.example.stranger.Application;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chat inside somebody else's clustered application, two processes of it: with a cluster manager and a web server of its own, as
 * docs/embedding.md says.
 */
class EmbeddingIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final int ports = Ports.freeRow(6);
    private final List<Program> programs = new ArrayList<>();

    @BeforeEach
    void start() {
        programs.add(application(0, 1));
        programs.add(application(1, 0));
        for (int i = 0; i < 2; i++) {
            awaitTogether(i);
        }
    }

    @AfterEach
    void end() {
        programs.forEach(Program::close);
    }

    @Test
    void shouldChatBesideTheApplicationAndLeaveItAlone() {
        try (Speaker one = new Speaker(chat(0));
                Speaker two = new Speaker(chat(1))) {
            one.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "said in the first");
            long second = two.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE2", "said in the second");
            assertThat(one.awaitPosition("general", second)).isEqualTo(two.awaitPosition("general", second));
            assertThat(ask(0, "/app-1")).isEqualTo("hello, app-0");

            assertThat(ask(0, "/undeploy")).isEqualTo("undeployed");

            two.awaitNodes("that the first goes", WITHIN, list -> "leaving".equals(list.get("app-0")));
            assertThat(Http.live(chat(0))).isEqualTo("no answer");
            assertThat(ask(0, "/deployments")).as("verticles that are left").isEqualTo("0");
            assertThat(ask(0, "/app-1")).as("the event bus goes on").isEqualTo("hello, app-0");
            assertThat(ask(1, "/app-0")).as("the event bus goes on").isEqualTo("hello, app-1");
            two.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE3", "said in the second alone");
        }
        assertThat(ask(0, "/deploy"))
                .startsWith("CLUSTER a node was deployed on this Vert.x before")
                .endsWith("Close this Vert.x and start another one.");
        assertThat(ask(0, "/deploy-two")).startsWith("SETTINGS instances 2: a node is one verticle");
        assertThat(ask(0, "/told"))
                .as("nobody was told of an end that he asked for")
                .isEqualTo("[]");
        for (Program program : programs) {
            assertThat(LogLines.alarms(program.err().lines())).isEmpty();
        }
    }

    @Test
    void shouldTellTheApplicationThatTheNodeHasToJoinAfresh() {
        Program hung = programs.get(1);
        try (Speaker one = new Speaker(chat(0))) {
            one.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE1", "before");
            Shell.run("kill", "-STOP", Long.toString(hung.pid()));
            one.awaitNodes("that the second is gone", WITHIN, list -> !list.containsKey("app-1"));
            one.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE2", "meanwhile");
            Shell.run("kill", "-CONT", Long.toString(hung.pid()));

            Await.until(
                    "the application is told",
                    WITHIN,
                    () -> ask(1, "/told").contains("join-afresh") ? "" : "not yet: " + ask(1, "/told"),
                    hung::told);
            JsonObject told = new JsonArray(ask(1, "/told")).getJsonObject(0);
            assertThat(told.getString("sentence")).startsWith("this Vert.x has to be closed and started again");
            awaitTogether(0);
            awaitTogether(1);
            try (Speaker two = new Speaker(chat(1))) {
                long third = two.say("general", "01JD8Z3Q4R5S6T7V8W9XABCDE3", "after");
                assertThat(two.awaitPosition("general", third)).isEqualTo(one.awaitPosition("general", third));
            }
            assertThat(ask(1, "/app-0")).isEqualTo("hello, app-1");
        }
    }

    private Program application(int which, int other) {
        JsonObject own = new JsonObject()
                .put("name", "app-" + which)
                .put("cluster", "stranger-" + ports)
                .put("port", ports + which)
                .put("clusterPort", ports + 2 + which)
                .put("otherClusterPort", ports + 2 + other)
                .put(
                        "parley",
                        new JsonObject()
                                .put("name", "app-" + which)
                                .put("host", "127.0.0.1")
                                .put("port", ports + 4 + which)
                                .put("data", folder.resolve("app-" + which).toString()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Jars.LIGHT);
        command.addAll(
                List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=4", "-Dhazelcast.logging.type=jdk"));
        command.addAll(
                List.of("-cp", Path.of("target", "test-classes").toAbsolutePath() + File.pathSeparator + Jars.path()));
        command.addAll(List.of(Application.class.getName(), own.encode()));
        return Program.start(folder.resolve("home"), Map.of(), command);
    }

    private String chat(int which) {
        return "http://127.0.0.1:" + (ports + 4 + which);
    }

    private String ask(int which, String path) {
        URI address = URI.create("http://127.0.0.1:" + (ports + which) + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(address).timeout(WITHIN).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "no answer from " + address + ": " + e;
        } catch (InterruptedException e) {
            throw ChaosFailure.interrupted("while asking " + address, e);
        }
    }

    /** Waits until the node of this application serves, and sees both, ready. */
    private void awaitTogether(int which) {
        Await.until(
                "the chat of two in app-" + which,
                WITHIN,
                () -> {
                    String ready = Http.ready(chat(which));
                    if (!ready.isEmpty()) {
                        return ready;
                    }
                    long nodes = Http.cluster(chat(which)).stream()
                            .flatMap(view -> view.getJsonArray("nodes").stream())
                            .filter(node -> "ready".equals(((JsonObject) node).getString("state")))
                            .count();
                    return nodes == 2 ? "" : nodes + " nodes are ready";
                },
                () -> programs.get(0).told() + programs.get(1).told());
    }
}
