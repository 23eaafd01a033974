package dev.parley.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The versions of this program and of what it stands on. Reads the class path. */
final class Versions {

    private Versions() {}

    /** Such as {@code Parley 0.1.0 (Java 17.0.15, Vert.x 5.0.10, Hazelcast 5.6.0)}. */
    static String line() {
        return "Parley " + parley() + " (Java " + System.getProperty("java.version") + ", Vert.x " + vertx()
                + ", Hazelcast " + HzClusterManagers.version() + ")";
    }

    /** The same by name. */
    static Map<String, String> all() {
        return Map.of(
                "version", parley(),
                "java", System.getProperty("java.version"),
                "vertx", vertx(),
                "hazelcast", HzClusterManagers.version());
    }

    /** From the jar's manifest; {@code development} when run from classes. */
    static String parley() {
        String manifest = Versions.class.getPackage().getImplementationVersion();
        return manifest == null ? "development" : manifest;
    }

    private static String vertx() {
        try (InputStream in = Versions.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return in == null ? "?" : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "?";
        }
    }
}
