package dev.parley.log;

import dev.parley.log.Intake.Effect;
import dev.parley.wire.Addresses;
import dev.parley.wire.Clocks;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeBus;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetch;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.Position;
import dev.parley.wire.Trace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the {@link Intake} of every log of this node: carries out what they decide and brings back what came of it.
 *
 * <p>All methods are called on the context of the log verticle, which owns everything here.
 */
final class LogKeeper {

    private static final Logger LOG = System.getLogger("dev.parley.log");
    private static final int WAITING_LIMIT = 1000;

    /** A log in memory: its intake once the archive told where it ends, and what waits for that. */
    private static final class Kept {
        @Nullable
        Intake intake;

        final Deque<Consumer<Intake>> waiting = new ArrayDeque<>();
        long touchedMillis;
    }

    private record Repair(LogId log, Intake intake, Effect.Fetch fetch) {}

    private final Context context;
    private final NodeBus bus;
    private final Archive archive;
    private final Confirmations confirmations;
    private final LogConfig config;
    private final Promises promises;
    private final LogCounter counter;
    private final List<LogReader.Listener> listeners = new ArrayList<>();

    // Owned by the context.
    private final Map<LogId, Kept> logs = new HashMap<>();
    private final Deque<Repair> repairs = new ArrayDeque<>();
    private int fetching;
    private final Set<LogId> diverged = new HashSet<>();

    /** Whose last append failed; of each it was told once. */
    private final Set<LogId> refusing = new HashSet<>();

    private final List<BiConsumer<LogId, Intake>> onProgress = new ArrayList<>();
    private Consumer<LogId> onDiverged = log -> {};

    /** What a keeper works with. */
    record Surroundings(
            Context context,
            NodeBus bus,
            Archive archive,
            LogPeers peers,
            LogConfig config,
            Promises promises,
            LogCounter counter) {}

    LogKeeper(Surroundings with) {
        this.context = with.context();
        this.bus = with.bus();
        this.archive = with.archive();
        this.confirmations = new Confirmations(with.context(), with.bus(), with.peers());
        this.config = with.config();
        this.promises = with.promises();
        this.counter = with.counter();
    }

    /** Hears of entries as they become whole. */
    void listen(LogReader.Listener listener) {
        listeners.add(listener);
    }

    /** Hears whenever a log got further, here or on the disk. */
    void onProgress(BiConsumer<LogId, Intake> listener) {
        onProgress.add(listener);
    }

    /** Hears of each log whose history here turns out to contradict another node's, once; also of those of which that is known already. */
    void onDiverged(Consumer<LogId> listener) {
        onDiverged = listener;
        List.copyOf(diverged).forEach(listener);
    }

    /** Whether anything is known to be missing or not yet on the disk. */
    boolean isBehind() {
        return logs.values().stream().anyMatch(kept -> kept.intake == null || kept.intake.isBehind());
    }

    /** What waits for the disk, over all logs. */
    Logs.Backlog backlog() {
        long entries = 0;
        long bytes = 0;
        for (Kept kept : logs.values()) {
            Intake intake = kept.intake;
            if (intake != null && intake.lacking() > 0) {
                entries += intake.lacking();
                bytes += intake.pending().stream()
                        .mapToLong(entry -> entry.json().size())
                        .sum();
            }
        }
        return new Logs.Backlog(entries, bytes);
    }

    /** Whether this node's disk has all these logs so far, but for those whose history is another one. */
    boolean holds(Map<LogId, LogEnd> ends) {
        return ends.entrySet().stream().allMatch(end -> {
            Kept kept = logs.get(end.getKey());
            Intake intake = kept == null ? null : kept.intake;
            return intake != null
                    && (intake.isDiverged()
                            || !end.getValue().at().isAfter(intake.archived().at()));
        });
    }

    /** Logs that had news within a time. */
    List<LogId> activeWithin(long millis) {
        long now = Clocks.monotonicMillis();
        return logs.entrySet().stream()
                .filter(log -> now - log.getValue().touchedMillis < millis)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Does something with a log's intake, now or when the archive has told where the log ends.
     *
     * @return false: too much waits for that already, and this is not done
     */
    boolean with(LogId log, Consumer<Intake> action) {
        Kept kept = logs.get(log);
        if (kept == null) {
            kept = new Kept();
            logs.put(log, kept);
            load(log, kept);
        }
        kept.touchedMillis = Clocks.monotonicMillis();
        if (kept.intake != null) {
            action.accept(kept.intake);
            return true;
        }
        return kept.waiting.size() < WAITING_LIMIT && kept.waiting.add(action);
    }

    private void load(LogId log, Kept kept) {
        Future.fromCompletionStage(archive.end(log), context)
                .onSuccess(end -> {
                    if (logs.get(log) != kept) {
                        return;
                    }
                    Intake intake = new Intake(log, end, config.intake());
                    intake.promise(promises.of(log.shard()));
                    kept.intake = intake;
                    while (!kept.waiting.isEmpty()) {
                        kept.waiting.remove().accept(intake);
                    }
                })
                .onFailure(cause -> {
                    LOG.log(Level.ERROR, "event=archive-silent log={0} cause={1}", log, cause);
                    context.owner().setTimer(config.intake().retryMillis(), timer -> load(log, kept));
                });
    }

    /** A batch came from its leader. */
    void received(NodeId from, Entries batch) {
        counter.batch();
        // What this node, as leader, sent to itself it cannot fetch from itself if there is no room for it now.
        NodeId source = bus.self().equals(from) ? null : from;
        with(
                batch.log(),
                intake -> perform(batch.log(), intake, intake.received(source, batch, Clocks.monotonicMillis())));
    }

    /** Entries came out of the grid's tail. */
    void recalled(LogId log, List<Entry> entries) {
        with(log, intake -> perform(log, intake, intake.recalled(entries, Clocks.monotonicMillis())));
    }

    /** The leader says where a log ends; it may be this node. */
    void announced(NodeId from, LogId log, LogEnd end) {
        NodeId source = bus.self().equals(from) ? null : from;
        with(log, intake -> perform(log, intake, intake.announced(source, end, Clocks.monotonicMillis())));
    }

    /** This node leads a log, which ends here as its term begins. */
    void lead(LogId log, LogEnd end) {
        announced(bus.self(), log, end);
    }

    /** A node has a log up to an end, of the history that this node is to have. */
    void known(NodeId from, LogId log, Position end) {
        if (!from.equals(bus.self())) {
            with(log, intake -> perform(log, intake, intake.known(from, end, Clocks.monotonicMillis())));
        }
    }

    /** Lets go of what is in memory of a log whose archive was changed; it is made anew from the archive. */
    void forget(LogId log) {
        logs.remove(log);
        diverged.remove(log);
        refusing.remove(log);
    }

    /** Time went by: tries failed things again and forgets idle logs. */
    void tick() {
        long now = Clocks.monotonicMillis();
        int behindLogs = 0;
        long behindEntries = 0;
        // Whoever hears of progress may have logs forgotten, or begun.
        for (Map.Entry<LogId, Kept> log : List.copyOf(logs.entrySet())) {
            Kept kept = log.getValue();
            if (kept.intake == null || logs.get(log.getKey()) != kept) {
                continue;
            }
            perform(log.getKey(), kept.intake, kept.intake.tick(now));
            long lacking = kept.intake.lacking();
            behindLogs += lacking > 0 ? 1 : 0;
            behindEntries += lacking;
            boolean isSettled = !kept.intake.isBehind() && !kept.intake.isDiverged();
            if (isSettled && now - kept.touchedMillis > config.idle().toMillis()) {
                logs.remove(log.getKey(), kept);
            }
        }
        counter.tick(new LogCounter.Lag(logs.size(), diverged.size(), behindLogs, behindEntries));
    }

    private void perform(LogId log, Intake intake, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Deliver deliver) {
                counter.delivered(deliver.entries().size());
                listeners.forEach(listener -> listener.delivered(log, deliver.entries()));
            } else if (effect instanceof Effect.Append append) {
                append(log, intake, append);
            } else if (effect instanceof Effect.Fetch fetch) {
                repairs.add(new Repair(log, intake, fetch));
                fetchNext();
            } else if (effect instanceof Effect.Confirm confirm) {
                confirmations.add(log, confirm.archived());
            } else if (effect instanceof Effect.Outdated outdated) {
                bus.send(Addresses.room(outdated.leader()), new NodeMessage.Outdated(log, outdated.term()));
            } else if (effect instanceof Effect.Diverged found) {
                diverged(log, found);
            }
        }
        if (!effects.isEmpty()) {
            onProgress.forEach(listener -> listener.accept(log, intake));
        }
    }

    private void diverged(LogId log, Effect.Diverged found) {
        LOG.log(
                Level.WARNING,
                "event=histories-differ log={0} here={1} there={2} node={3}",
                log,
                found.mine(),
                found.theirs(),
                found.from());
        contradicted(log);
    }

    /** The history of a log here is not the cluster's. */
    void contradicted(LogId log) {
        if (diverged.add(log)) {
            onDiverged.accept(log);
        }
    }

    private void append(LogId log, Intake intake, Effect.Append append) {
        Future.fromCompletionStage(archive.append(log, append.term(), append.previous(), append.entries()), context)
                .onSuccess(end -> {
                    if (Trace.isOn()) {
                        Trace.hop(Trace.Hop.ARCHIVED, log, append.entries(), "");
                    }
                    if (isKept(log, intake)) {
                        if (refusing.remove(log)) {
                            LOG.log(Level.INFO, "event=archive-append-again log={0} end={1}", log, end);
                        }
                        perform(log, intake, intake.archived(end));
                    }
                })
                .onFailure(cause -> {
                    // Each failure is counted by the archive; the first of a row is told, so that a full disk does not
                    // fill the log.
                    Level level = refusing.add(log) ? Level.ERROR : Level.DEBUG;
                    LOG.log(level, "event=archive-append-failed log={0} cause={1}", log, cause.getMessage());
                    if (isKept(log, intake) && isOverHistory(cause)) {
                        askTheDisk(log, intake);
                    } else {
                        intake.appendFailed(Clocks.monotonicMillis());
                    }
                });
    }

    /** Whether the disk refused because what it holds and what it was given do not fit. */
    private static boolean isOverHistory(Throwable cause) {
        return cause instanceof ArchiveException refused
                && (refused.reason() == ArchiveException.Reason.CONFLICT
                        || refused.reason() == ArchiveException.Reason.HOLE);
    }

    private void askTheDisk(LogId log, Intake intake) {
        Future.fromCompletionStage(archive.end(log), context).onComplete(answer -> {
            long now = Clocks.monotonicMillis();
            if (answer.failed()) {
                intake.appendFailed(now);
            } else if (isKept(log, intake)) {
                LogEnd believed = intake.archived();
                intake.appendRefused(answer.result(), now);
                if (intake.isDiverged() && !diverged.contains(log)) {
                    LOG.log(
                            Level.WARNING,
                            "event=archive-differs log={0} believed={1} disk={2}",
                            log,
                            believed,
                            answer.result());
                    contradicted(log);
                    onProgress.forEach(listener -> listener.accept(log, intake));
                }
            }
        });
    }

    /** What comes for an intake that was forgotten tells nothing about the one that is there now. */
    private boolean isKept(LogId log, Intake intake) {
        Kept kept = logs.get(log);
        return kept != null && kept.intake == intake;
    }

    private void fetchNext() {
        while (fetching < config.fetches() && !repairs.isEmpty()) {
            fetching++;
            counter.fetching();
            Repair repair = repairs.remove();
            NodeId from = repair.fetch().from();
            bus.request(
                            Addresses.log(from),
                            new Fetch(repair.log(), repair.fetch().after(), config.fetchBytes()),
                            config.fetchTimeout())
                    .onComplete(answer -> {
                        fetching--;
                        fetched(repair, from, answer.succeeded() ? answer.result() : null);
                        fetchNext();
                    });
        }
    }

    private void fetched(Repair repair, NodeId from, @Nullable NodeMessage answer) {
        if (answer instanceof Fetched came) {
            counter.fetched(came.entries().size());
        } else {
            counter.fetchFailed();
        }
        Intake intake = repair.intake();
        if (!isKept(repair.log(), intake)) {
            return;
        }
        long now = Clocks.monotonicMillis();
        perform(
                repair.log(),
                intake,
                answer instanceof Fetched fetched ? intake.fetched(from, fetched, now) : intake.fetchFailed(from, now));
    }
}
