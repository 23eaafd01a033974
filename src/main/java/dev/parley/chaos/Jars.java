package dev.parley.chaos;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** The jar that the nodes run from, and the Java that runs it. */
final class Jars {

    /** Small and quick to start, for tests that start many nodes on few cores. */
    static final List<String> LIGHT = List.of(
            "-Xmx256m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-Xlog:cds=error",
            "-Xlog:cds+dynamic=error");

    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    private Jars() {}

    /** {@code java JVM_OPTIONS -jar parley.jar OPTIONS}, with the archive of classes beside the jar. */
    static List<String> command(List<String> jvmOptions, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add(ARCHIVE + archiveOf(path()));
        command.addAll(List.of("-jar", path().toString()));
        command.addAll(options);
        return command;
    }

    /** The same command with another jar. */
    static List<String> withJar(List<String> command, Path jar) {
        List<String> other = new ArrayList<>(command);
        other.replaceAll(word -> word.startsWith(ARCHIVE) ? ARCHIVE + archiveOf(jar.toAbsolutePath()) : word);
        other.set(other.indexOf("-jar") + 1, jar.toAbsolutePath().toString());
        return List.copyOf(other);
    }

    /** Where the archive of classes of a jar is, if it has one. Java takes no notice when it is not there. */
    static Path archiveOf(Path jar) {
        return jar.resolveSibling(jar.getFileName().toString().replaceAll("\\.jar$", "") + ".jsa");
    }

    /** The jar named by the system property {@code parley.jar}; without it the one that this class is in. */
    static Path path() {
        String named = System.getProperty("parley.jar");
        Path jar = (named == null ? own() : Path.of(named)).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not a jar: build it, or set -Dparley.jar");
        }
        return jar;
    }

    private static Path own() {
        CodeSource source = Jars.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("cannot tell where this program is: set -Dparley.jar");
        }
        try {
            Path location = Path.of(source.getLocation().toURI());
            return Files.isDirectory(location) ? Path.of("target", "parley.jar") : location;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot read " + source, e);
        }
    }
}
