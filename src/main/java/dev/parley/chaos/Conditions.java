package dev.parley.chaos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Under what circumstances something was measured.
 *
 * @param at when the run began
 * @param cores that the JVM may use
 * @param load average of the last minute before it began
 * @param java version and vendor, and the archive of classes, if there is one beside the jar
 * @param system name and version of the kernel
 * @param version of the jar, with the commit where the jar lies in a work tree
 * @param place of the nodes
 * @param leftOut what this machine does not allow, as sentences
 */
record Conditions(
        String at,
        int cores,
        double load,
        String java,
        String system,
        String version,
        String place,
        List<String> leftOut) {

    Conditions {
        leftOut = List.copyOf(leftOut);
    }

    static Conditions now(Instant at, String place, List<String> leftOut) {
        return new Conditions(
                at.truncatedTo(ChronoUnit.SECONDS).toString(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("java.version") + " " + System.getProperty("java.vendor") + archive(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                running(),
                place,
                leftOut);
    }

    private static String archive() {
        Path archive = Jars.archiveOf(Jars.path());
        return Files.exists(archive) ? ", classes from " + archive.getFileName() : "";
    }

    private static String running() {
        String manifest = Conditions.class.getPackage().getImplementationVersion();
        File folder = Path.of(String.valueOf(Jars.path().getParent())).toFile();
        Shell.Result commit = Shell.attempt("git", "-C", folder.toString(), "describe", "--always", "--dirty");
        return (manifest == null ? "development" : manifest) + (commit.isGood() ? ", commit " + commit.said() : "");
    }

    /** The conditions as a list in Markdown. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("- ").append(at).append(", Parley ").append(version).append('\n');
        out.append(String.format(Locale.ROOT, "- %d cores, load average %.1f when it began%n", cores, load));
        out.append("- Java ").append(java).append(", ").append(system).append('\n');
        out.append("- JVM of each node: `").append(String.join(" ", Jars.LIGHT)).append("`\n");
        out.append("- ").append(place).append('\n');
        leftOut.forEach(words -> out.append("- left out: ").append(words).append('\n'));
        return out.toString();
    }

    JsonObject json() {
        return new JsonObject()
                .put("at", at)
                .put("cores", cores)
                .put("loadAverage", load)
                .put("java", java)
                .put("system", system)
                .put("version", version)
                .put("jvmOptions", new JsonArray(Jars.LIGHT))
                .put("place", place)
                .put("leftOut", new JsonArray(leftOut));
    }
}
