package dev.parley.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Small disks in memory, one under each of some folders, that can be full or read-only. Needs the right to mount. One thread.
 *
 * <p>Their names in {@code /proc/mounts} begin with {@code parley-PID-}, by which {@link Leftovers} knows them.
 */
final class Disks implements AutoCloseable {

    private static final String SIZE = "size=64m";
    private static final String FILLER = "filler";

    private final List<Path> folders;

    private Disks(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    static Disks mount(List<Path> folders) {
        Disks disks = new Disks(folders);
        for (Path folder : folders) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new ChaosFailure("cannot make " + folder, e);
            }
            String name = Leftovers.PREFIX + ProcessHandle.current().pid() + "-" + folder.getFileName();
            Shell.run("mount", "-t", "tmpfs", "-o", SIZE, name, folder.toString());
        }
        return disks;
    }

    /** Writes to the disk until nothing more fits on it. */
    void fill(Path folder) {
        DiskFiller.fill(folder.resolve(FILLER));
    }

    /** Frees what {@link #fill} took. */
    void free(Path folder) {
        DiskFiller.free(folder.resolve(FILLER));
    }

    /** Nobody may have a file there open for writing. */
    void makeReadOnly(Path folder) {
        Shell.run("mount", "-o", "remount,ro", folder.toString());
    }

    void makeWritable(Path folder) {
        Shell.run("mount", "-o", "remount,rw," + SIZE, folder.toString());
    }

    /** Everything writable and free again. */
    void mendAll() {
        for (Path folder : folders) {
            makeWritable(folder);
            free(folder);
        }
    }

    @Override
    public void close() {
        folders.forEach(folder -> Shell.attempt("umount", "-l", folder.toString()));
    }
}
