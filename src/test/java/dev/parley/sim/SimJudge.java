package dev.parley.sim;

import dev.parley.load.HistoryChecker;
import dev.parley.load.Ulid;
import dev.parley.load.Verdict;
import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.wire.Command;
import dev.parley.wire.Entry;
import dev.parley.wire.EntryId;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Outcome;
import dev.parley.wire.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Watches over everything that was promised: some of it as it happens, the histories at the end. */
final class SimJudge {

    /** Sends of one id that are too many; resends each second for every client would not come near. */
    private static final int TOO_MANY_SENDS = 3_000;

    private final SimCluster cluster;
    private final boolean hasHoles;
    private final boolean hasDisasters;
    private final HistoryChecker strict = new HistoryChecker(HistoryChecker.Healing.KEEPS_PLACES);
    private final HistoryChecker healed;
    private final List<String> violations = new ArrayList<>();
    private final Map<LogId, Map<Long, Position>> committed = new HashMap<>();
    private final Map<Integer, Long> terms = new HashMap<>();
    private final Map<EntryId, Integer> sends = new HashMap<>();
    private final Map<LogId, Map<EntryId, Position>> acknowledged = new HashMap<>();
    private final Map<LogId, Set<Position>> safe = new HashMap<>();
    private int orphans;
    private boolean isHealed;
    private boolean isApart;
    private final Set<String> lost = new HashSet<>();

    SimJudge(SimCluster cluster, SimProfile profile) {
        this.cluster = cluster;
        this.hasHoles = profile.holes();
        this.hasDisasters = profile.disasters();
        healed = new HistoryChecker(healing(profile));
    }

    private static HistoryChecker.Healing healing(SimProfile profile) {
        if (profile.policy() == SimProfile.Policy.MAJORITY) {
            return HistoryChecker.Healing.KEEPS_ACKNOWLEDGED;
        }
        return profile.disasters() ? HistoryChecker.Healing.MIXES_ENTRIES : HistoryChecker.Healing.MOVES_ENTRIES;
    }

    List<String> violations() {
        return violations;
    }

    /** How often an entry was cut off a disk, because the cluster's history was another one. */
    int orphans() {
        return orphans;
    }

    int acknowledgements() {
        return acknowledged.values().stream().mapToInt(Map::size).sum();
    }

    void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            violation(otherwise.get());
        }
    }

    void violation(String what) {
        long millis = cluster.clock().nowMillis();
        cluster.trace().note("judge", () -> "VIOLATION " + what);
        if (violations.size() < 20) {
            violations.add("at " + millis + " ms: " + what);
        }
    }

    // What clients did and saw.

    void posted(String client, Command command) {
        both(histories -> histories.posted(client, command.log(), Ulid.of(command.id())));
    }

    void outcome(String client, Command command, Outcome outcome) {
        cluster.trace().note(client, () -> "HEARS " + command.log() + " " + brief(command.id()) + " " + outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            acknowledged(command, accepted.position());
            both(histories -> histories.acked(client, command.log(), Ulid.of(command.id()), accepted.position()));
        } else if (outcome instanceof Outcome.Refused refused) {
            // An orphan was in a log, and may be refused for good when it is sent again: the other checker would call
            // that a phantom.
            strict.refused(client, Ulid.of(command.id()), refused.error());
        } else {
            violation("a client was told " + outcome);
        }
    }

    private void acknowledged(Command command, Position position) {
        Position before = acknowledged
                .computeIfAbsent(command.log(), id -> new HashMap<>())
                .put(command.id(), position);
        require(
                before == null || before.equals(position) || mayMove(),
                () -> command.id() + " of " + command.log() + " was acknowledged at " + before + " and at " + position);
        safe.computeIfAbsent(command.log(), id -> new HashSet<>()).add(position);
    }

    void read(String client, LogId log, Entry entry) {
        both(histories -> histories.reader(client, log).delivered(entry.seq(), Ulid.of(entry.id()), entry.digest()));
    }

    /** A client had to forget what it had read from a number on. */
    void reset(String client, LogId log, long from) {
        isHealed = true;
        both(histories -> histories.reader(client, log).reset(from));
    }

    private void both(Consumer<HistoryChecker> told) {
        told.accept(strict);
        told.accept(healed);
    }

    void sent(Command command) {
        int times = sends.merge(command.id(), 1, Integer::sum);
        require(times != TOO_MANY_SENDS, () -> command.id() + " was sent " + times + " times");
    }

    // What nodes did.

    /** The highest term of a shard that any node was told. */
    long highestTerm(int shard) {
        return terms.getOrDefault(shard, 0L);
    }

    /** A node was told the term in which it leads. When that was decided, another was the highest. */
    void raised(NodeId node, int shard, long term, long highest) {
        terms.merge(shard, term, Math::max);
        // When the grid has lost it, only the clocks keep the term growing, as far as they agree.
        boolean isUnsure =
                hasDisasters || (cluster.profile().skewMillis() > 0 && (hasHoles || lost.contains("term/" + shard)));
        require(
                isUnsure || term > highest,
                () -> node + " leads shard " + shard + " in term " + term + " after term " + highest);
    }

    /** A leader was told what became of its command. What one hears that was expelled meanwhile may be long past. */
    void replied(NodeId leader, LogId log, TailCommand command, TailReply reply) {
        boolean isMember = cluster.gridOf(leader).members().contains(leader);
        if (isMember && command instanceof TailCommand.Append append && reply.status() == TailReply.Status.DONE) {
            append.entries().forEach(entry -> committed(leader, log, entry.position()));
        }
    }

    private void committed(NodeId leader, LogId log, Position position) {
        Map<Long, Position> known = committed.computeIfAbsent(log, id -> new HashMap<>());
        Position before = known.put(position.seq(), position);
        require(
                before == null || before.equals(position) || mayGiveUp(log, List.of(before)),
                () -> leader + " committed " + position + " of " + log + " where " + before + " had been committed");
    }

    /** The grid lost a value with all its copies. */
    void lost(String key) {
        lost.add(key);
    }

    /** A grid began anew, without a value, or fell into two, each of which may be the one that goes on. */
    void lostAll() {
        isApart = true;
        cluster.logs().forEach(log -> lost("tail/" + log));
        cluster.shards().forEach(shard -> lost("term/" + shard));
    }

    /** Whether acknowledged entries may get new places: who is available may have gone on without those who had them. */
    private boolean mayMove() {
        return (isApart || hasDisasters) && cluster.profile().policy() == SimProfile.Policy.AVAILABLE;
    }

    /** Whether others may take the places of entries: the grid had lost the log, or may have missed writes, and none was acknowledged. */
    boolean mayGiveUp(LogId log, List<Position> entries) {
        Set<Position> kept = safe.getOrDefault(log, Set.of());
        boolean mayBeLost = hasHoles || hasDisasters || lost.contains("tail/" + log);
        return mayBeLost && (mayMove() || entries.stream().noneMatch(kept::contains));
    }

    /** Entries were cut off a disk. */
    void orphaned(NodeId node, LogId log, List<Position> entries) {
        if (!entries.isEmpty()) {
            isHealed = true;
            orphans += entries.size();
            // What nobody was told is safe may be taken out: it waits as an orphan.
            boolean isNobodys = entries.stream().noneMatch(safe.getOrDefault(log, Set.of())::contains);
            require(isNobodys || mayGiveUp(log, entries), () -> node + " cut off " + entries + " of " + log);
            cluster.trace().note(node, () -> "ORPHANS " + log + " " + entries);
        }
    }

    /** Whether every acknowledged entry that a disk has is on another one, or waits there to be given back. */
    boolean isSafeWithout(SimMachine without) {
        return acknowledged.entrySet().stream()
                .allMatch(log -> log.getValue().keySet().stream()
                        .allMatch(id -> cluster.machines().stream()
                                .anyMatch(machine ->
                                        machine != without && machine.disk().keeps(log.getKey(), id))));
    }

    static List<Position> positions(SimNode node, LogId log) {
        return node.logs().readable(log).stream().map(Entry::position).toList();
    }

    /** How many entries two histories have in common. */
    static int common(List<Position> one, List<Position> other) {
        int common = 0;
        while (common < one.size() && common < other.size() && one.get(common).equals(other.get(common))) {
            common++;
        }
        return common;
    }

    // The end.

    /** Judges the histories against what the disks hold. */
    void close() {
        for (SimMachine machine : cluster.machines()) {
            for (LogId log : cluster.logs()) {
                both(histories -> {
                    HistoryChecker.FinalLog last = histories.finalLog(machine.toString(), log);
                    machine.disk()
                            .all(log)
                            .forEach(entry -> last.entry(entry.seq(), Ulid.of(entry.id()), entry.digest()));
                });
                Set<EntryId> held = machine.disk().ids(log);
                acknowledged
                        .getOrDefault(log, Map.of())
                        .forEach((id, position) -> require(
                                mayMove() ? held.contains(id) : machine.disk().holds(log, position),
                                () -> machine + " does not hold " + id + " of " + log + ", which was acknowledged at "
                                        + position));
            }
        }
        Verdict verdict = isHealed ? healed.verdict() : strict.verdict();
        require(verdict.isClean(), verdict::toString);
    }

    /** Counts and ends, the same in every replay of a seed. */
    String fingerprint() {
        Map<String, String> ends = new TreeMap<>();
        for (SimMachine machine : cluster.machines()) {
            ends.put(machine.toString(), machine.disk().inventory().toString());
        }
        return cluster.clock().made() + " events, " + acknowledgements() + " acknowledged, " + ends;
    }

    /** A command in a few words. */
    static String brief(TailCommand command) {
        if (command instanceof TailCommand.Append append) {
            return "append " + append.previous().seq() + "→" + append.end() + " term " + append.term();
        } else if (command instanceof TailCommand.Install install) {
            return "install " + install.expected() + "→" + install.head() + " term " + install.term();
        }
        return command.toString();
    }

    static String brief(EntryId id) {
        return id.value().substring(EntryId.LENGTH - 8);
    }
}
