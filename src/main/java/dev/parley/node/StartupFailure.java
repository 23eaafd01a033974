package dev.parley.node;

import dev.parley.log.ArchiveException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A reason why this process cannot serve that a person at the terminal can do something about: an exit code and one
 * sentence for each problem. The cause, if any, is for the log.
 */
public final class StartupFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kept the node from starting. */
    public enum Reason {
        /** A wrong setting or option. */
        SETTINGS(2),
        /** The port for browsers cannot be opened. */
        PORT(3),
        /** The data folder cannot be used, or another process uses it. */
        DATA_FOLDER(4),
        /** The cluster cannot be joined. */
        CLUSTER(5);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of the process. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;
    private final transient List<String> sentences;

    private StartupFailure(Reason reason, List<String> sentences, @Nullable Throwable cause) {
        super(String.join("\n", sentences), cause);
        this.reason = reason;
        this.sentences = List.copyOf(sentences);
    }

    /** Wrong settings; one sentence for each. */
    static StartupFailure wrongSettings(List<String> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problem, no failure");
        }
        return new StartupFailure(Reason.SETTINGS, problems, null);
    }

    /** The port for browsers cannot be opened; the sentence depends on why. */
    public static StartupFailure port(String host, int port, Throwable cause) {
        return new StartupFailure(Reason.PORT, List.of(portSentence(host, port, cause)), cause);
    }

    /** The membership of this Vert.x is none that a node can live on. */
    static StartupFailure membership(String sentence) {
        return new StartupFailure(Reason.CLUSTER, List.of(sentence), null);
    }

    /** The data folder cannot be used. */
    static StartupFailure dataFolder(Path folder, String why, @Nullable Throwable cause) {
        String sentence = "data folder " + folder.toAbsolutePath().normalize() + " " + why;
        return new StartupFailure(Reason.DATA_FOLDER, List.of(sentence), cause);
    }

    /** The archive in a data folder cannot be used. */
    static StartupFailure archive(Path folder, ArchiveException cause) {
        String why = cause.reason() == ArchiveException.Reason.IN_USE
                ? "is in use by a node that runs. Stop that node first."
                : "holds an archive that cannot be used: " + told(cause) + ".";
        return dataFolder(folder, why, cause);
    }

    /** The file of the setting admin-token-file cannot be used. */
    static StartupFailure adminToken(String why, @Nullable Throwable cause) {
        return new StartupFailure(Reason.SETTINGS, List.of("admin-token-file: " + why + "."), cause);
    }

    /** A backup cannot be made or used; with the exit code of a data folder that cannot be used. */
    static StartupFailure backup(Path file, String why, @Nullable Throwable cause) {
        return new StartupFailure(Reason.DATA_FOLDER, List.of("backup " + file + " " + why), cause);
    }

    /** The cluster cannot be joined. */
    public static StartupFailure join(Settings.Cluster cluster, Throwable cause) {
        String sentence = "cannot join cluster '" + cluster.name() + "' (discovery "
                + cluster.discovery().text() + "): " + told(cause) + ". Check --discovery, --cluster-host and "
                + "--cluster-port.";
        return new StartupFailure(Reason.CLUSTER, List.of(sentence), cause);
    }

    /** What kept the node from starting. */
    public Reason reason() {
        return reason;
    }

    /** One sentence for each problem; at least one. */
    public List<String> sentences() {
        return sentences;
    }

    /** The failure in this chain of causes, or null. */
    static @Nullable StartupFailure in(@Nullable Throwable thrown) {
        Throwable link = thrown;
        // A chain of causes may be a ring; nobody nests deeper than this.
        for (int depth = 0; link != null && depth < 20; depth++) {
            if (link instanceof StartupFailure failure) {
                return failure;
            }
            link = link.getCause();
        }
        return null;
    }

    /** A cause in a few words on one line: its message, or its class if it has none. */
    static String told(Throwable cause) {
        String message = cause.getMessage();
        String text = message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("[.:]+$", "");
    }

    private static String portSentence(String host, int port, Throwable cause) {
        String message = told(cause).toLowerCase(Locale.ROOT);
        String where = "port " + port + " on " + host;
        if (message.contains("in use")) {
            return where + " is in use by another process. Choose another with --port.";
        }
        if (message.contains("cannot assign") || message.contains("can't assign")) {
            return where + " cannot be opened: this machine has no such address. Choose another with --host.";
        }
        if (message.contains("permission denied")) {
            return where + " may not be opened by this user: ports below 1024 are kept for the system. Choose another "
                    + "with --port.";
        }
        String kind = cause instanceof BindException ? " cannot be bound: " : " cannot be opened: ";
        return where + kind + told(cause) + ". Choose another with --port or --host.";
    }
}
