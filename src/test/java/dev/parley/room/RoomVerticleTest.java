package dev.parley.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.leader.Leadership;
import dev.parley.log.Archive;
import dev.parley.log.ArchiveException;
import dev.parley.log.ArchiveLimits;
import dev.parley.log.FixedPeers;
import dev.parley.log.LogConfig;
import dev.parley.log.Logs;
import dev.parley.log.TailReply;
import dev.parley.wire.Addresses;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.Samples;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomVerticleTest {

    /** Leadership in which B comes to lead every shard while somebody asks for the last one. */
    private static final class Turning implements Leadership {
        private final List<Listener> listeners = new ArrayList<>();
        private boolean isTurned;

        @Override
        public @Nullable Led leaderOf(int shard) {
            Led before = isTurned ? new Led(Samples.B, 7) : null;
            if (shard == LogId.SHARDS - 1 && !isTurned) {
                isTurned = true;
                for (Listener listener : listeners) {
                    for (int one = 0; one < LogId.SHARDS; one++) {
                        listener.leaderChanged(one, new Led(Samples.B, 7));
                    }
                }
            }
            return before;
        }

        @Override
        public List<Election> elections() {
            return List.of();
        }

        @Override
        public void listen(Listener listener) {
            listeners.add(listener);
        }

        @Override
        public void outdated(int shard, long term) {
            // Nobody says so here.
        }

        @Override
        public Future<Void> resign() {
            return Future.succeededFuture();
        }
    }

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    private Archive archive;

    @AfterEach
    void close() throws Exception {
        get(vertx.close().toCompletionStage().toCompletableFuture());
        get(archive.close());
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return get(future.toCompletionStage().toCompletableFuture());
    }

    @Test
    void shouldNotMissALeaderThatChangesWhileItStarts() throws Exception {
        Promise<NodeMessage> routed = Promise.promise();
        get(new NodeBus(vertx, Samples.B).consume(Addresses.room(Samples.B), (from, message) -> {
            routed.tryComplete(message);
            return null;
        }));
        RoomService rooms = deploy(new Turning());

        rooms.submit(Samples.command(1));

        assertThat(get(routed.future())).isInstanceOf(NodeMessage.Commands.class);
    }

    private RoomService deploy(Leadership leadership) throws Exception {
        archive = open();
        NodeBus bus = new NodeBus(vertx, Samples.A);
        Logs logs =
                get(Logs.deploy(vertx, bus, archive, new FixedPeers(List.of(Samples.A, Samples.B)), LogConfig.of(1)));
        return get(RoomService.deploy(
                vertx,
                new RoomService.Surroundings(
                        bus,
                        logs,
                        (log, command) -> Promise.<TailReply>promise().future(),
                        leadership,
                        new FixedPeers(List.of(Samples.A, Samples.B))),
                RoomConfig.of(2, 1, Duration.ofSeconds(10), 8, 100_000)));
    }

    private Archive open() throws ArchiveException {
        return Archive.open(folder.resolve("archive.db"), ArchiveLimits.DEFAULT);
    }
}
