package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.parley.admin.TokenFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenCommandTest {

    private static final String TOKEN = "correct-horse-battery-staple-0123456789";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void shouldShowTheTokenAloneOnStdout() throws IOException {
        TokenFiles.write(data("n1"), TokenFiles.TOKEN, TOKEN);

        assertThat(run(folder.resolve("n1"))).isZero();

        assertThat(told(out)).isEqualTo(TOKEN + "\n");
        assertThat(told(err)).contains("n1").doesNotContain(TOKEN);
    }

    @Test
    void shouldFindTheTokenAmongTheFoldersOfSeveralNodes() throws IOException {
        data("n1");
        TokenFiles.write(data("n2"), TokenFiles.TOKEN, TOKEN);

        assertThat(run(folder)).isZero();

        assertThat(told(out)).isEqualTo(TOKEN + "\n");
    }

    @Test
    void shouldSayThatThereIsNone() throws IOException {
        data("n1");

        assertThat(run(folder)).isEqualTo(1);

        assertThat(told(out)).isEmpty();
        assertThat(told(err)).contains("there is no token in " + folder);
    }

    @Test
    void shouldLeaveANewTokenForTheNodeAndNotTouchTheOneThatCounts() throws IOException {
        Path data = data("n1");
        TokenFiles.write(data, TokenFiles.TOKEN, TOKEN);

        assertThat(run(data, "--new")).isZero();

        String made = told(out).strip();
        assertThat(made).isNotEqualTo(TOKEN);
        assertThat(TokenFiles.read(data.resolve(TokenFiles.WANTED))).contains(made);
        assertThat(TokenFiles.read(data.resolve(TokenFiles.TOKEN))).contains(TOKEN);
    }

    /** Root may do anything in the folder of a node that is another user, which could not read what root leaves. */
    @Test
    void shouldLeaveANewTokenToWhomTheNodeRunsAs() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Path data = data("n1");
        UserPrincipal node =
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(data.resolve(Marker.FILE), node);

        assertThat(run(data, "--new")).isZero();

        Path wanted = data.resolve(TokenFiles.WANTED);
        assertThat(Files.getOwner(wanted)).isEqualTo(node);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wanted)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldNotLeaveANewTokenThatTheNodeCouldNotRead() throws IOException {
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        Path data = data("n1");

        IOException failure =
                catchThrowableOfType(IOException.class, () -> TokenFiles.leave(data, TOKEN, Path.of("/etc/passwd")));

        assertThat(failure).hasMessageContaining("Run this as root");
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve(Marker.FILE));
        }
    }

    @Test
    void shouldSayThatANodeWithATokenOfItsOwnTakesNoNewOne() throws IOException {
        Path data = data("n1");
        Path file = Files.writeString(folder.resolve("brought"), TOKEN);

        assertThat(run(data, "--new", "--admin-token-file", file.toString())).isEqualTo(1);

        assertThat(told(out)).isEmpty();
        assertThat(told(err)).contains("--new does not apply").contains(file.toString());
        assertThat(data.resolve(TokenFiles.WANTED)).doesNotExist();
    }

    @Test
    void shouldNotMakeATokenOutsideOfADataFolder() throws IOException {
        StartupFailure failure = catchThrowableOfType(StartupFailure.class, () -> run(folder, "--new"));

        assertThat(failure.reason().exitCode()).isEqualTo(4);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldRefuseAFileThatHoldsNoTokenWithoutTellingWhatItHolds() throws IOException {
        Files.writeString(data("n1").resolve(TokenFiles.TOKEN), "short");

        StartupFailure failure = catchThrowableOfType(StartupFailure.class, () -> run(folder));

        assertThat(failure.reason().exitCode()).isEqualTo(4);
        assertThat(failure.sentences()).singleElement().asString().doesNotContain("short");
    }

    /** A data folder as a node leaves it. */
    private Path data(String name) throws IOException {
        Path data = Files.createDirectory(folder.resolve(name));
        Files.writeString(data.resolve(Marker.FILE), "{}");
        return data;
    }

    private int run(Path data, String... options) {
        List<String> args = new ArrayList<>(List.of("--data", data.toString()));
        args.addAll(List.of(options));
        return new AdminTokenCommand(Map.of(), new PrintStream(out, true), new PrintStream(err, true)).run(args);
    }

    private static String told(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
