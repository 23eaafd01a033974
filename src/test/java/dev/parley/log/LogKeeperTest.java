package dev.parley.log;

import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeeperTest {

    private static final long TERM = 7;
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
}
