package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of this build and of one that speaks another level of the protocol between nodes: this one, with one number changed. */
class OtherLevelIT {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Path SOURCE = Path.of("src", "main", "java", "dev", "parley", "wire", "NodeProtocol.java");
    private static final String OURS = "OURS = new NodeProtocol(1, 2)";

    @TempDir
    Path folder;

    @Test
    void shouldKeepBuildsApartThatShareNoLevelWhicheverComesFirst() throws Exception {
        Path newer = jarThatSpeaks("3, 3");
        for (boolean isNewerFirst : new boolean[] {false, true}) {
            Path place = Files.createDirectories(folder.resolve("newer-first-" + isNewerFirst));
            try (TestCluster cluster = TestCluster.of(place, 2)) {
                cluster.runFrom(isNewerFirst ? "n1" : "n2", newer);
                cluster.restart("n1");
                cluster.awaitReady();

                cluster.restart("n2");
                Await.until(
                        "n2 to end",
                        WITHIN,
                        () -> cluster.exitCode("n2").isPresent() ? "" : "it runs",
                        cluster::lastLines);

                assertThat(cluster.exitCode("n2").getAsInt())
                        .as(cluster.lastLines())
                        .isEqualTo(5);
                List<String> lines = cluster.lines("n2");
                assertThat(lines.get(lines.size() - 1))
                        .startsWith("parley: cannot join cluster")
                        .contains("node n1: it runs Parley", "this Parley speaks " + (isNewerFirst ? "1-2" : "3-3"));
                cluster.awaitReady();
                assertThat(Http.ready(cluster.url("n1"))).as("n1 goes on").isEmpty();
            }
        }
    }

    @Test
    void shouldBeOneClusterWithABuildThatSpeaksThisLevelToo() throws Exception {
        Path both = jarThatSpeaks("2, 3");
        try (TestCluster cluster = TestCluster.of(Files.createDirectories(folder.resolve("both")), 2)) {
            cluster.runFrom("n2", both);
            cluster.start();
        }
    }

    private Path jarThatSpeaks(String levels) throws Exception {
        Path jar = folder.resolve("parley-" + levels.replace(", ", "-") + ".jar");
        Files.copy(Jars.path(), jar, StandardCopyOption.REPLACE_EXISTING);
        Path sources = Files.createDirectories(folder.resolve("src-" + levels.replace(", ", "-")));
        String source = Files.readString(SOURCE);
        assertThat(source).contains(OURS);
        Path changed = sources.resolve("NodeProtocol.java");
        Files.writeString(changed, source.replace(OURS, "OURS = new NodeProtocol(" + levels + ")"));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        Jars.path() + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                        "-d",
                        sources.toString(),
                        changed.toString());
        assertThat(code).as("javac").isZero();
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            String name = "dev/parley/wire/NodeProtocol.class";
            Files.copy(sources.resolve(name), inside.getPath(name), StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }
}
