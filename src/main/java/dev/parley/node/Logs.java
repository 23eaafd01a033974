package dev.parley.node;

import dev.parley.wire.Outside;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The logs of this process: java.util.logging, one line for each event, on stderr. Stdout is kept for the one line with
 * the URL, which scripts read.
 *
 * <p>Our code logs through {@code System.getLogger("dev.parley.<package>")}. The libraries are quiet below WARNING,
 * and {@link Noise} at WARNING too, unless the level is debug or trace.
 */
public final class Logs {

    /** Complains on macOS about a native resolver that we do not use. */
    private static final String NETTY_RESOLVERS = "io.netty.resolver.dns.DnsServerAddressStreamProviders";

    /** The loggers whose level was set: java.util.logging holds them weakly and would forget the level with them. */
    private static volatile List<Logger> configured = List.of();

    private Logs() {}

    /**
     * Silences the Vert.x launcher's own words: it logs failures with their stack trace, and {@link ParleyLauncher} says
     * them in a sentence.
     */
    static void silenceLauncher() {
        List<Logger> more = new ArrayList<>(configured);
        more.add(set("io.vertx.launcher", Level.OFF));
        configured = List.copyOf(more);
    }

    /** Sets level and form for the whole process, on stderr. The last call wins. */
    @Outside
    public static void configure(Settings.LogLevel level, Settings.LogFormat format) {
        configure(level, format, System.err);
    }

    static void configure(Settings.LogLevel level, Settings.LogFormat format, PrintStream out) {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new LineHandler(out, formatter(format)));
        root.setLevel(ourLevel(level));
        Level theirs = libraryLevel(level);
        List<Logger> set = new ArrayList<>(List.of(
                set("io.vertx", theirs),
                set("com.hazelcast", theirs),
                // Netty's FINE is a page of missing native libraries.
                set("io.netty", theirs.equals(Level.FINE) ? Level.INFO : theirs),
                set(NETTY_RESOLVERS, Level.OFF)));
        if (theirs.intValue() < Level.WARNING.intValue()) {
            Noise.restore();
        } else {
            set.addAll(Noise.silence());
        }
        configured = List.copyOf(set);
    }

    static Level ourLevel(Settings.LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINER;
        };
    }

    private static Level libraryLevel(Settings.LogLevel level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN, INFO -> Level.WARNING;
            case DEBUG -> Level.INFO;
            case TRACE -> Level.FINE;
        };
    }

    private static Logger set(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        return logger;
    }

    private static Formatter formatter(Settings.LogFormat format) {
        return switch (format) {
            case PLAIN -> new LogLine.Plain();
            case JSON -> new LogLine.Json();
        };
    }

    /** Writes each event at once and in one piece: the last one before a crash is the one that matters. Any thread. */
    private static final class LineHandler extends Handler {

        private final PrintStream out;

        LineHandler(PrintStream out, Formatter formatter) {
            this.out = out;
            setFormatter(formatter);
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                byte[] line = getFormatter().format(event).getBytes(StandardCharsets.UTF_8);
                out.write(line, 0, line.length);
                out.flush();
            }
        }

        @Override
        public void flush() {
            out.flush();
        }

        /** Leaves the stream open: it is the process's own. */
        @Override
        public void close() {
            flush();
        }
    }
}
