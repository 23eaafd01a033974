package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogsTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final System.Logger ours = System.getLogger("dev.parley.leader");

    @AfterEach
    void restore() {
        Logs.configure(Settings.LogLevel.INFO, Settings.LogFormat.PLAIN);
    }

    @Test
    void shouldWritePlainLine() {
        assertThat(new LogLine.Plain().format(event(Level.INFO, "took over shard=7 term=12")))
                .isEqualTo("2026-11-22T10:00:00.123Z INFO  leader  took over shard=7 term=12\n");
        assertThat(new LogLine.Plain().format(event(Level.WARNING, "x"))).contains("Z WARN  leader  x");
        assertThat(new LogLine.Plain().format(event(Level.SEVERE, "x"))).contains("Z ERROR leader  x");
        assertThat(new LogLine.Plain().format(event(Level.FINE, "x"))).contains("Z DEBUG leader  x");
        assertThat(new LogLine.Plain().format(event(Level.FINER, "x"))).contains("Z TRACE leader  x");
    }

    @Test
    void shouldWriteJsonLine() {
        LogRecord event = event(Level.WARNING, "a \"quote\" \\ back\nline\t\u0007\u2028");
        event.setThrown(new IllegalStateException("outer", new java.io.IOException("disk \"full\"")));

        String line = new LogLine.Json().format(event);

        assertThat(line).endsWith("}\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(new JsonObject(line).getMap())
                .containsEntry("at", "2026-11-22T10:00:00.123Z")
                .containsEntry("level", "WARN")
                .containsEntry("area", "leader")
                .containsEntry("message", "a \"quote\" \\ back\nline\t\u0007\u2028")
                .containsEntry("cause", "IllegalStateException: outer <- IOException: disk \"full\"")
                .doesNotContainKey("stack");
    }

    @Test
    void shouldKeepEveryEventOnOneLine() {
        LogRecord event = event(Level.SEVERE, "one\n2026-11-22T10:00:00.123Z INFO  leader  forged\r\u0085");
        event.setThrown(new IllegalStateException("two\nthree"));

        String line = new LogLine.Plain().format(event);

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line)
                .contains("one\\n2026")
                .contains("forged\\r\\u0085")
                .contains("cause=\"IllegalStateException: two\\nthree\"")
                .contains("stack=\"java.lang.IllegalStateException at dev.parley.node.LogsTest");
    }

    @Test
    void shouldNotFailOnRingOfCauses() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        LogRecord event = event(Level.SEVERE, "x");
        event.setThrown(first);

        assertThat(new LogLine.Plain().format(event)).contains("first <- Exception: second <- Exception: first");
    }

    @Test
    void shouldKeepLibrariesQuietUnlessDebug() {
        configure(Settings.LogLevel.INFO, Settings.LogFormat.PLAIN);
        logLibraries();
        ours.log(System.Logger.Level.DEBUG, "ours debug");
        assertThat(lines())
                .containsExactlyInAnyOrder("WARN  Foo  io.vertx", "WARN  Foo  com.hazelcast", "WARN  Foo  io.netty");

        configure(Settings.LogLevel.DEBUG, Settings.LogFormat.PLAIN);
        logLibraries();
        ours.log(System.Logger.Level.DEBUG, "ours debug");
        assertThat(lines())
                .contains("INFO  Foo  io.vertx", "DEBUG leader  ours debug")
                .noneMatch(line -> line.contains("DEBUG Foo"));

        configure(Settings.LogLevel.TRACE, Settings.LogFormat.PLAIN);
        logLibraries();
        assertThat(lines()).contains("DEBUG Foo  io.vertx").doesNotContain("DEBUG Foo  io.netty");
    }

    @Test
    void shouldLogOnlyErrorsAtLevelError() {
        configure(Settings.LogLevel.ERROR, Settings.LogFormat.PLAIN);
        logLibraries();
        ours.log(System.Logger.Level.WARNING, "no");
        ours.log(System.Logger.Level.ERROR, "port {0} shut", "p1");

        assertThat(lines()).containsExactly("ERROR leader  port p1 shut");
    }

    @Test
    void shouldWriteUtf8AndAtOnce() {
        configure(Settings.LogLevel.INFO, Settings.LogFormat.JSON);

        ours.log(System.Logger.Level.INFO, "grün \uD83C\uDF3B");

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("\"message\":\"grün \uD83C\uDF3B\"");
    }

    private void configure(Settings.LogLevel level, Settings.LogFormat format) {
        bytes.reset();
        Logs.configure(level, format, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    private static void logLibraries() {
        for (String library : new String[] {"io.vertx", "com.hazelcast", "io.netty"}) {
            Logger logger = Logger.getLogger(library + ".Foo");
            logger.warning(library);
            logger.info(library);
            logger.fine(library);
        }
    }

    /** The lines without their time. */
    private java.util.List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.substring(25))
                .toList();
    }

    private static LogRecord event(Level level, String message) {
        LogRecord event = new LogRecord(level, message);
        event.setLoggerName("dev.parley.leader");
        event.setInstant(Instant.parse("2026-11-22T10:00:00.123456Z"));
        return event;
    }

    @Test
    void shouldLeaveOutWhatLibrariesSayOfEveryDeath() {
        Logger suspected = Logger.getLogger("com.hazelcast.internal.cluster.impl.MembershipManager");
        Logger reset = Logger.getLogger("io.vertx.core.net.impl.ConnectionBase");
        Logger handlers = Logger.getLogger("io.vertx.core.impl.ContextImpl");
        IllegalStateException twice = new IllegalStateException("Promise already completed");
        twice.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.eventbus.impl.clustered.OutboundConnection", "writeMessage", "", 1)
        });

        Logs.configure(
                Settings.LogLevel.INFO, Settings.LogFormat.PLAIN, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        suspected.warning("is suspected");
        reset.severe("Connection reset");
        handlers.log(Level.SEVERE, "Unhandled exception", twice);
        suspected.severe("an error");
        handlers.log(Level.SEVERE, "Unhandled exception", new IllegalStateException("Promise already completed"));
        Logs.configure(
                Settings.LogLevel.DEBUG,
                Settings.LogFormat.PLAIN,
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        suspected.warning("all is told");

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).contains("an error"),
                        line -> assertThat(line).contains("Unhandled exception"),
                        line -> assertThat(line).contains("all is told"));
    }
}
