package dev.parley.node;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Forms one event as one line, whatever its message holds: nobody can write a second event into the first. Any thread. */
abstract sealed class LogLine extends Formatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String OURS = "dev.parley.";
    private static final int FRAMES_MAX = 30;
    private static final int CAUSES_MAX = 5;

    /** {@code 2026-11-22T10:00:00.123Z INFO  leader  message key=value}. */
    static final class Plain extends LogLine {
        @Override
        public String format(LogRecord event) {
            StringBuilder line = new StringBuilder(160)
                    .append(time(event.getInstant()))
                    .append(' ')
                    .append(pad(level(event.getLevel())))
                    .append(' ')
                    .append(area(event))
                    .append("  ");
            escape(line, formatMessage(event), Quotes.PLAIN);
            Throwable thrown = event.getThrown();
            if (thrown != null) {
                line.append("  cause=\"");
                escape(line, causes(thrown), Quotes.ESCAPED);
                line.append('"');
                if (wantsStack(event)) {
                    line.append(" stack=\"");
                    escape(line, stack(thrown), Quotes.ESCAPED);
                    line.append('"');
                }
            }
            return line.append('\n').toString();
        }

        private static String pad(String level) {
            return level.length() < 5 ? level + " " : level;
        }
    }

    /** {@code {"at":"...","level":"INFO","area":"leader","message":"..."}}, with cause and stack if there are any. */
    static final class Json extends LogLine {
        @Override
        public String format(LogRecord event) {
            StringBuilder line = new StringBuilder(200).append('{');
            field(line, "at", time(event.getInstant()));
            field(line, "level", level(event.getLevel()));
            field(line, "area", area(event));
            field(line, "message", formatMessage(event));
            Throwable thrown = event.getThrown();
            if (thrown != null) {
                field(line, "cause", causes(thrown));
                if (wantsStack(event)) {
                    field(line, "stack", stack(thrown));
                }
            }
            return line.append("}\n").toString();
        }

        private static void field(StringBuilder line, String name, String value) {
            line.append(line.length() > 1 ? ",\"" : "\"").append(name).append("\":\"");
            escape(line, value, Quotes.ESCAPED);
            line.append('"');
        }
    }

    /** What becomes of quotes and backslashes: in a quoted text they must be escaped, in a bare one they read better. */
    private enum Quotes {
        PLAIN,
        ESCAPED
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** Our package without the root, or the class name of a library's logger. */
    static String area(LogRecord event) {
        String name = event.getLoggerName();
        if (name == null || name.isEmpty()) {
            return "?";
        }
        return name.startsWith(OURS) ? name.substring(OURS.length()) : name.substring(name.lastIndexOf('.') + 1);
    }

    /** The stack is for bugs, and for those who asked for everything; weather needs its cause only. */
    static boolean wantsStack(LogRecord event) {
        return event.getLevel().intValue() >= Level.SEVERE.intValue()
                || Logger.getLogger("").isLoggable(Level.FINE);
    }

    static String causes(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable link = thrown;
        for (int depth = 0; link != null && depth < CAUSES_MAX; depth++) {
            text.append(depth == 0 ? "" : " <- ").append(link.getClass().getSimpleName());
            if (link.getMessage() != null) {
                text.append(": ").append(link.getMessage());
            }
            link = link.getCause();
        }
        return text.toString();
    }

    static String stack(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable link = thrown;
        for (int depth = 0; link != null && depth < CAUSES_MAX; depth++) {
            text.append(depth == 0 ? "" : " <- ").append(link.getClass().getName());
            StackTraceElement[] frames = link.getStackTrace();
            for (int frame = 0; frame < Math.min(FRAMES_MAX, frames.length); frame++) {
                text.append(" at ").append(frames[frame]);
            }
            link = link.getCause();
        }
        return text.toString();
    }

    private static void escape(StringBuilder line, @Nullable String text, Quotes quotes) {
        if (text == null) {
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (c == '\t') {
                line.append("\\t");
            } else if (c == '\r') {
                line.append("\\r");
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (quotes == Quotes.ESCAPED && (c == '"' || c == '\\')) {
                line.append('\\').append(c);
            } else {
                line.append(c);
            }
        }
    }
}
