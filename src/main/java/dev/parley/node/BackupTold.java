package dev.parley.node;

import dev.parley.log.ArchiveBackup;
import dev.parley.log.ArchiveContents;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What the commands {@code backup} and {@code restore} print. */
final class BackupTold {

    private BackupTold() {}

    /** A line for each fault. */
    static String faults(List<String> faults) {
        StringBuilder text = new StringBuilder();
        faults.forEach(fault -> text.append("fault: ").append(fault).append('\n'));
        return text.toString();
    }

    /** What is in it, on one line, without a verb. */
    static String summary(ArchiveContents contents) {
        String newest = contents.newestMillis() == 0
                ? "no entry"
                : "the newest of " + Instant.ofEpochMilli(contents.newestMillis());
        return String.format(
                Locale.ROOT,
                "%d logs, %d entries (%s), %d bytes, %d orphans",
                contents.ends().size(),
                contents.entries(),
                newest,
                contents.bytes(),
                contents.orphans());
    }

    /** A line for each log: its name, its last number, the digest there. */
    static String ends(ArchiveContents contents) {
        StringBuilder text = new StringBuilder();
        contents.ends()
                .forEach((log, end) -> text.append(log)
                        .append(' ')
                        .append(end.seq())
                        .append(' ')
                        .append(end.at().digest())
                        .append('\n'));
        return text.toString();
    }

    /** Everything, for programs. */
    static String json(Path file, ArchiveBackup.Result result) {
        ArchiveContents contents = result.contents();
        JsonObject ends = new JsonObject();
        contents.ends()
                .forEach((log, end) -> ends.put(
                        log.value(),
                        new JsonObject()
                                .put("seq", end.seq())
                                .put("digest", end.at().digest().toString())
                                .put("term", end.term())));
        JsonObject told = new JsonObject()
                .put("file", file.toString())
                .put("sound", result.faults().isEmpty())
                .put("faults", result.faults())
                .put("made", Instant.ofEpochMilli(result.label().madeAtMillis()).toString())
                .put("cluster", result.label().cluster())
                .put("release", result.label().release())
                .put("logs", contents.ends().size())
                .put("entries", contents.entries())
                .put("bytes", contents.bytes())
                .put("orphans", contents.orphans());
        if (contents.newestMillis() > 0) {
            told.put("newest", Instant.ofEpochMilli(contents.newestMillis()).toString());
        }
        return told.put("ends", ends).encode() + "\n";
    }
}
