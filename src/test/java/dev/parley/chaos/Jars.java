package dev.parley.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jar under test, named by the system property {@code parley.jar}, and the Java that runs it. */
final class Jars {

    /** Small and quick to start, for tests that start many nodes on few cores. */
    static final List<String> LIGHT = List.of(
            "-Xmx256m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true");

    private Jars() {}

    /** {@code java JVM_OPTIONS -jar parley.jar OPTIONS}. */
    static List<String> command(List<String> jvmOptions, List<String> options) {
        Path jar = Path.of(System.getProperty("parley.jar", "target/parley.jar"));
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is missing: build it, or set -Dparley.jar");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        command.addAll(options);
        return command;
    }
}
