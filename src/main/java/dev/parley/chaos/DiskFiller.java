package dev.parley.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that takes all the room that a disk has. */
final class DiskFiller {

    private DiskFiller() {}

    /** Writes until nothing more fits. */
    static void fill(Path file) {
        byte[] block = new byte[64 * 1024];
        int size = block.length;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (size > 0) {
                size = write(out, block, size);
            }
        } catch (IOException e) {
            throw new ChaosFailure("cannot fill the disk of " + file, e);
        }
    }

    /** Returns how much to try next: half as much when that did not fit. */
    private static int write(OutputStream out, byte[] block, int size) {
        try {
            out.write(block, 0, size);
            return size;
        } catch (IOException full) {
            return size / 2;
        }
    }

    /** Frees what {@link #fill} took. */
    static void free(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ChaosFailure("cannot free the disk of " + file, e);
        }
    }
}
