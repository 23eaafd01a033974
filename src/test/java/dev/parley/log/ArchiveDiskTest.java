package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real file systems that fill up, become read-only and fail in fsync, in a mount namespace that nobody else sees. Where such a thing cannot be
 * made (no Linux, no rights) the tests are skipped.
 *
 * <p>The failing fsync is real: an ext4 on a loop device whose backing file cannot grow. Writes go to the page cache and succeed; writing them
 * back fails, and fsync says so, once.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ArchiveDiskTest {

    private static final String SMALL = "mount -t tmpfs -o size=24m tmpfs \"$1\"";
    private static final String FAILING = """
            set -e
            mount -t tmpfs -o size=16m tmpfs "$1"
            truncate -s 96M "$1/image"
            mkfs.ext4 -q -F -m 0 -O ^has_journal -E lazy_itable_init=1,nodiscard "$1/image"
            mkdir "$1/disk"
            mount -o loop "$1/image" "$1/disk\"""";

    @TempDir
    private Path folder;

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final List<String> troubles = new ArrayList<>();
    private Process process;
    private BufferedWriter in;

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it has ended").isTrue();
        }
    }

    @Test
    void shouldTellOfAFullDiskAndGoOnWhenThereIsRoom() throws Exception {
        start(SMALL, "");
        assertThat(ask("open")).isEqualTo("opened at 0");
        assertThat(ask("append 5 100")).isEqualTo("confirmed 5");
        ask("fill 0");

        String failed = ask("append 500 5000");
        assertThat(failed).startsWith("failed at ").contains("IO: ", "the disk is full. Make room on it.");
        long confirmed = Long.parseLong(failed.split(" ", -1)[2]);
        // Nobody asks again: it finds out by itself that it lasts.
        assertThat(trouble()).contains("IO: ", "the disk is full. Make room on it.");
        assertThat(ask("end")).isEqualTo("end " + confirmed);

        ask("empty");
        assertThat(ask("append 5 100")).isEqualTo("confirmed " + (confirmed + 5));
        assertThat(ask("close")).isEqualTo("closed");
        assertThat(ask("open")).isEqualTo("opened at " + (confirmed + 5));
        assertThat(ask("verify")).isEqualTo("fault none");
        assertThat(troubles).as("told once").hasSize(1);
    }

    @Test
    void shouldRefuseToOpenOnAFullDisk() throws Exception {
        start(SMALL, "");
        ask("open");
        assertThat(ask("append 5 100")).isEqualTo("confirmed 5");
        ask("close");

        ask("fill 0");
        assertThat(ask("open")).startsWith("refused IO: ").contains("disk", "is full", "Make room on it");
        ask("empty");
        ask("fill 5000000");
        assertThat(ask("open")).startsWith("refused IO: ").contains("is full", "Make room on it");
        ask("empty");
        assertThat(ask("open")).isEqualTo("opened at 5");
        assertThat(ask("verify")).isEqualTo("fault none");
    }

    @Test
    void shouldRefuseToOpenWhatIsMountedReadOnly() throws Exception {
        start(SMALL, "");
        ask("open");
        assertThat(ask("append 5 100")).isEqualTo("confirmed 5");
        ask("close");

        assertThat(ask("run mount -o remount,ro " + folder)).startsWith("ran 0");
        assertThat(ask("open")).startsWith("refused IO: ").contains("mounted for writing");
        assertThat(ask("run mount -o remount,rw " + folder)).startsWith("ran 0");
        assertThat(ask("open")).isEqualTo("opened at 5");
    }

    @Test
    void shouldConfirmNothingAfterAFailedSyncUntilItIsOpenedAgain() throws Exception {
        start(FAILING, "/disk");
        assertThat(ask("open")).isEqualTo("opened at 0");
        assertThat(ask("append 20 1000")).isEqualTo("confirmed 20");

        String failed = ask("append 3000 20000");
        assertThat(failed).startsWith("failed at ").contains("IO: ", "the disk reports an error");
        long confirmed = Long.parseLong(failed.split(" ", -1)[2]);
        assertThat(trouble()).contains("IO: ", "SQLITE_IOERR_FSYNC", "dmesg");
        // The kernel tells of it once; the next sync would succeed.
        assertThat(ask("append 1 10")).contains("takes nothing more until it is opened again");
        assertThat(ask("run mount -o remount,size=200m " + folder)).startsWith("ran 0");
        assertThat(ask("append 1 10")).contains("takes nothing more until it is opened again");

        assertThat(ask("close")).startsWith("closed");
        String opened = ask("open");
        assertThat(opened).startsWith("opened at ");
        assertThat(Long.parseLong(opened.split(" ", -1)[2]))
                .as("what was confirmed")
                .isGreaterThanOrEqualTo(confirmed);
        // Closing wrote nothing, so what the failed sync had left half done is done again from the write-ahead log.
        assertThat(ask("verify")).isEqualTo("fault none");
        assertThat(ask("append 5 1000")).startsWith("confirmed ");
        assertThat(ask("close")).isEqualTo("closed");
        assertThat(ask("open")).startsWith("opened at ");
        assertThat(ask("verify")).isEqualTo("fault none");
        assertThat(troubles).as("told once").hasSize(1);
    }

    /** Starts the user of a disk in a mount namespace of its own, after the script has made the disk in the folder. */
    private void start(String script, String below) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "there is no unshare");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // The native library elsewhere: a mapped file that is gone keeps a file system from becoming read-only.
        String whole = "{ " + script
                + "\n} || exit 77\nexec \"$2\" -Xmx64m -Dorg.sqlite.tmpdir=\"$5\" -cp \"$3\" \"$4\" \"$1\"" + below;
        process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        whole,
                        "sh",
                        folder.toString(),
                        java,
                        System.getProperty("java.class.path"),
                        DiskUser.class.getName(),
                        System.getProperty("java.io.tmpdir"))
                .redirectError(
                        folder.resolveSibling(folder.getFileName() + ".err").toFile())
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "disk-user-says");
        reader.setDaemon(true);
        reader.start();
        in.write("run true\n");
        in.flush();
        assumeTrue(next().startsWith("ran 0"), "such a disk cannot be made here");
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            said.add("gone: " + e);
        }
        said.add("gone");
    }

    private String ask(String command) throws Exception {
        in.write(command);
        in.newLine();
        in.flush();
        String line = next();
        while (line.startsWith("trouble ")) {
            troubles.add(line);
            line = next();
        }
        return line;
    }

    private String trouble() throws Exception {
        while (troubles.isEmpty()) {
            String line = next();
            assertThat(line).startsWith("trouble ");
            troubles.add(line);
        }
        return troubles.get(0);
    }

    private String next() throws InterruptedException {
        String line = said.poll(60, TimeUnit.SECONDS);
        assertThat(line).as("an answer within 60 s").isNotNull();
        return line;
    }
}
