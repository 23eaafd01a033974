package dev.parley.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The name of this machine, without asking DNS, which may take long or not answer at all. */
final class Hostname {

    private static final Path LINUX = Path.of("/etc/hostname");

    private Hostname() {}

    /** From the environment (Docker sets HOSTNAME, Windows COMPUTERNAME), else from the system, else {@code node}. */
    static String of(Map<String, String> environment) {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = environment.getOrDefault(variable, "");
            if (!name.isBlank()) {
                return name;
            }
        }
        try {
            return Files.readString(LINUX);
        } catch (IOException e) {
            return "node";
        }
    }
}
