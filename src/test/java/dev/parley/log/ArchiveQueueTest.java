package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.end;
import static dev.parley.log.ArchiveEntries.failure;
import static dev.parley.log.ArchiveEntries.message;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for the archive: how it is grouped, bounded and given up. */
class ArchiveQueueTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch release = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private Archive archive;

    @AfterEach
    void close() {
        release.countDown();
        await(archive.close());
    }

    @Test
    void shouldCommitAllThatWaitsInOneTransaction() throws Exception {
        archive = open(50_000, 1 << 20, LONG);
        holdTheWriter();
        long before = archive.transactions();
        List<CompletableFuture<LogEnd>> appends = new ArrayList<>();
        for (int log = 0; log < 100; log++) {
            LogId room = LogId.ofRoom("r" + log);
            List<Entry> entries = messages(room, Position.START, 3);
            appends.add(archive.append(room, 0, Position.START, entries.subList(0, 1)));
            appends.add(archive.append(room, 0, entries.get(0).position(), entries.subList(1, 3)));
        }

        release.countDown();

        appends.forEach(ArchiveEntries::await);
        assertThat(archive.transactions() - before).isEqualTo(1);
    }

    @Test
    void shouldFailOneAppendOfATransactionAndKeepTheOthers() throws Exception {
        archive = open(50_000, 1 << 20, LONG);
        holdTheWriter();
        long before = archive.transactions();
        LogId other = LogId.ofRoom("other");
        List<Entry> good = messages(other, Position.START, 2);
        List<Entry> entries = messages(LOG, Position.START, 9);
        var first = archive.append(other, 0, Position.START, good.subList(0, 1));
        var hole = archive.append(LOG, 0, entries.get(5).position(), entries.subList(6, 9));
        var conflict = archive.append(other, 0, Position.START, List.of(message(other, Position.START, "not that")));
        var second = archive.append(other, 0, good.get(0).position(), good.subList(1, 2));

        release.countDown();

        assertThat(failure(hole).reason()).isEqualTo(Reason.HOLE);
        assertThat(failure(conflict).reason()).isEqualTo(Reason.CONFLICT);
        await(first);
        assertThat(await(second).at()).isEqualTo(end(good));
        assertThat(archive.transactions() - before).isEqualTo(1);
    }

    @Test
    void shouldCountWhatIsNotYetOnDiskAndRefuseBeyondTheLimits() throws Exception {
        archive = open(10, 4_000, LONG);
        holdTheWriter();
        assertThat(archive.backlogBytes()).isZero();
        LogId log = LogId.ofRoom("x");
        List<Entry> entries = messages(log, Position.START, 20);
        long bytes =
                entries.subList(0, 8).stream().mapToLong(e -> e.json().size()).sum();

        var waiting = archive.append(log, 0, Position.START, entries.subList(0, 8));
        assertThat(archive.backlogBytes()).isEqualTo(bytes);
        ArchiveException tooMany = failure(archive.append(log, 0, entries.get(7).position(), entries.subList(8, 11)));
        ArchiveException tooBig = failure(archive.append(
                log,
                0,
                entries.get(7).position(),
                List.of(message(log, entries.get(7).position(), "x".repeat(4_000)))));

        assertThat(tooMany.reason()).isEqualTo(Reason.FULL);
        assertThat(tooMany).hasMessageContaining("8 of 10 entries");
        assertThat(tooBig.reason()).isEqualTo(Reason.FULL);
        assertThat(archive.backlogBytes()).isEqualTo(bytes);
        release.countDown();
        await(waiting);
        assertThat(archive.backlogBytes()).isZero();
        await(archive.append(log, 0, entries.get(7).position(), entries.subList(8, 11)));
    }

    @Test
    void shouldGiveUpWhatWaitsTooLongAndNotWriteIt() throws Exception {
        archive = open(100, 1 << 20, Duration.ofMillis(60));
        holdTheWriter();
        List<Entry> entries = messages(LogId.ofRoom("x"), Position.START, 1);

        ArchiveException timeout = failure(archive.append(LogId.ofRoom("x"), 0, Position.START, entries));

        assertThat(timeout.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(archive.backlogBytes()).isZero();
        release.countDown();
        assertThat(await(archive.rebuildProjections())).isZero();
        assertThat(await(archive.end(LogId.ofRoom("x"))).at()).isEqualTo(Position.START);
    }

    @Test
    void shouldGiveUpReadsThatWaitTooLong() throws Exception {
        archive = open(100, 1 << 20, Duration.ofMillis(60));
        // The only read thread.
        hold(() -> archive.end(LOG));

        assertThat(failure(archive.end(LOG)).reason()).isEqualTo(Reason.TIMEOUT);
        release.countDown();
        assertThat(await(archive.end(LOG)).at()).isEqualTo(Position.START);
    }

    @Test
    void shouldAnswerALeaderWhileReadersWait() throws Exception {
        archive = open(100, 1 << 20, LONG);
        hold(() -> archive.ends(List.of(LOG)).thenApply(ends -> LogEnd.START));
        List<CompletableFuture<?>> pages = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            pages.add(archive.after(LOG, 0, 1, 1));
        }

        assertThat(await(archive.find(LOG, List.of(ArchiveEntries.id("A", 1))))).isEmpty();
        assertThat(await(archive.end(LOG)).at()).isEqualTo(Position.START);
        assertThat(await(archive.beforeForLeader(LOG, Long.MAX_VALUE, 10))).isEmpty();
        assertThat(pages).noneMatch(CompletableFuture::isDone);
        release.countDown();
        pages.forEach(ArchiveEntries::await);
    }

    private Archive open(int entries, long bytes, Duration deadline) throws ArchiveException {
        return Archive.open(folder.resolve("archive.db"), new ArchiveLimits(entries, bytes, 100, 1 << 20, 1, deadline));
    }

    private void holdTheWriter() throws InterruptedException {
        LogId log = LogId.ofRoom("hold");
        hold(() -> archive.append(log, 0, Position.START, messages(log, Position.START, 1)));
    }

    /** Keeps the thread that answers until {@link #release}: with something that hangs on the answer and does not return. */
    private void hold(Supplier<CompletableFuture<LogEnd>> ask) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean tooLate = new AtomicBoolean();
        do {
            // Answered before we could hang on: ask again.
            tooLate.set(false);
            var unused = ask.get().thenAccept(value -> {
                if (Thread.currentThread().getName().startsWith("parley-archive-")) {
                    held.countDown();
                    awaitRelease();
                } else {
                    tooLate.set(true);
                }
            });
        } while (tooLate.get());
        assertThat(held.await(20, TimeUnit.SECONDS)).as("the thread is held").isTrue();
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(20, TimeUnit.SECONDS)).as("released").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
