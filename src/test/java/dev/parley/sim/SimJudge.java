package dev.parley.sim;

import dev.parley.cluster.Member;
import dev.parley.load.HistoryChecker;
import dev.parley.load.Ulid;
import dev.parley.load.Verdict;
import dev.parley.log.Intake;
import dev.parley.log.SimTail;
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
    private final HistoryChecker strict = new HistoryChecker(HistoryChecker.Healing.KEEPS_PLACES);
    private final HistoryChecker healed = new HistoryChecker(HistoryChecker.Healing.MOVES_ENTRIES);
    private final List<String> violations = new ArrayList<>();
    private final Map<LogId, Map<Long, Position>> committed = new HashMap<>();
    private final Map<Integer, Long> terms = new HashMap<>();
    private final Map<EntryId, Integer> sends = new HashMap<>();
    private final Map<LogId, Set<Position>> acknowledged = new HashMap<>();
    private int orphans;
    private boolean isHealed;
    private final Set<String> lost = new HashSet<>();

    SimJudge(SimCluster cluster, SimProfile profile) {
        this.cluster = cluster;
        this.hasHoles = profile.holes();
    }

    List<String> violations() {
        return violations;
    }

    /** Entries, none acknowledged, that only nodes had which were away, and that another entry took the place of after the grid was lost. */
    int orphans() {
        return orphans;
    }

    int acknowledgements() {
        return acknowledged.values().stream().mapToInt(Set::size).sum();
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
            acknowledged.computeIfAbsent(command.log(), id -> new HashSet<>()).add(accepted.position());
            both(histories -> histories.acked(client, command.log(), Ulid.of(command.id()), accepted.position()));
        } else if (outcome instanceof Outcome.Refused refused) {
            // An orphan was in a log, and may be refused for good when it is sent again: the other checker would call
            // that a phantom.
            strict.refused(client, Ulid.of(command.id()), refused.error());
        } else {
            violation("a client was told " + outcome);
        }
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
        boolean isUnsure = cluster.profile().skewMillis() > 0 && (hasHoles || lost.contains("term/" + shard));
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
        if (before == null || before.equals(position)) {
            return;
        }
        SimGrid grid = cluster.gridOf(leader);
        boolean isHeld = grid.members().stream()
                .map(cluster::life)
                .anyMatch(node -> node != null && node.state() == Member.State.READY && holds(node, log, before));
        boolean isInGrid = grid.anyCopy(
                "tail/" + log, (holder, tail) -> ((SimTail) tail).head().equals(before));
        boolean isKept = isInGrid && !hasHoles;
        if (isHeld || isKept || !mayGiveUp(log, List.of(before))) {
            violation(leader + " committed " + position + " of " + log + " where " + before + " had been committed");
        }
    }

    /** Whether a node that lives has this entry where it can be read. */
    static boolean holds(SimNode node, LogId log, Position position) {
        List<Entry> all = node.logs().readable(log);
        return position.seq() == 0
                || (position.seq() <= all.size()
                        && all.get((int) position.seq() - 1).digest().equals(position.digest()));
    }

    /** The grid lost a value with all its copies. */
    void lost(String key) {
        lost.add(key);
    }

    /** A grid began anew, without a value, or fell into two, each of which may be the one that goes on. */
    void lostAll() {
        cluster.logs().forEach(log -> lost("tail/" + log));
        cluster.shards().forEach(shard -> lost("term/" + shard));
    }

    /** Whether entries may be given up: the grid had lost the log, or may have missed writes, and none of them was acknowledged. */
    boolean mayGiveUp(LogId log, List<Position> entries) {
        Set<Position> safe = acknowledged.getOrDefault(log, Set.of());
        boolean mayBeLost = hasHoles || lost.contains("tail/" + log);
        return mayBeLost && entries.stream().noneMatch(safe::contains);
    }

    /** Entries were given up. */
    void gaveUp(LogId log, List<Position> entries) {
        isHealed = true;
        orphans += entries.size();
        cluster.trace().note("judge", () -> "ORPHANS " + log + " " + entries);
    }

    /** A node found another history elsewhere. One of the two has to be reconciled, if what it has may be given up. */
    void diverged(SimNode node, LogId log, Intake.Effect.Diverged found) {
        SimNode other = cluster.life(found.from());
        if (other == null) {
            cluster.reconcile().rejoin(node);
            return;
        }
        List<Position> mine = positions(node, log);
        List<Position> theirs = positions(other, log);
        int common = common(mine, theirs);
        boolean canMine = mayGiveUp(log, mine.subList(common, mine.size()));
        boolean canTheirs = mayGiveUp(log, theirs.subList(common, theirs.size()));
        boolean isOtherRight = cluster.gridOf(node.id())
                .anyCopy("tail/" + log, (holder, tail) -> theirs.contains(((SimTail) tail).head()));
        if (canMine && (isOtherRight || !canTheirs)) {
            cluster.reconcile().giveUp(node, log, common);
        } else if (canTheirs) {
            cluster.reconcile().giveUp(other, log, common);
            cluster.reconcile().rejoin(node);
        } else {
            violation(node.id() + " has another history of " + log + " than " + found.from() + ": " + found.mine()
                    + " here, " + found.theirs() + " there");
        }
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
                acknowledged
                        .getOrDefault(log, Set.of())
                        .forEach(position -> require(
                                machine.disk().holds(log, position),
                                () -> machine + " does not hold " + position + " of " + log
                                        + ", which was acknowledged"));
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
