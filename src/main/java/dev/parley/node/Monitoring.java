package dev.parley.node;

import dev.parley.metrics.About;
import dev.parley.metrics.Access;
import dev.parley.metrics.Metrics;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Says to the metrics what the settings say. */
final class Monitoring {

    private static final int TOKEN_MIN = 16;

    private Monitoring() {}

    /**
     * Begins to watch this process. Blocks for a moment.
     *
     * @param vertx on whose workers pages are written
     * @param certificates when those in use end; asked at every scrape
     * @throws StartupFailure when the token cannot be read
     */
    static Metrics open(Vertx vertx, Settings settings, Supplier<Map<String, Instant>> certificates) {
        Settings.Cluster cluster = settings.cluster();
        About about = new About(
                settings.name(),
                cluster.name(),
                cluster.policy().name().toLowerCase(Locale.ROOT),
                cluster.quorum(),
                settings.limits().maxSessions(),
                Versions.all(),
                settings.data().resolve(DataFolder.ARCHIVE));
        return Metrics.open(vertx, about, access(settings.monitoring()), certificates);
    }

    static Access access(Settings.Monitoring monitoring) {
        if (monitoring.metrics() == Settings.Switch.OFF) {
            return new Access.Off();
        }
        Path file = monitoring.tokenFile();
        return file == null ? new Access.Open() : new Access.Token(token(file));
    }

    /** The secret itself is in no message. */
    private static String token(Path file) {
        String token;
        try {
            token = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw refused(file, "cannot be read: " + e.getClass().getSimpleName());
        }
        if (token.length() < TOKEN_MIN || !token.matches("[\\x21-\\x7e]+")) {
            throw refused(
                    file,
                    "must hold one line of at least " + TOKEN_MIN + " printable characters without blanks, such as"
                            + " openssl rand -hex 24 makes");
        }
        return token;
    }

    private static StartupFailure refused(Path file, String why) {
        return StartupFailure.wrongSettings(List.of("metrics-token-file " + file + ": " + why + "."));
    }
}
