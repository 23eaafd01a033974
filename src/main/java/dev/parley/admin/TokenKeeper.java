package dev.parley.admin;

import dev.parley.log.LogReader;
import dev.parley.room.Rooms;
import dev.parley.wire.Clocks;
import dev.parley.wire.Command;
import dev.parley.wire.EntryId;
import dev.parley.wire.Json;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Ulids;
import dev.parley.wire.UserId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Sees to it that the cluster has one administrator's token, and that the file with it lies where it was made and nowhere else.
 *
 * <p>What counts is the last {@link Kind#ADMIN_TOKEN} in the directory log: replicated, archived and repaired like everything else that is
 * said, so every node knows it after every restart. The first one has the same id whoever makes it, so of several nodes that start at
 * the same time one wins; the others find another hash than theirs in the log and remove their file.
 *
 * <p>Looks each two seconds, from when the node serves. Owned by the context on which it is made.
 */
final class TokenKeeper {

    private static final System.Logger LOG = System.getLogger("dev.parley.admin");
    private static final UserId AUTHOR = new UserId("administrator");
    private static final long LOOK_MILLIS = 2_000;
    private static final RandomGenerator CHANCE = new SecureRandom();

    private final Vertx vertx;
    private final Rooms rooms;
    private final LogReader log;
    private final Path folder;
    private String fileJudged = "";
    private boolean isToldOfTrouble;

    /** Under which the first token is submitted. */
    private EntryId firstId = EntryId.FIRST_TOKEN;

    /** The number of the entry that {@link #firstId} became; 0: none yet. */
    private long firstSeq;

    TokenKeeper(Vertx vertx, Rooms rooms, LogReader log, Path folder) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.log = log;
        this.folder = folder;
    }

    /** Looks, and looks again when that is done. */
    void start() {
        look().onComplete(done -> {
            boolean isNew = !isToldOfTrouble;
            isToldOfTrouble = done.failed();
            if (done.failed() && isNew) {
                LOG.log(
                        Level.WARNING,
                        "event=admin-token-trouble folder={0} cause={1}",
                        folder,
                        done.cause().getMessage());
            }
            vertx.setTimer(LOOK_MILLIS, timer -> start());
        });
    }

    private Future<Void> look() {
        return vertx.executeBlocking(() -> TokenFiles.read(folder.resolve(TokenFiles.WANTED)))
                .compose(wanted -> {
                    Optional<String> agreed = log.directory().adminToken();
                    if (wanted.isPresent()) {
                        return replace(wanted.get());
                    }
                    if (agreed.isEmpty()) {
                        return awaitFirst().compose(isWaiting -> isWaiting ? Future.succeededFuture() : makeFirst());
                    }
                    return fileJudged.equals(agreed.get()) ? Future.succeededFuture() : judgeFile(agreed.get());
                });
    }

    /**
     * Whether the first token is an entry that is still on its way to this node. When the entry is here and there is no token, its id stands for
     * something else, that somebody said before; then the token gets another one.
     */
    private Future<Boolean> awaitFirst() {
        if (firstSeq == 0) {
            return Future.succeededFuture(false);
        }
        return log.head(LogId.DIRECTORY).map(head -> {
            boolean isHere = head.seq() >= firstSeq;
            if (isHere && log.directory().adminToken().isEmpty()) {
                LOG.log(Level.WARNING, "event=admin-token-id-taken id={0} seq={1,number,#}", firstId, firstSeq);
                firstId = freshId();
                firstSeq = 0;
            }
            return !isHere;
        });
    }

    /** The file first: a token that counts and that nobody has would lock everybody out. */
    private Future<Void> makeFirst() {
        return vertx.executeBlocking(() -> {
                    // What was tried before may have become an entry after all: then this is the token.
                    Optional<String> before = TokenFiles.read(folder.resolve(TokenFiles.TOKEN));
                    String token = before.orElseGet(Tokens::make);
                    TokenFiles.write(folder, TokenFiles.TOKEN, token);
                    return token;
                })
                .compose(token -> submit(firstId, token))
                .map(accepted -> {
                    firstSeq = accepted.position().seq();
                    return null;
                });
    }

    private Future<Void> replace(String token) {
        return submit(freshId(), token)
                .compose(done -> vertx.executeBlocking(() -> {
                    TokenFiles.write(folder, TokenFiles.TOKEN, token);
                    Files.deleteIfExists(folder.resolve(TokenFiles.WANTED));
                    LOG.log(Level.INFO, "event=admin-token-replaced file={0}", folder.resolve(TokenFiles.TOKEN));
                    return null;
                }));
    }

    private static EntryId freshId() {
        return new EntryId(Ulids.text(Clocks.wallMillis(), CHANCE));
    }

    private Future<Outcome.Accepted> submit(EntryId id, String token) {
        String body = new JsonObject().put("sha256", Tokens.hash(token)).encode();
        return rooms.submit(new Command(LogId.DIRECTORY, id, Kind.ADMIN_TOKEN, AUTHOR, null, Json.of(body)))
                .compose(outcome -> outcome instanceof Outcome.Accepted accepted
                        ? Future.succeededFuture(accepted)
                        : Future.failedFuture("the cluster did not take it: " + outcome));
    }

    private Future<Void> judgeFile(String agreed) {
        return vertx.executeBlocking(() -> {
                    judge(folder.resolve(TokenFiles.TOKEN), agreed);
                    return true;
                })
                .map(judged -> {
                    fileJudged = agreed;
                    return null;
                });
    }

    private static void judge(Path file, String agreed) throws IOException {
        Optional<String> token = TokenFiles.read(file);
        if (token.isPresent() && Tokens.matches(token.get(), agreed)) {
            LOG.log(Level.INFO, "event=admin-token-ready file={0}", file);
        } else if (token.isPresent()) {
            // It opens nothing, and would only be tried in vain.
            Files.delete(file);
            LOG.log(Level.INFO, "event=admin-token-outdated file={0}", file);
        }
    }
}
