package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ParleyLauncherTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Settings> asked = new ArrayList<>();

    @TempDir
    Path temp;

    /** Remembers its Vert.x and its settings, for the test that had it deployed. */
    public static final class Guest extends VerticleBase {

        private static volatile Vertx home;
        private static volatile Settings settings;

        @Override
        public Future<?> start() {
            home = vertx;
            settings = SettingsLoader.load(config(), Map.of()).settings();
            return Future.succeededFuture();
        }
    }

    /** Cannot be deployed. */
    public static final class Unhappy extends VerticleBase {
        @Override
        public Future<?> start() {
            Guest.home = vertx;
            return Future.failedFuture(StartupFailure.port("127.0.0.1", 80, new IOException("Permission denied")));
        }
    }

    @AfterEach
    void close() throws Exception {
        Logs.configure(Settings.LogLevel.INFO, Settings.LogFormat.PLAIN);
        if (Guest.home != null) {
            Guest.home.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
            Guest.home = null;
        }
    }

    @Test
    void shouldRunClusteredVerticleWithItsConf() throws Exception {
        int port = freePort();
        Path conf = Files.writeString(
                temp.resolve("conf.json"),
                "{\"cluster-name\":\"launcher-test\",\"cluster-port\":" + port + ",\"max-text\":77}");

        int code = launch(List.of(
                "run", Guest.class.getName(), "-cluster", "-cluster-host", "127.0.0.1", "-conf", conf.toString()));

        assertThat(code).as(said()).isZero();
        assertThat(Guest.home.isClustered()).isTrue();
        assertThat(Guest.settings.limits().maxTextChars()).isEqualTo(77);
        assertThat(asked).singleElement().satisfies(settings -> {
            assertThat(settings.cluster().name()).isEqualTo("launcher-test");
            assertThat(settings.cluster().port()).isEqualTo(port);
        });
    }

    @Test
    void shouldTakeEnvironmentOverConf() throws Exception {
        int code = new ParleyLauncher(
                        List.of(
                                Guest.class.getName(),
                                "-cluster",
                                "--conf={\"max-text\":77,\"cluster-port\":" + freePort() + "}"),
                        Map.of("PARLEY_MAX_TEXT", "78", "PARLEY_CLUSTER_NAME", "from-environment"),
                        this::create)
                .launch(new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).as(said()).isZero();
        assertThat(asked.get(0).limits().maxTextChars()).isEqualTo(78);
        assertThat(asked.get(0).cluster().name()).isEqualTo("from-environment");
    }

    @Test
    void shouldRefuseWrongConf() {
        assertThat(launch(List.of("run", Guest.class.getName(), "-conf", "{\"dead-after\":\"2s\",\"prot\":1}")))
                .isEqualTo(2);
        assertThat(said()).isEqualTo("""
                        parley: prot (-conf): no such setting. Did you mean port?
                        parley: dead-after 2s (-conf): must be between 3s and 2m, in whole seconds.
                        """);
        assertThat(asked).isEmpty();
    }

    @Test
    void shouldRefuseConfThatCannotBeRead() {
        assertThat(launch(List.of("run", Guest.class.getName(), "-conf", "/nowhere.json")))
                .isEqualTo(2);
        assertThat(said())
                .isEqualTo(
                        "parley: -conf (command line): must be a JSON object, or a file with one that can be read.\n");
    }

    @Test
    void shouldSayInOneSentenceWhyVerticleFailed() {
        assertThat(launch(List.of(Unhappy.class.getName()))).isEqualTo(3);
        assertThat(said())
                .startsWith("parley: port 80 on 127.0.0.1 may not be opened by this user")
                .hasLineCount(1);
    }

    @Test
    void shouldKnowWhoIsMeant() {
        assertThat(ParleyLauncher.isMeant(List.of("run", "x.Y"))).isTrue();
        assertThat(ParleyLauncher.isMeant(List.of(Guest.class.getName(), "-cluster")))
                .isTrue();
        assertThat(ParleyLauncher.isMeant(List.of())).isFalse();
        assertThat(ParleyLauncher.isMeant(List.of("--port", "80"))).isFalse();
        assertThat(ParleyLauncher.isMeant(List.of("parley.conf"))).isFalse();
    }

    private int launch(List<String> args) {
        return new ParleyLauncher(args, Map.of(), this::create)
                .launch(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private io.vertx.core.spi.cluster.ClusterManager create(Settings settings, io.vertx.core.VertxOptions options) {
        asked.add(settings);
        return new HzClusterManagers().create(settings, options);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Math.min(socket.getLocalPort(), 65_526);
        }
    }
}
