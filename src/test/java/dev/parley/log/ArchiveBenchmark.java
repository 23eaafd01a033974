package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Outside;
import dev.parley.wire.Position;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Measures the archive on this machine's disk; run by hand: {@code java -cp … dev.parley.log.ArchiveBenchmark <folder> [seconds]}.
 *
 * <p>Each log has one append of one entry (about 400 bytes of JSON) under way at any time, as a leader's log has.
 */
final class ArchiveBenchmark {

    private static final String TEXT = "x".repeat(200);

    private final Archive archive;
    private final long untilNanos;
    private final AtomicLong appends = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private final CountDownLatch open;

    private ArchiveBenchmark(Archive archive, int logs, long seconds) {
        this.archive = archive;
        this.untilNanos = System.nanoTime() + seconds * 1_000_000_000L;
        this.open = new CountDownLatch(logs);
    }

    @Outside
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 5;
        System.out.printf("bare write of 8 KiB and fsync: median %.2f ms%n", medianSyncMillis(folder));
        for (int logs : new int[] {1, 16, 256, 1, 16, 256}) {
            Path file = folder.resolve("bench-" + logs + ".db");
            Archive archive = Archive.open(file, ArchiveLimits.DEFAULT);
            ArchiveBenchmark run = new ArchiveBenchmark(archive, logs, seconds);
            long start = System.nanoTime();
            for (int i = 0; i < logs; i++) {
                run.next(LogId.ofRoom("r" + i), Position.START);
            }
            run.open.await();
            double took = (run.lastNanos.get() - start) / 1e9;
            long transactions = archive.transactions();
            System.out.printf(
                    "%3d logs: %8.0f appends/s, %6.0f commits/s, %6.1f entries a commit, %.2f ms a commit%n",
                    logs,
                    run.appends.get() / took,
                    transactions / took,
                    (double) run.appends.get() / transactions,
                    took * 1_000 / transactions);
            ArchiveEntries.await(archive.close());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private void next(LogId log, Position at) {
        Entry entry = ArchiveEntries.message(log, at, TEXT);
        var unused = archive.append(log, 0, at, List.of(entry)).whenComplete((end, failure) -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
            appends.incrementAndGet();
            if (System.nanoTime() < untilNanos) {
                next(log, end.at());
            } else {
                lastNanos.set(System.nanoTime());
                open.countDown();
            }
        });
    }

    private static double medianSyncMillis(Path folder) throws Exception {
        List<Long> nanos = new ArrayList<>();
        Path file = folder.resolve("sync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 200; i++) {
                channel.write(ByteBuffer.allocate(8_192));
                long from = System.nanoTime();
                channel.force(false);
                nanos.add(System.nanoTime() - from);
            }
        }
        Files.delete(file);
        nanos.sort(null);
        return nanos.get(nanos.size() / 2) / 1e6;
    }
}
