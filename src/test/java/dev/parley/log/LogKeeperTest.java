package dev.parley.log;

import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.id;
import static dev.parley.log.ArchiveEntries.message;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeeperTest {

    private static final long TERM = 7;
    private static final LogId LOG = ArchiveEntries.LOG;
    private static final LogConfig CONFIG = new LogConfig(
            new IntakeLimits(100, 100_000, 1),
            16,
            1024,
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            1);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @TempDir
    private Path folder;

    private Archive archive;
    private LogKeeper keeper;

    @BeforeEach
    void open() throws ArchiveException {
        archive = Archive.open(folder.resolve("archive.db"), ArchiveLimits.DEFAULT);
        keeper = new LogKeeper(new LogKeeper.Surroundings(
                context,
                new NodeBus(vertx, Samples.A),
                archive,
                new FixedPeers(List.of(Samples.A)),
                CONFIG,
                new Promises(terms -> Future.succeededFuture()),
                new LogCounter(250)));
    }

    @AfterEach
    void close() {
        await(vertx.close().toCompletionStage().toCompletableFuture());
        await(archive.close());
    }

    private void onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(turn -> {
            action.run();
            done.complete(null);
        });
        await(done);
    }

    private void load(LogId log) {
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        context.runOnContext(turn -> keeper.with(log, intake -> loaded.complete(null)));
        await(loaded);
    }

    private CompletableFuture<LogId> diverged() {
        CompletableFuture<LogId> diverged = new CompletableFuture<>();
        onLoop(() -> keeper.onDiverged(diverged::complete));
        return diverged;
    }

    private void receive(LogId log, Position previous, List<Entry> entries) {
        onLoop(() -> keeper.received(Samples.A, new Entries(log, TERM, previous, entries)));
    }

    @Test
    void shouldBearThatALogIsForgottenWhileItLooksAtAll() {
        List<LogId> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            LogId log = LogId.ofRoom("r" + i);
            all.add(log);
            load(log);
        }
        // From now on the disk takes nothing, and each tick is another try.
        await(archive.close());
        all.forEach(log -> receive(log, Position.START, messages(log, Position.START, 1)));
        Set<LogId> forgotten = new HashSet<>();
        onLoop(() -> keeper.onProgress((log, intake) -> {
            keeper.forget(log);
            forgotten.add(log);
        }));
        CompletableFuture<Set<LogId>> done = new CompletableFuture<>();
        context.runOnContext(turn -> vertx.setPeriodic(1, timer -> {
            try {
                keeper.tick();
                if (forgotten.size() == all.size()) {
                    done.complete(forgotten);
                }
            } catch (ConcurrentModificationException e) {
                done.completeExceptionally(e);
            }
        }));

        assertThat(await(done)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void shouldTakeALogForAnotherHistoryWhenTheDiskHasOtherEntries() {
        load(LOG);
        await(archive.append(LOG, TERM, Position.START, List.of(message(LOG, Position.START, "another"))));
        CompletableFuture<LogId> diverged = diverged();

        receive(LOG, Position.START, messages(LOG, Position.START, 2));

        assertThat(await(diverged)).isEqualTo(LOG);
    }

    @Test
    void shouldTakeALogForAnotherHistoryWhenTheDiskHasLostEntries() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, TERM, Position.START, entries.subList(0, 2)));
        load(LOG);
        await(archive.cut(LOG, Position.START));
        CompletableFuture<LogId> diverged = diverged();

        receive(LOG, entries.get(1).position(), entries.subList(2, 3));

        assertThat(await(diverged)).isEqualTo(LOG);
    }

    /** To join afresh would not help: what this disk refuses, all others refuse as well. */
    @Test
    void shouldGoOnTryingWhatTheDiskRefusesAlthoughItEndsWhereItShould() {
        load(LOG);
        CompletableFuture<LogId> diverged = diverged();
        Entry first = message(LOG, Position.START, "first");
        Entry twice = ArchiveEntries.entry(LOG, first.position(), id("A", 1), Kind.MESSAGE, "{\"text\":\"again\"}");

        receive(LOG, Position.START, List.of(first, twice));

        CompletableFuture<Void> tries = new CompletableFuture<>();
        AtomicInteger count = new AtomicInteger();
        onLoop(() -> keeper.onProgress((log, intake) -> {
            if (count.incrementAndGet() == 3) {
                tries.complete(null);
            }
        }));
        context.runOnContext(turn -> vertx.setPeriodic(1, timer -> keeper.tick()));
        await(tries);
        assertThat(diverged).isNotDone();
    }

    @Test
    void shouldNotMindWhatTheDiskSaysOfALogThatWasForgotten() {
        List<Entry> entries = messages(LOG, Position.START, 3);
        await(archive.append(LOG, TERM, Position.START, entries.subList(0, 2)));
        load(LOG);
        CompletableFuture<LogId> diverged = diverged();

        // As when the log is reconciled: an append is handed over right behind the cut.
        CompletableFuture<Long> cut = new CompletableFuture<>();
        onLoop(() -> {
            Future.fromCompletionStage(archive.cut(LOG, Position.START), context)
                    .onSuccess(moved -> {
                        keeper.forget(LOG);
                        cut.complete(moved);
                    });
            keeper.received(Samples.A, new Entries(LOG, TERM, entries.get(1).position(), entries.subList(2, 3)));
        });
        await(cut);
        load(LOG);
        receive(LOG, Position.START, entries);

        CompletableFuture<Void> stored = new CompletableFuture<>();
        context.runOnContext(turn -> vertx.setPeriodic(1, timer -> {
            keeper.tick();
            if (keeper.backlog().entries() == 0) {
                stored.complete(null);
            }
        }));
        await(stored);
        assertThat(diverged).isNotDone();
    }
}
