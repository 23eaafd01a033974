package dev.parley.sim;

import dev.parley.load.HistoryChecker;
import dev.parley.load.Ulid;
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
import java.util.function.Supplier;

/** Watches over everything that was promised: some of it as it happens, the histories at the end. */
final class SimJudge {

    /** Sends of one id that are too many; resends each second for every client would not come near. */
    private static final int TOO_MANY_SENDS = 3_000;

    private final SimCluster cluster;
    private final HistoryChecker histories = new HistoryChecker(HistoryChecker.Healing.KEEPS_PLACES);
    private final List<String> violations = new ArrayList<>();
    private final Map<LogId, Map<Long, Position>> committed = new HashMap<>();
    private final Map<Integer, Long> terms = new HashMap<>();
    private final Map<EntryId, Integer> sends = new HashMap<>();
    private final Set<EntryId> acknowledged = new HashSet<>();
    private final Set<String> orphaned = new HashSet<>();
    private int orphans;

    SimJudge(SimCluster cluster) {
        this.cluster = cluster;
    }

    List<String> violations() {
        return violations;
    }

    /** Entries that only disks of dead nodes had, and that another entry took the place of; possible only with holes. */
    int orphans() {
        return orphans;
    }

    int acknowledgements() {
        return acknowledged.size();
    }

    boolean isAcknowledged(EntryId id) {
        return acknowledged.contains(id);
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
        histories.posted(client, command.log(), Ulid.of(command.id()));
    }

    void outcome(String client, Command command, Outcome outcome) {
        cluster.trace().note(client, () -> "HEARS " + command.log() + " " + brief(command.id()) + " " + outcome);
        if (outcome instanceof Outcome.Accepted accepted) {
            acknowledged.add(command.id());
            histories.acked(client, command.log(), Ulid.of(command.id()), accepted.position());
        } else if (outcome instanceof Outcome.Refused refused) {
            histories.refused(client, Ulid.of(command.id()), refused.error());
        } else {
            violation("a client was told " + outcome);
        }
    }

    void read(String client, LogId log, Entry entry) {
        histories.reader(client, log).delivered(entry.seq(), Ulid.of(entry.id()), entry.digest());
    }

    void sent(Command command) {
        int times = sends.merge(command.id(), 1, Integer::sum);
        require(times != TOO_MANY_SENDS, () -> command.id() + " was sent " + times + " times");
    }

    // What nodes did.

    void leads(NodeId node, int shard, long term) {
        Long last = terms.put(shard, Math.max(term, terms.getOrDefault(shard, 0L)));
        require(
                last == null || term > last,
                () -> node + " leads shard " + shard + " in term " + term + " after term " + last);
    }

    /** A leader was told what became of its command. */
    void replied(NodeId leader, LogId log, TailCommand command, TailReply reply) {
        if (command instanceof TailCommand.Append append && reply.status() == TailReply.Status.DONE) {
            append.entries().forEach(entry -> committed(leader, log, entry.position()));
        }
    }

    private void committed(NodeId leader, LogId log, Position position) {
        Map<Long, Position> known = committed.computeIfAbsent(log, id -> new HashMap<>());
        Position before = known.put(position.seq(), position);
        if (before == null || before.equals(position)) {
            return;
        }
        boolean isHeld = cluster.nodes().stream().anyMatch(node -> holds(node, log, before));
        boolean isInGrid = cluster.gridOf(leader)
                .anyCopy(
                        "tail/" + log, (holder, tail) -> ((SimTail) tail).head().equals(before));
        if (isHeld || isInGrid) {
            violation(leader + " committed " + position + " of " + log + " where " + before + " had been committed");
        } else {
            orphaned(log, before);
        }
    }

    private static boolean holds(SimNode node, LogId log, Position position) {
        List<Entry> all = node.logs().readable(log);
        return position.seq() <= all.size()
                && all.get((int) position.seq() - 1).digest().equals(position.digest());
    }

    private void orphaned(LogId log, Position position) {
        if (orphaned.add(log + " " + position)) {
            orphans++;
            cluster.trace().note("judge", () -> "ORPHAN " + log + " " + position);
            require(
                    cluster.profile().holes(),
                    () -> "the committed " + position + " of " + log
                            + " was on no node that lives, and its place was taken");
        }
    }

    void diverged(SimNode node, LogId log, Intake.Effect.Diverged found) {
        violation(node.id() + " has another history of " + log + " than " + found.from() + ": " + found.mine()
                + " here, " + found.theirs() + " there");
    }

    // The end.

    /** Judges the histories against what the disks hold. */
    void close() {
        for (SimMachine machine : cluster.machines()) {
            for (LogId log : cluster.logs()) {
                HistoryChecker.FinalLog last = histories.finalLog(machine.toString(), log);
                machine.disk().all(log).forEach(entry -> last.entry(entry.seq(), Ulid.of(entry.id()), entry.digest()));
            }
        }
        var verdict = histories.verdict();
        require(verdict.isClean(), verdict::toString);
    }

    /** Counts and ends, the same in every replay of a seed. */
    String fingerprint() {
        Map<String, String> ends = new TreeMap<>();
        for (SimMachine machine : cluster.machines()) {
            ends.put(machine.toString(), machine.disk().inventory().toString());
        }
        return cluster.clock().made() + " events, " + acknowledged.size() + " acknowledged, " + ends;
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
