package dev.parley.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.Directory;
import dev.parley.log.LogReader;
import dev.parley.wire.Command;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenKeeperTest {

    private static final long AT = 1_763_800_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Directory> directory = new AtomicReference<>(Directory.EMPTY);
    private final Promise<Command> agreed = Promise.promise();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldMakeATokenThoughItsIdStandsForSomethingElse() throws Exception {
        LogReader log = (LogReader) Proxy.newProxyInstance(
                LogReader.class.getClassLoader(),
                new Class<?>[] {LogReader.class},
                (proxy, method, args) -> method.getName().equals("directory")
                        ? directory.get()
                        : Future.succeededFuture(new Position(1, Digest.NONE)));
        vertx.runOnContext(turn -> new TokenKeeper(vertx, this::submit, log, folder).start());

        Command command = agreed.future().await(20, TimeUnit.SECONDS);

        assertThat(command.id()).isNotEqualTo(EntryId.FIRST_TOKEN);
        String token = TokenFiles.read(folder.resolve(TokenFiles.TOKEN)).orElseThrow();
        assertThat(directory.get().adminToken()).contains(Tokens.hash(token));
    }

    /** The id of the first token is a room's; any other becomes what it says. */
    private Future<Outcome> submit(Command command) {
        if (command.id().equals(EntryId.FIRST_TOKEN)) {
            return Future.succeededFuture(new Outcome.Accepted(new Position(1, Digest.NONE), AT));
        }
        Entry entry = Entry.after(Position.START, command, AT);
        directory.updateAndGet(before -> before.after(entry));
        agreed.tryComplete(command);
        return Future.succeededFuture(new Outcome.Accepted(entry.position(), AT));
    }
}
