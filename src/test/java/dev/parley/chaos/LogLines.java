package dev.parley.chaos;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds in the log of a node what nobody should have to read there. */
final class LogLines {

    private static final Pattern WARNING = Pattern.compile("Z (WARN |ERROR) ");

    /** What a machine with too much to do earns, and what two clusters on one machine are told of each other. */
    private static final Pattern EARNED =
            Pattern.compile("BlockedThreadChecker|ClusterHeartbeatManager|event=ports-avoided|event=leadership-delayed"
                    + "|different cluster");

    private LogLines() {}

    /** Warnings, errors and stack traces, less those that tell of an overloaded machine. */
    static List<String> alarms(Stream<String> log) {
        return log.filter(line ->
                        WARNING.matcher(line).find() || line.startsWith("\tat ") || line.startsWith("Exception"))
                .filter(line -> !EARNED.matcher(line).find())
                .toList();
    }
}
