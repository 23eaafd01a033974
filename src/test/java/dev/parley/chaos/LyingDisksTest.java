package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LyingDisksTest {

    @TempDir
    private Path folder;

    @Test
    void shouldTakeWhatIsWrittenAndFailToKeepIt() throws Exception {
        Optional<String> obstacle = LyingDisks.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> "such a disk cannot be made here: " + obstacle);
        Path disk = folder.resolve("n1");
        try (LyingDisks disks = LyingDisks.mount(List.of(disk))) {
            assertThat(write(disk, "before", "conv=fsync")).isTrue();
            disks.fail(disk);
            assertThat(write(disk, "unsynced", "conv=notrunc"))
                    .as("the page cache takes it")
                    .isTrue();
            assertThat(write(disk, "synced", "conv=fsync")).as("fsync tells").isFalse();
            disks.mend(disk);
            assertThat(write(disk, "after", "conv=fsync")).isTrue();
        }
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
        assertThat(Shell.run("losetup", "--all")).doesNotContain(folder.toString());
    }

    private static boolean write(Path disk, String name, String how) {
        return Shell.attempt("dd", "if=/dev/zero", "of=" + disk.resolve(name), "bs=64k", "count=256", how)
                .isGood();
    }
}
