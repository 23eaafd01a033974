package dev.parley.sim;

import dev.parley.log.Intake;
import dev.parley.log.Orphan;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one machine. What was synced stays over every crash; of what was under way, each write is there whole or not at all.
 *
 * <p>Writes of one log are done in the order in which they were asked for. Like the real one it refuses an append that does not follow.
 */
final class SimDisk {

    /** Something to be written. */
    private interface Work {
        /** Whether the disk took it. */
        boolean store();
    }

    private record Write(SimNode life, LogId log, Work work) {}

    private static final class Log {
        final List<Entry> entries = new ArrayList<>();
        final Map<EntryId, Entry> ids = new HashMap<>();
        long term;
        long busyUntilMicros;

        LogEnd end() {
            Position at = entries.isEmpty()
                    ? Position.START
                    : entries.get(entries.size() - 1).position();
            return new LogEnd(term, at);
        }

        boolean has(Position position) {
            return position.seq() == 0
                    || (position.seq() <= entries.size()
                            && entries.get((int) position.seq() - 1).position().equals(position));
        }
    }

    /** What a disk held at some time. */
    record Image(Map<LogId, List<Entry>> entries, Map<LogId, Long> terms, List<Orphan> orphans) {}

    private final SimCluster cluster;
    private final Map<LogId, Log> logs = new TreeMap<>();
    private final List<Orphan> orphans = new ArrayList<>();
    private final List<Write> underWay = new ArrayList<>();
    private long rows;
    private long promised;

    SimDisk(SimCluster cluster) {
        this.cluster = cluster;
    }

    private @Nullable Log known(LogId log) {
        return logs.get(log);
    }

    /** Everything of a log. */
    List<Entry> all(LogId log) {
        Log known = known(log);
        return known == null ? List.of() : known.entries;
    }

    /** The logs of which something is known, and where they end. */
    Map<LogId, LogEnd> inventory() {
        Map<LogId, LogEnd> ends = new TreeMap<>();
        logs.forEach((log, known) -> ends.put(log, known.end()));
        return ends;
    }

    LogEnd end(LogId log) {
        Log known = known(log);
        return known == null ? LogEnd.START : known.end();
    }

    Position position(LogId log) {
        return end(log).at();
    }

    Optional<Digest> digestAt(LogId log, long seq) {
        List<Entry> entries = all(log);
        return seq >= 1 && seq <= entries.size()
                ? Optional.of(entries.get((int) seq - 1).digest())
                : Optional.empty();
    }

    boolean holds(LogId log, Position position) {
        Log known = known(log);
        return position.seq() == 0 || (known != null && known.has(position));
    }

    /** Whether an entry with this id is in the log here, or waits to be given back. */
    boolean keeps(LogId log, EntryId id) {
        Log known = known(log);
        return (known != null && known.ids.containsKey(id))
                || orphans.stream()
                        .anyMatch(orphan ->
                                orphan.log().equals(log) && orphan.entry().id().equals(id));
    }

    /** The ids that are in the log here. */
    Set<EntryId> ids(LogId log) {
        Log known = known(log);
        return known == null ? Set.of() : new TreeSet<>(known.ids.keySet());
    }

    Map<EntryId, Entry> find(LogId log, List<EntryId> wanted) {
        Map<EntryId, Entry> found = new LinkedHashMap<>();
        Log known = known(log);
        for (EntryId id : wanted) {
            Entry entry = known == null ? null : known.ids.get(id);
            if (entry != null) {
                found.put(id, entry);
            }
        }
        return found;
    }

    /** What was cut off and is not settled, after a row. */
    List<Orphan> orphans(long afterRow, int limit) {
        return orphans.stream()
                .filter(orphan -> orphan.row() > afterRow)
                .limit(limit)
                .toList();
    }

    // Writes. Afterwards one of the two happens on the node, unless it is gone by then.

    /** Adds entries and raises the term. */
    void append(SimNode life, LogId log, Intake.Effect.Append append, Consumer<LogEnd> done, Runnable failed) {
        write(new Write(life, log, () -> store(life.id(), log, append)), () -> done.accept(end(log)), failed);
    }

    /** The newest term of which a leader was promised that no older one is heard any more. */
    long promised() {
        return promised;
    }

    /** Remembers such a term. */
    void promise(SimNode life, long term, Runnable done) {
        write(
                new Write(life, LogId.DIRECTORY, () -> {
                    promised = Math.max(promised, term);
                    return true;
                }),
                done,
                () -> {});
    }

    /** Makes orphans of everything above a position. */
    void cut(SimNode life, LogId log, Position common, Runnable done, Runnable failed) {
        write(new Write(life, log, () -> cutNow(life.id(), log, common)), done, failed);
    }

    /** Forgets orphans. */
    void settle(SimNode life, Collection<Long> rowsSettled, Runnable done, Runnable failed) {
        Set<Long> gone = new TreeSet<>(rowsSettled);
        write(
                new Write(life, LogId.DIRECTORY, () -> {
                    orphans.removeIf(orphan -> gone.contains(orphan.row()));
                    return true;
                }),
                done,
                failed);
    }

    private void write(Write write, Runnable done, Runnable failed) {
        SimRandom random = cluster.random();
        SimProfile profile = cluster.profile();
        SimNode life = write.life();
        if (random.chance(profile.diskTrouble())) {
            life.after(random.between(1, 30_000), failed);
            return;
        }
        underWay.add(write);
        long micros =
                random.chance(profile.slowDisk()) ? random.between(50_000, 2_000_000) : random.tailed(500, 15_000);
        Log log = logs.computeIfAbsent(write.log(), id -> new Log());
        long at = Math.max(log.busyUntilMicros + 1, cluster.clock().nowMicros() + micros);
        log.busyUntilMicros = at;
        cluster.clock().after(at - cluster.clock().nowMicros(), () -> {
            if (underWay.remove(write)) {
                boolean isTaken = write.work().store();
                life.after(random.between(10, 500), isTaken ? done : failed);
            }
        });
    }

    /** The process of a life is gone; what it had handed to the disk may have got there, as far as it was the next. */
    void crashed(SimNode life) {
        Set<LogId> lost = new TreeSet<>();
        for (Write write : List.copyOf(underWay)) {
            if (write.life() == life) {
                underWay.remove(write);
                if (!lost.contains(write.log()) && cluster.random().chance(0.3)) {
                    write.work().store();
                } else {
                    lost.add(write.log());
                }
            }
        }
    }

    private boolean store(NodeId node, LogId id, Intake.Effect.Append append) {
        Position previous = append.previous();
        List<Entry> batch = append.entries();
        Log log = logs.computeIfAbsent(id, name -> new Log());
        boolean isNext = log.has(previous) && (!batch.isEmpty() || previous.seq() == log.entries.size());
        for (Entry entry : batch) {
            isNext &= entry.seq() > log.entries.size() || log.has(entry.position());
        }
        if (!isNext) {
            LogEnd end = log.end();
            cluster.judge()
                    .require(
                            false,
                            () -> node + " was to append to " + id + " after " + previous + ", and its disk ends at "
                                    + end);
            return false;
        }
        for (Entry entry : batch) {
            if (entry.seq() > log.entries.size()) {
                Entry twice = log.ids.put(entry.id(), entry);
                log.entries.add(entry);
                cluster.judge()
                        .require(
                                twice == null,
                                () -> node + " was to store " + entry.id() + " of " + id + " a second time");
            }
        }
        log.term = Math.max(log.term, append.term());
        cluster.trace().note(node, () -> "DISK " + id + " " + log.end());
        return true;
    }

    private boolean cutNow(NodeId node, LogId id, Position common) {
        Log log = logs.computeIfAbsent(id, name -> new Log());
        if (!log.has(common)) {
            LogEnd end = log.end();
            cluster.judge().violation(node + " was to cut " + id + " at " + common + ", and its disk ends at " + end);
            return false;
        }
        List<Entry> above = log.entries.subList((int) common.seq(), log.entries.size());
        List<Entry> taken = List.copyOf(above);
        above.clear();
        log.term = 0;
        for (Entry entry : taken) {
            log.ids.remove(entry.id());
            boolean isKnown = orphans.stream()
                    .anyMatch(orphan ->
                            orphan.log().equals(id) && orphan.entry().id().equals(entry.id()));
            if (!isKnown) {
                orphans.add(new Orphan(++rows, id, entry));
            }
        }
        cluster.judge().orphaned(node, id, taken.stream().map(Entry::position).toList());
        return true;
    }

    // What can be done to it while its machine is off.

    /** What it holds. */
    Image image() {
        Map<LogId, List<Entry>> entries = new TreeMap<>();
        Map<LogId, Long> terms = new TreeMap<>();
        logs.forEach((log, known) -> {
            entries.put(log, List.copyOf(known.entries));
            terms.put(log, known.term);
        });
        return new Image(entries, terms, List.copyOf(orphans));
    }

    /** Holds this from now on, and nothing else. */
    void put(Image image) {
        logs.clear();
        orphans.clear();
        underWay.clear();
        promised = 0;
        image.entries().forEach((id, entries) -> {
            Log log = new Log();
            log.entries.addAll(entries);
            entries.forEach(entry -> log.ids.put(entry.id(), entry));
            log.term = image.terms().get(id);
            logs.put(id, log);
        });
        orphans.addAll(image.orphans());
    }

    /** Is new. */
    void empty() {
        put(new Image(Map.of(), Map.of(), List.of()));
    }
}
