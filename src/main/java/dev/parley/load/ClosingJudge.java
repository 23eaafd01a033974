package dev.parley.load;

import dev.parley.load.HistoryChecker.FinalLog;
import dev.parley.load.HistoryChecker.Healing;
import dev.parley.load.HistoryChecker.Log;
import dev.parley.load.HistoryChecker.Reader;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The second half of {@link HistoryChecker}: what can only be judged when everything is known. */
@PureCore
final class ClosingJudge {
    private final HistoryChecker all;
    private final Findings findings;
    private final IdTable ids;

    ClosingJudge(HistoryChecker all) {
        this.all = all;
        this.findings = all.findings;
        this.ids = all.ids;
    }

    void judge() {
        Set<String> nodes = new TreeSet<>();
        for (Log log : all.logs.values()) {
            nodes.addAll(log.finals.keySet());
            phantoms(log);
            FinalLog longest = null;
            for (FinalLog one : log.finals.values()) {
                longest = longest == null || one.length > longest.length ? one : longest;
            }
            if (longest != null) {
                diverged(log, longest);
                readersAgainst(log, longest);
                if (all.healing != Healing.KEEPS_PLACES) {
                    waysAgainst(log, longest);
                }
                if (all.healing == Healing.MOVES_ENTRIES) {
                    orderOfMoved(log, longest);
                }
            }
        }
        nodes.forEach(this::ackedOn);
        if (all.healing == Healing.KEEPS_PLACES) {
            falseAcks();
        }
    }

    private void phantoms(Log log) {
        boolean[] told = new boolean[ids.size()];
        log.tree.forEachId(index -> {
            if (told[index]) {
                return;
            }
            told[index] = true;
            if (ids.client(index) == IdTable.NONE) {
                findings.add(Violation.PHANTOM, () -> ids.id(index) + " is in " + log.id + "; nobody posted it");
            } else if (ids.log(index) != log.number) {
                findings.add(
                        Violation.PHANTOM,
                        () -> ids.id(index) + " is in " + log.id + "; it was posted to "
                                + all.logsByNumber.get(ids.log(index)).id);
            } else if (ids.refusal(index) != 0) {
                findings.add(
                        Violation.PHANTOM,
                        () -> ids.id(index) + " is in " + log.id + "; it was refused with " + ids.refusal(index));
            }
        });
    }

    private void diverged(Log log, FinalLog longest) {
        for (FinalLog one : log.finals.values()) {
            int seq = 1;
            while (seq <= one.length && one.path[seq] == longest.path[seq]) {
                seq++;
            }
            int first = seq;
            if (first <= longest.length) {
                findings.add(
                        Violation.DIVERGED,
                        () -> log.id + " on " + one.node + " (" + one.length + " entries) and on " + longest.node + " ("
                                + longest.length + ") differ from " + first + " on");
            }
        }
    }

    private void readersAgainst(Log log, FinalLog longest) {
        for (Reader reader : log.readers.values()) {
            int last = reader.next - 1;
            if (reader.variant == IdTable.NONE || last < 1) {
                continue;
            }
            if (last > longest.length || longest.path[last] != reader.variant) {
                findings.add(
                        Violation.REORDERED,
                        () -> reader.name + " is at " + last + " of " + log.id
                                + " in another history than the log of " + longest.node + " (" + longest.length
                                + " entries), and was not told to reset");
            }
        }
    }

    /** A reader that came from another history into this one without being told: it saw something else before one of its entries. */
    private void waysAgainst(Log log, FinalLog longest) {
        for (int i = 2; i <= longest.length; i++) {
            int seq = i;
            int before = longest.path[seq - 1];
            if (longest.path[seq] == IdTable.NONE || before == IdTable.NONE) {
                continue;
            }
            int seen = log.tree.parent(seq, longest.path[seq]);
            if (seen != IdTable.NONE && seen != before) {
                findings.add(
                        Violation.REORDERED,
                        () -> ids.id(longest.id(seq)) + " at " + seq + " of " + log.id + " comes after "
                                + ids.id(longest.id(seq - 1)) + " in the log of " + longest.node
                                + ", and a reader got it after " + ids.id(log.tree.id(seq - 1, seen)));
            }
        }
    }

    /**
     * What was acknowledged on one side of a split and moved when it healed keeps the order that it had there.
     *
     * <p>Only acknowledged entries: an author sends the others again, perhaps before the side that has them is back.
     */
    private void orderOfMoved(Log log, FinalLog longest) {
        int[] place = new int[ids.size()];
        for (int seq = 1; seq <= longest.length; seq++) {
            int index = longest.id(seq);
            if (index != IdTable.NONE) {
                place[index] = seq;
            }
        }
        // By entry of the tree: the acknowledged one that moved furthest, of it and those before it on its branch.
        Map<Long, Integer> furthest = new HashMap<>();
        log.tree.forEachVariant((seq, variant) -> {
            if (seq <= longest.length && longest.path[seq] == variant) {
                return;
            }
            int index = log.tree.id(seq, variant);
            int before = furthest.getOrDefault(key(seq - 1, log.tree.parent(seq, variant)), IdTable.NONE);
            boolean counts = ids.isAcked(index)
                    && place[index] != 0
                    && all.ackOf(index).equals(new Position(seq, log.tree.digest(seq, variant)));
            if (counts && before != IdTable.NONE && place[before] > place[index]) {
                findings.add(
                        Violation.REORDERED,
                        () -> ids.id(before) + " of " + log.id + " was before " + ids.id(index)
                                + " on their side of a split (at " + seq + "), and is after it now: at " + place[before]
                                + " and " + place[index]);
            }
            boolean isFurther = counts && (before == IdTable.NONE || place[index] > place[before]);
            if (isFurther || before != IdTable.NONE) {
                furthest.put(key(seq, variant), isFurther ? index : before);
            }
        });
    }

    private static long key(int seq, int variant) {
        return ((long) seq << 32) | (variant & 0xffffffffL);
    }

    /** Everything acknowledged is in the logs of this node, and nothing is there twice. */
    private void ackedOn(String node) {
        int[] place = new int[ids.size()];
        for (Log log : all.logs.values()) {
            FinalLog held = log.finals.get(node);
            for (int seq = 1; held != null && seq <= held.length; seq++) {
                int index = held.id(seq);
                if (index != IdTable.NONE && place[index] != 0 && all.healing != Healing.KEEPS_PLACES) {
                    int one = place[index];
                    int two = seq;
                    findings.add(
                            Violation.DUPLICATED,
                            () -> "the log of " + node + " has " + ids.id(index) + " at " + one + " and at " + two
                                    + " of " + log.id);
                }
                if (index != IdTable.NONE) {
                    place[index] = seq;
                }
            }
        }
        for (int index = 0; index < place.length; index++) {
            if (ids.isAcked(index) && place[index] == 0 && ids.log(index) != IdTable.NONE) {
                missing(node, index);
            } else if (ids.isAcked(index) && all.healing == Healing.KEEPS_ACKNOWLEDGED) {
                moved(node, index, place[index]);
            }
        }
    }

    /** Whether a log has an entry elsewhere than its acknowledgement had said, or after another history. */
    private void moved(String node, int index, int seq) {
        if (ids.log(index) == IdTable.NONE) {
            return;
        }
        Log log = all.logsByNumber.get(ids.log(index));
        FinalLog held = log.finals.get(node);
        if (held == null || held.id(seq) != index) {
            return;
        }
        Position at = new Position(seq, log.tree.digest(seq, held.path[seq]));
        if (!at.equals(all.ackOf(index))) {
            findings.add(
                    Violation.FALSE_ACK,
                    () -> ids.id(index) + " was acknowledged at " + all.ackOf(index) + ", and the log of " + node
                            + " has it at " + at + " of " + log.id);
        }
    }

    private void missing(String node, int index) {
        Log log = all.logsByNumber.get(ids.log(index));
        if (log.finals.containsKey(node)) {
            findings.add(
                    Violation.LOST,
                    () -> "the log of " + node + " does not have " + ids.id(index) + " of " + log.id
                            + ", which was acknowledged at " + all.ackOf(index));
        }
    }

    private void falseAcks() {
        for (int i = 0; i < ids.size(); i++) {
            int index = i;
            if (!ids.isAcked(index) || ids.placeLog(index) == IdTable.NONE) {
                continue;
            }
            Log log = all.logsByNumber.get(ids.placeLog(index));
            int seq = ids.placeSeq(index);
            Position seen = new Position(seq, log.tree.digest(seq, LogTree.FIRST));
            if (!seen.equals(all.ackOf(index))) {
                findings.add(
                        Violation.FALSE_ACK,
                        () -> ids.id(index) + " was acknowledged at " + all.ackOf(index) + ", and is at " + seen
                                + " of " + log.id);
            }
        }
    }
}
