package dev.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done to the files of a node that does not run. Fails with a {@link ChaosFailure}. */
final class Folders {

    private Folders() {}

    /** Removes everything in a folder; the folder stays. */
    static void empty(Path folder) {
        for (Path path : walk(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
            if (!path.equals(folder)) {
                delete(path);
            }
        }
    }

    /** Removes a folder with everything in it, if it is there. */
    static void remove(Path folder) {
        if (Files.exists(folder)) {
            empty(folder);
            delete(folder);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ChaosFailure("cannot delete " + path, e);
        }
    }

    /** Makes a folder an exact copy of another. */
    static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            empty(to);
            for (Path path : walk(from)) {
                Path copy = to.resolve(from.relativize(path).toString());
                if (!path.equals(from)) {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new ChaosFailure("cannot copy " + from + " to " + to, e);
        }
    }

    /** Removes the files in a folder whose names begin so. */
    static void removeFiles(Path folder, String prefix) {
        walk(folder).stream()
                .filter(path -> path.getFileName().toString().startsWith(prefix))
                .forEach(Folders::delete);
    }

    /** Cuts the second half of a file away. */
    static void truncate(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        } catch (IOException e) {
            throw new ChaosFailure("cannot truncate " + file, e);
        }
    }

    /** Overwrites a part of a file. */
    static void overwrite(Path file, long at, byte[] with) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(with), at);
        } catch (IOException e) {
            throw new ChaosFailure("cannot write " + file, e);
        }
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new ChaosFailure("cannot see " + file, e);
        }
    }

    private static List<Path> walk(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ChaosFailure("cannot read " + folder, e);
        }
    }
}
