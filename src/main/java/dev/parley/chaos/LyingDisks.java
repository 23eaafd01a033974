package dev.parley.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Disks whose fsync can fail, one under each of some folders. Needs the right to mount, and loop devices. One thread.
 *
 * <p>Each is an ext4 in a sparse file on a small disk in memory. As long as that has room, all is well. When it is full, what is written still
 * goes to the page cache and succeeds; writing it back fails, and fsync says so, once. As after an error of a real disk, the file may then
 * lack what had been written and not synced.
 */
final class LyingDisks implements AutoCloseable {

    private static final String ROOM = "64m";
    private static final String MORE_ROOM = "512m";
    private static final String SIZE = "192M";
    private static final String FILLER = "filler";
    /** Behind the name by which {@link Leftovers} knows it. */
    private static final String IMAGE = ".image";

    /** By the folder of the node: the disk in memory that its disk is on. */
    private final Map<Path, Path> backing = new LinkedHashMap<>();

    private LyingDisks() {}

    /** Why they cannot be made here, as words; empty when they can. */
    static Optional<String> obstacle() {
        for (String program : List.of("mkfs.ext4", "losetup")) {
            if (Shell.attempt(program, program.equals("losetup") ? "--version" : "-V")
                            .code()
                    == 127) {
                return Optional.of("there is no " + program);
            }
        }
        try {
            Path trial = Files.createTempDirectory("parley-disk");
            Path folder = trial.resolve("trial");
            try {
                mount(List.of(folder)).close();
                return Optional.empty();
            } catch (ChaosFailure e) {
                return Optional.of(
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            } finally {
                Folders.remove(trial);
            }
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static LyingDisks mount(List<Path> folders) {
        LyingDisks disks = new LyingDisks();
        try {
            folders.forEach(disks::add);
            return disks;
        } catch (ChaosFailure e) {
            disks.close();
            throw e;
        }
    }

    private void add(Path folder) {
        String name = Leftovers.PREFIX + ProcessHandle.current().pid() + "-" + folder.getFileName();
        Path below = folder.resolveSibling(folder.getFileName() + ".disk");
        try {
            Files.createDirectories(folder);
            Files.createDirectories(below);
        } catch (IOException e) {
            throw new ChaosFailure("cannot make " + folder, e);
        }
        backing.put(folder, below);
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + ROOM, name, below.toString());
        Path image = below.resolve(name + IMAGE);
        Shell.run("truncate", "-s", SIZE, image.toString());
        // Without a journal, which would turn the first failure into a read-only disk.
        Shell.run(
                "mkfs.ext4",
                "-q",
                "-F",
                "-m",
                "0",
                "-O",
                "^has_journal",
                "-E",
                "lazy_itable_init=1,nodiscard",
                image.toString());
        Shell.run("mount", "-o", "loop", image.toString(), folder.toString());
        Shell.attempt("rmdir", folder.resolve("lost+found").toString());
    }

    /** From now on nothing that is new on the disk can be kept, and fsync will say so. */
    void fail(Path folder) {
        DiskFiller.fill(disk(folder).resolve(FILLER));
    }

    /** There is room again; what was lost stays so. */
    void mend(Path folder) {
        Path below = disk(folder);
        Shell.run("mount", "-o", "remount,size=" + MORE_ROOM, below.toString());
        DiskFiller.free(below.resolve(FILLER));
    }

    void mendAll() {
        backing.keySet().forEach(this::mend);
    }

    private Path disk(Path folder) {
        Path below = backing.get(folder);
        if (below == null) {
            throw new IllegalArgumentException("no disk under " + folder + "; there are " + backing.keySet());
        }
        return below;
    }

    /** The nodes must have ended. */
    @Override
    public void close() {
        List<Path> folders = new ArrayList<>(backing.keySet());
        folders.forEach(folder -> Shell.attempt("umount", "-l", folder.toString()));
        folders.forEach(folder -> {
            Shell.attempt("umount", "-l", disk(folder).toString());
            Shell.attempt("rmdir", disk(folder).toString());
        });
    }
}
