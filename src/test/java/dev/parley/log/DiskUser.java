package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Outside;
import dev.parley.wire.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A process that uses an archive on a disk of its own, as it is told: one line in, one line out. What trouble the archive tells comes as a line
 * when it comes.
 */
final class DiskUser {

    private static final ArchiveCare CARE =
            new ArchiveCare(1_000_000, Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(700));

    private final Path disk;
    private final PrintStream out;
    private Archive archive;
    private Position at = Position.START;

    private DiskUser(Path disk, PrintStream out) {
        this.disk = disk;
        this.out = out;
    }

    /** Arguments: the folder of the disk. */
    @Outside
    public static void main(String[] args) throws Exception {
        DiskUser user = new DiskUser(Path.of(args[0]), System.out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            user.say(user.obey(line.split(" ", -1)));
        }
        // The archive's threads are no reason to stay.
        System.exit(0);
    }

    private void say(String line) {
        out.print(line.replace('\n', ' ') + "\n");
        out.flush();
    }

    private String obey(String[] words) throws Exception {
        return switch (words[0]) {
            case "open" -> open();
            case "append" -> append(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "end" -> "end " + archive.end(LOG).get().seq();
            case "verify" -> verify();
            case "close" -> close();
            case "fill" -> fill(Long.parseLong(words[1]));
            case "empty" -> "emptied " + Files.deleteIfExists(disk.resolve("filler"));
            case "run" -> run(List.of(words).subList(1, words.length));
            default -> throw new IllegalArgumentException("what is " + words[0]);
        };
    }

    private String verify() throws InterruptedException {
        try {
            return "fault " + archive.verify(LOG).get().orElse("none");
        } catch (ExecutionException e) {
            return "unreadable " + told((ArchiveException) e.getCause());
        }
    }

    private String open() throws Exception {
        try {
            Path file = disk.resolve("data").resolve("archive.db");
            Files.createDirectories(file.getParent());
            archive = Archive.start(ArchiveFile.open(file, 1), ArchiveLimits.DEFAULT, CARE);
            archive.onTrouble(trouble -> say("trouble " + told(trouble)));
            at = archive.end(LOG).get().at();
            return "opened at " + at.seq();
        } catch (ArchiveException e) {
            return "refused " + told(e);
        }
    }

    /** One append after the other until one fails; says which was the last that was confirmed. */
    private String append(int appends, int textBytes) throws InterruptedException {
        for (int i = 0; i < appends; i++) {
            Entry entry = ArchiveEntries.message(LOG, at, "x".repeat(textBytes));
            try {
                LogEnd end = archive.append(LOG, 7, at, List.of(entry)).get();
                at = end.at();
            } catch (ExecutionException e) {
                return "failed at " + at.seq() + " " + told((ArchiveException) e.getCause());
            }
        }
        return "confirmed " + at.seq();
    }

    private String close() throws InterruptedException {
        try {
            archive.close().get();
            return "closed";
        } catch (ExecutionException e) {
            return "closed with " + e.getCause().getMessage();
        }
    }

    /** Takes room from the disk until so much is left; 0: all there is. */
    private String fill(long leave) throws IOException {
        long free = Files.getFileStore(disk).getUsableSpace();
        byte[] block = new byte[4_096];
        long written = 0;
        try (var filler =
                Files.newOutputStream(disk.resolve("filler"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (free - written > leave) {
                filler.write(block);
                written += block.length;
            }
        } catch (IOException e) {
            return "filled " + written + " " + e.getMessage();
        }
        return "filled " + written;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return "ran " + process.waitFor() + " " + said;
    }

    private static String told(ArchiveException e) {
        return e.reason() + ": " + e.getMessage();
    }
}
