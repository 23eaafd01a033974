package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** backup, restore and rebuild as a person at the terminal meets them, without a process of their own. */
class ArchiveCommandsTest {

    @TempDir
    private Path folder;

    private Path data;
    private Path backups;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        backups = Files.createDirectory(folder.resolve("backups"));
        DataFolder.open(data, "friends", InstantSource.system()).close();
        try (var in = ArchiveCommandsTest.class.getResourceAsStream("/archive-v3.db")) {
            Files.copy(in, data.resolve("archive.db"));
        }
    }

    private static Ended parley(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args = java.util.Arrays.stream(words).map(Object::toString).toList();
        int code = new Main(
                        Map.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(args);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldBackUpUnderANameOfItsOwnAndSayWhatIsInIt() {
        Ended ended = parley("backup", "--data", data, "--to", backups, "--ends");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(backups.toFile().list()).hasSize(1);
        String name = backups.toFile().list()[0];
        assertThat(name).matches("parley-friends-\\d{8}T\\d{6}Z\\.db");
        assertThat(ended.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("directory 3 [0-9a-f]{32}"))
                .anyMatch(line -> line.matches("room/general 6 [0-9a-f]{32}"))
                .last()
                .asString()
                .startsWith("Backup " + backups.resolve(name) + ": 2 logs, 9 entries (the newest of 2023-11-14T")
                .endsWith("2 orphans. It is sound.");
        Ended checked = parley("verify-archive", "--file", backups.resolve(name));
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).startsWith("The archive is sound: 2 logs, 9 entries");
    }

    @Test
    void shouldTellProgramsEverything() {
        Path file = backups.resolve("b.db");

        JsonObject told = new JsonObject(
                parley("backup", "--json", "--data=" + data, "--to=" + file).out());

        assertThat(told.getString("file")).isEqualTo(file.toString());
        assertThat(told.getBoolean("sound")).isTrue();
        assertThat(told.getString("cluster")).isEqualTo("friends");
        assertThat(told.getJsonObject("ends").getJsonObject("room/general").getLong("seq"))
                .isEqualTo(6);
        assertThat(told.getJsonObject("ends").getJsonObject("room/general").getLong("term"))
                .isEqualTo(9);
    }

    @Test
    void shouldNeverOverwriteABackup() throws Exception {
        Path file = Files.writeString(backups.resolve("b.db"), "precious");

        Ended ended = parley("backup", "--data", data, "--to", file);

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).startsWith("parley: backup " + file).contains("is there already");
        assertThat(Files.readString(file)).isEqualTo("precious");
        assertThat(backups.toFile().list()).containsExactly("b.db");
    }

    @Test
    void shouldSayWhyItCannotBackUp() {
        assertThat(parley("backup", "--data", data).code()).isEqualTo(2);
        assertThat(parley("backup", "--data", data).err()).contains("--to is missing");
        assertThat(parley("backup", "--data", data, "--to", backups, "--daat", "x")
                        .code())
                .isEqualTo(2);
        assertThat(parley("backup", "--data", folder.resolve("none"), "--to", backups)
                        .err())
                .contains("has no archive");
        assertThat(parley("backup", "--data", data, "--to", folder.resolve("no/where.db"))
                        .code())
                .isEqualTo(4);
        assertThat(backups.toFile().list()).isEmpty();
    }

    @Test
    void shouldSayThatAFaultyArchiveGivesNoBackup() throws Exception {
        spoil(data.resolve("archive.db"), "text 3 of", "text 4 of");

        Ended ended = parley("backup", "--data", data, "--to", backups);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).startsWith("fault: room/general: entry 3").contains("no backup was kept");
        assertThat(backups.toFile().list()).isEmpty();
    }

    @Test
    void shouldRestoreAsANewNodeOfAnyCluster() throws Exception {
        Path file = backups.resolve("b.db");
        parley("backup", "--data", data, "--to", file);
        Path one = folder.resolve("one");
        Path two = Files.createDirectory(folder.resolve("two"));

        Ended first = parley("restore", "--from", file, "--data", one, "--cluster-name", "foes");
        Ended second = parley("restore", "--from", file, "--data", two, "--cluster-name", "foes");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .startsWith("Restored " + one + " for cluster 'foes' from the backup of cluster 'friends' made ")
                .contains("2 logs, 9 entries");
        assertThat(second.code()).as(second.err()).isZero();
        Marker marker = Marker.decode(Files.readString(one.resolve("parley.json")));
        assertThat(marker.clusterName()).isEqualTo("foes");
        assertThat(marker.nodeId())
                .as("no two nodes have one id")
                .isNotEqualTo(Marker.decode(Files.readString(two.resolve("parley.json")))
                        .nodeId())
                .isNotEqualTo(Marker.decode(Files.readString(data.resolve("parley.json")))
                        .nodeId());
        assertThat(parley("verify-archive", "--data", one).code()).isZero();
        assertThat(one.toFile().list()).contains("archive.db", "parley.json").doesNotContain(RestoredFolder.NOTE);
    }

    @Test
    void shouldRestoreIntoAnEmptyFolderOnly() {
        Path file = backups.resolve("b.db");
        parley("backup", "--data", data, "--to", file);

        Ended ended = parley("restore", "--from", file, "--data", data);

        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("is not empty").contains("into an empty folder only");
        assertThat(parley("restore", "--from", backups.resolve("none.db"), "--data", folder.resolve("x"))
                        .code())
                .isEqualTo(4);
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void shouldLeaveAnEmptyFolderAfterAFaultyBackup() throws Exception {
        Path file = backups.resolve("b.db");
        parley("backup", "--data", data, "--to", file);
        spoil(file, "text 3 of", "text 4 of");
        Path one = Files.createDirectory(folder.resolve("one"));

        Ended ended = parley("restore", "--from", file, "--data", one);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("fault: room/general: entry 3").contains("nothing was restored");
        assertThat(one.toFile().list()).isEmpty();
        assertThat(parley("verify-archive", "--file", file).code()).isEqualTo(1);
    }

    @Test
    void shouldStartNoNodeOnARestoreThatWasCutShort() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        RestoredFolder killed = RestoredFolder.begin(one, "friends", InstantSource.system());
        Files.writeString(killed.draft(), "half of it");

        Ended node = parley("--data", one, "--port", "0");

        assertThat(node.code()).isEqualTo(4);
        assertThat(node.err()).contains("holds a restore that did not come to its end");
        killed.close();
    }

    @Test
    void shouldRebuildAProjection() throws Exception {
        spoil(data.resolve("archive.db"), "gardenThe Garden", "gardenThe gArden");
        assertThat(parley("verify-archive", "--data", data).code()).isEqualTo(1);

        Ended ended = parley("rebuild", "--data", data);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .startsWith("was: the table of rooms has garden \"The gArden\"")
                .contains("made anew from 9 entries of 2 logs. The archive is sound.");
        assertThat(parley("verify-archive", "--data", data).code()).isZero();
        assertThat(parley("rebuild", "--data", folder).code()).isEqualTo(4);
    }

    @Test
    void shouldExplainItself() {
        for (String command : List.of("backup", "restore", "rebuild", "verify-archive")) {
            Ended ended = parley(command, "--help");
            assertThat(ended.code()).isZero();
            assertThat(ended.out()).contains("java -jar parley.jar " + command, "Exit codes");
        }
    }

    private static void spoil(Path file, String word, String other) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
        assertThat(at).as("%s in %s", word, file).isPositive();
        System.arraycopy(other.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, word.length());
        Files.write(file, bytes);
    }
}
