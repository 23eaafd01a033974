package dev.parley.gateway;

import dev.parley.log.Directory;
import dev.parley.log.LogReader;
import dev.parley.wire.Callers;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Logs in memory, with a sequencer that numbers what it is given. All of it on one event loop. */
final class FakeLog implements LogReader {

    private static final long AT = 1_763_800_000_000L;

    private final Vertx vertx;
    private final Context owner;
    private final Map<LogId, List<Entry>> logs = new HashMap<>();
    private final Map<EntryId, Outcome.Accepted> known = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Directory directory = Directory.EMPTY;

    FakeLog(Vertx vertx) {
        this.vertx = vertx;
        this.owner = vertx.getOrCreateContext();
    }

    /** Makes an entry of it, tells the listeners, and answers. */
    Future<Outcome> submit(Command command) {
        return on(() -> {
            Outcome.Accepted before = known.get(command.id());
            if (before != null) {
                return before;
            }
            if (command.kind().equals(Kind.ROOM_CREATED)
                    && directory.hasName(
                            new io.vertx.core.json.JsonObject(command.body().toString()).getString("name"))) {
                return new Outcome.Refused(ErrorCode.NAME_TAKEN, "There is a room of that name.");
            }
            List<Entry> entries = entries(command.log());
            Entry entry = Entry.after(end(entries), command, AT);
            add(command.log(), List.of(entry));
            Outcome.Accepted accepted = new Outcome.Accepted(entry.position(), AT);
            known.put(command.id(), accepted);
            return accepted;
        });
    }

    /** Adds entries that were made elsewhere, in batches of so many. */
    Future<Void> add(LogId log, List<Entry> entries, int batch) {
        return on(() -> {
            for (int from = 0; from < entries.size(); from += batch) {
                add(log, entries.subList(from, Math.min(entries.size(), from + batch)));
            }
            return null;
        });
    }

    private void add(LogId log, List<Entry> more) {
        entries(log).addAll(more);
        if (log.equals(LogId.DIRECTORY)) {
            for (Entry entry : more) {
                directory = directory.after(entry);
            }
        }
        List<Entry> batch = List.copyOf(more);
        listeners.forEach(listener -> listener.delivered(log, batch));
    }

    @Override
    public Future<Position> head(LogId log) {
        return on(() -> end(entries(log)));
    }

    @Override
    public Future<Page> after(LogId log, long seq, int limit, int maxBytes) {
        return on(() -> {
            List<Entry> all = entries(log);
            List<Entry> page = new ArrayList<>();
            int bytes = 0;
            for (int i = (int) seq; i < all.size() && page.size() < limit; i++) {
                bytes += all.get(i).json().size();
                if (!page.isEmpty() && bytes > maxBytes) {
                    break;
                }
                page.add(all.get(i));
            }
            return new Page(page, end(all));
        });
    }

    @Override
    public Future<Page> before(LogId log, long seq, int limit) {
        return on(() -> {
            List<Entry> all = entries(log);
            int to = (int) Math.min(all.size(), Math.max(0, seq - 1));
            return new Page(all.subList(Math.max(0, to - limit), to), end(all));
        });
    }

    @Override
    public Future<Relation> relation(LogId log, Position position) {
        return on(() -> {
            List<Entry> all = entries(log);
            if (position.seq() > all.size()) {
                return Relation.AHEAD;
            }
            Position ours = position.seq() == 0
                    ? Position.START
                    : all.get((int) position.seq() - 1).position();
            return ours.equals(position) ? Relation.PREFIX : Relation.DIVERGED;
        });
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public Directory directory() {
        return directory;
    }

    private List<Entry> entries(LogId log) {
        return logs.computeIfAbsent(log, l -> new ArrayList<>());
    }

    private static Position end(List<Entry> entries) {
        return entries.isEmpty()
                ? Position.START
                : entries.get(entries.size() - 1).position();
    }

    private <T> Future<T> on(Supplier<T> action) {
        Promise<T> promise = Callers.promise(vertx);
        owner.runOnContext(v -> promise.complete(action.get()));
        return promise.future();
    }
}
