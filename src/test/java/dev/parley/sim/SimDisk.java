package dev.parley.sim;

import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The archive of one machine. What was synced stays over every crash; of what was under way, each write is there whole or not at all. */
final class SimDisk {

    private record Write(SimNode life, LogId log, List<Entry> entries) {}

    private final SimCluster cluster;
    private final Map<LogId, List<Entry>> logs = new TreeMap<>();
    private final Map<LogId, Map<EntryId, Entry>> ids = new HashMap<>();
    private final List<Write> underWay = new ArrayList<>();

    SimDisk(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** Everything of a log. */
    List<Entry> all(LogId log) {
        return logs.getOrDefault(log, List.of());
    }

    /** The logs that have entries, and where they end. */
    Map<LogId, Position> inventory() {
        Map<LogId, Position> ends = new TreeMap<>();
        logs.keySet().forEach(log -> ends.put(log, position(log)));
        return ends;
    }

    Position position(LogId log) {
        List<Entry> entries = all(log);
        return entries.isEmpty()
                ? Position.START
                : entries.get(entries.size() - 1).position();
    }

    Digest digestAt(LogId log, long seq) {
        return all(log).get((int) seq - 1).digest();
    }

    boolean holds(LogId log, Position position) {
        return position.seq() <= all(log).size()
                && (position.seq() == 0 || digestAt(log, position.seq()).equals(position.digest()));
    }

    Map<EntryId, Entry> find(LogId log, List<EntryId> wanted) {
        Map<EntryId, Entry> found = new LinkedHashMap<>();
        Map<EntryId, Entry> known = ids.getOrDefault(log, Map.of());
        for (EntryId id : wanted) {
            Entry entry = known.get(id);
            if (entry != null) {
                found.put(id, entry);
            }
        }
        return found;
    }

    /** Writes; afterwards one of the two happens on the node, unless it is gone by then. */
    void append(SimNode life, LogId log, List<Entry> entries, Consumer<Position> done, Runnable failed) {
        SimRandom random = cluster.random();
        SimProfile profile = cluster.profile();
        if (random.chance(profile.diskTrouble())) {
            life.after(random.between(1, 30_000), failed);
            return;
        }
        Write write = new Write(life, log, entries);
        underWay.add(write);
        long micros =
                random.chance(profile.slowDisk()) ? random.between(50_000, 2_000_000) : random.tailed(500, 15_000);
        cluster.clock().after(micros, () -> {
            if (underWay.remove(write)) {
                store(write);
                life.after(random.between(10, 500), () -> done.accept(position(log)));
            }
        });
    }

    /** Gives up what follows a number, as reconcile will when it is there. */
    void giveUp(LogId log, long seq) {
        List<Entry> entries = logs.getOrDefault(log, List.of());
        if (seq < entries.size()) {
            List<Entry> given = entries.subList((int) seq, entries.size());
            cluster.judge().gaveUp(log, given.stream().map(Entry::position).toList());
            given.forEach(entry -> ids.get(log).remove(entry.id()));
            given.clear();
        }
    }

    /** The process of a life is gone; what it had handed to the disk may have got there. */
    void crashed(SimNode life) {
        for (Write write : List.copyOf(underWay)) {
            if (write.life() == life) {
                underWay.remove(write);
                if (cluster.random().chance(0.3)) {
                    store(write);
                }
            }
        }
    }

    private void store(Write write) {
        NodeId node = write.life().id();
        List<Entry> entries = logs.computeIfAbsent(write.log(), id -> new ArrayList<>());
        for (Entry entry : write.entries()) {
            if (entry.seq() <= entries.size()) {
                Entry there = entries.get((int) entry.seq() - 1);
                cluster.judge()
                        .require(
                                there.digest().equals(entry.digest()),
                                () -> node + " was to overwrite " + write.log() + " " + there.position() + " by "
                                        + entry.position());
                continue;
            }
            cluster.judge()
                    .require(
                            entry.seq() == entries.size() + 1,
                            () -> node + " was to leave a hole before " + entry.position() + " of " + write.log());
            entries.add(entry);
            ids.computeIfAbsent(write.log(), id -> new HashMap<>()).put(entry.id(), entry);
        }
        cluster.trace().note(node, () -> "DISK " + write.log() + " " + position(write.log()));
    }
}
