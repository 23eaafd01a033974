package dev.parley.log;

import dev.parley.log.LogReader.Page;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * Reads a log as a whole: what is on the disk, and what is accepted and on its way there.
 *
 * <p>What is pending is looked at before the disk is read, and begins where the disk ended then; so the two always meet. All methods are called
 * on the context of the log verticle.
 */
final class LogReads {

    private final Context context;
    private final LogKeeper keeper;
    private final Archive archive;

    LogReads(Context context, LogKeeper keeper, Archive archive) {
        this.context = context;
        this.keeper = keeper;
        this.archive = archive;
    }

    Future<Position> head(LogId log) {
        return end(log).map(LogEnd::at);
    }

    /** Where the log ends here, and whose history it is. */
    Future<LogEnd> end(LogId log) {
        return look(log, (end, pending) -> Future.succeededFuture(end));
    }

    Future<Page> after(LogId log, long seq, int limit, int maxBytes) {
        return look(log, (end, pending) -> {
            Position head = end.at();
            boolean isAllPending = !pending.isEmpty() && pending.get(0).seq() <= seq + 1;
            Future<List<Entry>> stored = seq >= head.seq() || isAllPending
                    ? Future.succeededFuture(List.of())
                    : stage(archive.after(log, seq, limit, maxBytes));
            return stored.map(onDisk -> {
                List<Entry> page = new ArrayList<>(onDisk);
                int bytes =
                        onDisk.stream().mapToInt(entry -> entry.json().size()).sum();
                long last = page.isEmpty() ? seq : page.get(page.size() - 1).seq();
                for (Entry entry : pending) {
                    boolean fits = page.isEmpty() || bytes + entry.json().size() <= maxBytes;
                    if (entry.seq() == last + 1 && page.size() < limit && fits) {
                        page.add(entry);
                        bytes += entry.json().size();
                        last = entry.seq();
                    }
                }
                return new Page(page, head);
            });
        });
    }

    Future<Page> before(LogId log, long seq, int limit) {
        return before(log, seq, limit, archive::before);
    }

    /** How the entries below a number are read from the disk. */
    private interface Below {
        CompletionStage<List<Entry>> read(LogId log, long seq, int limit);
    }

    private Future<Page> before(LogId log, long seq, int limit, Below disk) {
        return look(log, (accepted, pending) -> {
            Position head = accepted.at();
            List<Entry> newest =
                    pending.stream().filter(entry -> entry.seq() < seq).toList();
            int take = Math.min(limit, newest.size());
            List<Entry> end = newest.subList(newest.size() - take, newest.size());
            if (take == limit || head.seq() == 0) {
                return Future.succeededFuture(new Page(end, head));
            }
            long below = pending.isEmpty() ? seq : Math.min(seq, pending.get(0).seq());
            return stage(disk.read(log, below, limit - take)).map(onDisk -> {
                List<Entry> page = new ArrayList<>(onDisk);
                page.addAll(end);
                return new Page(page, head);
            });
        });
    }

    Future<Relation> relation(LogId log, Position position) {
        return look(log, (end, pending) -> {
            if (position.seq() == 0) {
                return Future.succeededFuture(Relation.PREFIX);
            }
            if (position.isAfter(end.at())) {
                return Future.succeededFuture(Relation.AHEAD);
            }
            Optional<Digest> known = pending.stream()
                    .filter(entry -> entry.seq() == position.seq())
                    .map(Entry::digest)
                    .findFirst();
            Future<Optional<Digest>> mine =
                    known.isPresent() ? Future.succeededFuture(known) : stage(archive.digestAt(log, position.seq()));
            return mine.map(
                    digest -> digest.equals(Optional.of(position.digest())) ? Relation.PREFIX : Relation.DIVERGED);
        });
    }

    /** The entries up to the log's end that a new grid entry shall begin with. */
    Future<List<Entry>> newest(LogId log, int limit) {
        return before(log, Long.MAX_VALUE, limit, archive::beforeForLeader).map(Page::entries);
    }

    /** Those entries of a page that an end spoke of. What the disk got meanwhile may be a newer term's, of which that end knows nothing. */
    static List<Entry> upTo(LogEnd end, List<Entry> page) {
        return page.stream().filter(entry -> entry.seq() <= end.seq()).toList();
    }

    <T> Future<T> stage(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }

    private <T> Future<T> look(LogId log, BiFunction<LogEnd, List<Entry>, Future<T>> reading) {
        Promise<T> promise = Promise.promise();
        boolean isTaken = keeper.with(
                log,
                intake -> reading.apply(intake.accepted(), List.copyOf(intake.pending()))
                        .onComplete(promise));
        return isTaken ? promise.future() : Future.failedFuture("too many readers wait for the archive");
    }
}
