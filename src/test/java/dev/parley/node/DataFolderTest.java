package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path temp;

    /** A second process: opens the folder and says what came of it. */
    static final class Rival {
        public static void main(String[] args) {
            try (DataFolder folder = DataFolder.open(Path.of(args[0]), "parley", InstantSource.system())) {
                System.out.println("opened " + folder.nodeId());
            } catch (StartupFailure e) {
                System.out.println(e.sentences().get(0));
            }
        }
    }

    @Test
    void shouldMarkNewFolder() throws IOException {
        Path path = temp.resolve("a").resolve("data");

        try (DataFolder folder = open(path)) {
            JsonObject marker = new JsonObject(Files.readString(path.resolve("parley.json")));
            assertThat(marker.getMap())
                    .containsEntry("format", 1)
                    .containsEntry("node", folder.nodeId())
                    .containsEntry("cluster-name", "parley")
                    .containsEntry("created", "2026-11-22T10:00:00Z");
            assertThat(folder.nodeId()).matches("[0-9A-HJKMNP-TV-Z]{26}");
            assertThat(folder.path()).isEqualTo(path.toRealPath());
            assertThat(names(path)).containsExactly("lock", "parley.json");
        }
    }

    @Test
    void shouldKeepTheNodesIdentity() {
        String first;
        try (DataFolder folder = open(temp)) {
            first = folder.nodeId();
        }
        try (DataFolder folder = open(temp)) {
            assertThat(folder.nodeId()).isEqualTo(first);
        }
    }

    @Test
    void shouldTakeFolderThatAStartCutShortLeft() throws IOException {
        Files.writeString(temp.resolve("lock"), "4711");
        Files.writeString(temp.resolve("parley.json.new"), "{");
        Files.writeString(temp.resolve("write-probe"), "?");
        Files.createDirectory(temp.resolve("lost+found"));

        try (DataFolder folder = open(temp)) {
            assertThat(names(temp)).containsExactly("lock", "lost+found", "parley.json");
            assertThat(folder.marker().created()).isEqualTo(NOW);
        }
    }

    @Test
    void shouldRefuseFileInPlaceOfFolder() throws IOException {
        Path file = Files.writeString(temp.resolve("data"), "x");

        assertThat(refusal(file)).isEqualTo("data folder " + file + " is not a folder. Choose another with --data.");
        assertThat(refusal(file.resolve("deeper"))).contains("cannot be made: ").contains(file.toString());
    }

    @Test
    void shouldRefuseFolderThatCannotBeMade() {
        assertThat(refusal(Path.of("/proc/parley"))).startsWith("data folder /proc/parley cannot be made: ");
    }

    @Test
    void shouldRefuseFolderThatCannotBeWritten() throws IOException {
        // Root may write anywhere, so something in the way stands for a missing permission.
        Files.createDirectories(temp.resolve("write-probe").resolve("in-the-way"));
        assertThat(refusal(temp)).contains(" cannot be written: ");

        Path other = Files.createDirectory(temp.resolve("other"));
        Files.createDirectory(other.resolve("lock"));
        assertThat(refusal(other)).contains(" cannot be written: ");
    }

    @Test
    void shouldRefuseForeignFolderAndNotTouchIt() throws IOException {
        Files.writeString(temp.resolve("thesis.tex"), "x");

        assertThat(refusal(temp))
                .isEqualTo("data folder " + temp.toRealPath()
                        + " is not empty and not Parley's: it holds thesis.tex but no parley.json. Choose another with "
                        + "--data.");
        assertThat(names(temp)).containsExactly("thesis.tex");
    }

    @Test
    void shouldRefuseFolderOfNewerFormat() throws IOException {
        Files.writeString(temp.resolve("parley.json"), "{\"format\":2,\"shape\":\"unknown\"}");

        assertThat(refusal(temp)).contains("was written by a newer Parley: it has format 2, this one knows 1.");
    }

    @Test
    void shouldRefuseFolderOfAnotherCluster() {
        open(temp).close();

        StartupFailure failure = catchThrowableOfType(
                StartupFailure.class, () -> DataFolder.open(temp, "other", InstantSource.fixed(NOW)));

        assertThat(failure.sentences())
                .singleElement()
                .asString()
                .contains("belongs to cluster 'parley', not 'other'.")
                .endsWith("or set --cluster-name parley.");
    }

    @Test
    void shouldRefuseDamagedMarker() throws IOException {
        for (String text : List.of(
                "",
                "x",
                "[]",
                "{}",
                "{\"format\":\"1\"}",
                "{\"format\":0,\"node\":\"A\",\"cluster-name\":\"parley\",\"created\":\"2026-11-22T10:00:00Z\"}",
                "{\"format\":1,\"cluster-name\":\"parley\",\"created\":\"2026-11-22T10:00:00Z\"}",
                "{\"format\":1,\"node\":7,\"cluster-name\":\"parley\",\"created\":\"2026-11-22T10:00:00Z\"}",
                "{\"format\":1,\"node\":\"A\",\"cluster-name\":\"parley\",\"created\":\"yesterday\"}")) {
            Files.writeString(temp.resolve("parley.json"), text);

            assertThat(refusal(temp)).as(text).contains(" has a damaged parley.json: ");
            assertThat(temp.resolve("parley.json")).hasContent(text);
        }
    }

    @Test
    void shouldRefuseSecondOwnerInOneProcess() throws IOException {
        try (DataFolder folder = open(temp)) {
            assertThat(refusal(temp)).contains("is already in use by this process.");
            assertThat(folder.nodeId()).isNotEmpty();
        }
        open(temp).close();
    }

    @Test
    void shouldRefuseSecondProcessAlsoAfterRefusingOneInThisProcess() throws Exception {
        try (DataFolder folder = open(temp)) {
            refusal(temp);
            refusal(temp.resolve("..").resolve(temp.getFileName()));

            assertThat(rival())
                    .isEqualTo("data folder " + folder.path() + " is in use by another process ("
                            + ProcessHandle.current().pid() + "). Stop it, or choose another with --data.");
        }
        assertThat(rival()).startsWith("opened ");
    }

    @Test
    void shouldCloseMoreThanOnceWithoutFreeingTheNextOwner() throws Exception {
        DataFolder first = open(temp);
        first.close();
        try (DataFolder second = open(temp)) {
            first.close();

            assertThat(refusal(temp)).contains("is already in use by this process.");
            assertThat(rival()).contains("is in use by another process");
            assertThat(second.nodeId()).isEqualTo(first.nodeId());
        }
    }

    private static DataFolder open(Path path) {
        return DataFolder.open(path, "parley", InstantSource.fixed(NOW));
    }

    private static String refusal(Path path) {
        StartupFailure failure =
                catchThrowableOfType(StartupFailure.class, () -> open(path).close());
        assertThat(failure).as("refusal of %s", path).isNotNull();
        assertThat(failure.reason().exitCode()).isEqualTo(4);
        assertThat(failure.sentences()).hasSize(1);
        return failure.sentences().get(0);
    }

    private String rival() throws Exception {
        Process process = Jvm.start(Rival.class.getName(), List.of(temp.toString()));
        String said =
                new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the rival ends").isTrue();
        return said;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
