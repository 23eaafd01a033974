package dev.parley.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** On which addresses a process of this machine listens, as the kernel says. Linux only. */
final class ListeningSockets {

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String LISTEN = "0A";

    private ListeningSockets() {}

    /** Address in the kernel's hexadecimal form, a colon, and the port, for each TCP socket that listens. */
    static Set<String> of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = inodes(process.resolve("fd"));
        Set<String> found = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(process.resolve(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals(LISTEN) && own.contains(columns[9])) {
                    int colon = columns[1].lastIndexOf(':');
                    found.add(columns[1].substring(0, colon) + ":"
                            + Integer.parseInt(columns[1].substring(colon + 1), 16));
                }
            }
        }
        return found;
    }

    private static Set<String> inodes(Path folder) {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher socket = SOCKET.matcher(target(file));
                if (socket.matches()) {
                    inodes.add(socket.group(1));
                }
            }
            return inodes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // Closed meanwhile.
            return "";
        }
    }

    private static List<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
