package dev.parley.room;

import dev.parley.wire.Entry;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is between its commit and enough disks: the entries, who waits for them, and how far each disk is. Not thread safe: one owner, the
 * {@link Sequencer}.
 */
@PureCore
final class Unsettled {

    private final NodeId self;
    private final SequencerConfig config;
    private final Acknowledgements acknowledgements;
    private final Waiters waiters = new Waiters();
    private final Map<NodeId, Position> disks = new HashMap<>();
    private Position ownDisk = Position.START;
    /** Where the log ended when it was opened, and what of it the grid keeps for disks that do not have it. */
    private long recoveredHead;

    private List<Entry> recovered = List.of();

    Unsettled(NodeId self, SequencerConfig config, Set<NodeId> counted) {
        this.self = self;
        this.config = config;
        acknowledgements = new Acknowledgements(config.ackCopies(), config.quorum(), counted);
    }

    /** The log ends here, and our own disk has all of it; other nodes have what they said, and tell when they know that it is this term's. */
    void recovered(Position head, Recovery recovery) {
        ownDisk = head;
        recoveredHead = head.seq();
        acknowledgements.archived(self, head.seq());
        recovery.sources().forEach((node, upTo) -> acknowledgements.stored(node, upTo.seq()));
        recovered = recovery.takeRecent();
        letGo();
    }

    /** Other disks that have more than our own; empty when ours has everything, or nobody is known to have more. */
    Map<NodeId, Position> furtherDisks() {
        Map<NodeId, Position> further = new TreeMap<>(disks);
        further.values().removeIf(there -> !there.isAfter(ownDisk));
        return further;
    }

    /** A node's disk has the log, which ends at {@code head}, up to a position; another one than we have is no copy of it. */
    void archived(NodeId node, Position upTo, Position head, List<SequencerEffect> effects) {
        if (upTo.isAfter(head) || waiters.contradicts(upTo)) {
            effects.add(new SequencerEffect.Alarm("ends at " + head + " and node " + node + " has another at " + upTo));
            return;
        }
        disks.put(node, upTo);
        if (node.equals(self) && upTo.isAfter(ownDisk)) {
            ownDisk = upTo;
        }
        acknowledgements.archived(node, upTo.seq());
        letGo();
    }

    /** Of a log that is led for long, a whole tail would stay in memory. */
    private void letGo() {
        if (!recovered.isEmpty()) {
            recovered = recovered.stream()
                    .filter(entry -> entry.seq() > acknowledgements.stored())
                    .toList();
        }
    }

    /** The disks of these nodes count now. */
    void members(Set<NodeId> counted) {
        acknowledgements.members(counted);
        disks.keySet().retainAll(counted);
    }

    /** Answers everybody whose entry is on enough disks by now. */
    void settle(List<SequencerEffect> effects) {
        waiters.settle(acknowledgements.acknowledged(), ownDisk.seq(), effects);
    }

    /** Lets somebody wait for an entry, or answers at once. */
    void add(Pending pending, Entry entry, List<SequencerEffect> effects) {
        waiters.add(pending, entry, acknowledgements.acknowledged(), effects);
    }

    /** Lets the authors of a batch wait for its entries. */
    void addAll(List<Pending> batch, List<Entry> entries, List<SequencerEffect> effects) {
        for (int i = 0; i < entries.size(); i++) {
            add(batch.get(i), entries.get(i), effects);
        }
    }

    /** The same for a command that is an entry kept here; false: it is not kept here. */
    boolean join(Pending pending, List<SequencerEffect> effects) {
        return waiters.join(pending, acknowledgements.acknowledged(), effects);
    }

    /** Sends everybody to the next leader. */
    void abandon(List<SequencerEffect> effects) {
        waiters.abandon(effects);
    }

    /** Until enough disks have an entry the grid must keep it, so no more may be on their way to the disks than the grid has room for. */
    Backlog.Room room(Position head) {
        long stored = acknowledgements.stored();
        List<Entry> kept =
                recovered.stream().filter(entry -> entry.seq() > stored).toList();
        if (kept.size() < recoveredHead - stored) {
            // Enough disks lack something that the grid has not either, or not in one piece with its newest entries.
            return new Backlog.Room(0, 0, false);
        }
        long entries = head.seq() - stored;
        long bytes = waiters.bytesAfter(stored)
                + kept.stream().mapToLong(entry -> entry.json().size()).sum();
        long room = Math.max(0, Math.min(config.batchEntries(), config.unsettledEntries() - entries));
        return new Backlog.Room((int) room, config.unsettledBytes() - bytes, entries == 0);
    }

    /** Entries that are kept here. */
    int size() {
        return waiters.size();
    }

    /** Whether nobody waits for an answer. */
    boolean areAllAnswered() {
        return waiters.areAllAnswered();
    }

    /** Whether some disk that counts is not known to have everything up to the end. */
    boolean someLack(Position head) {
        return acknowledgements.someLack(head.seq());
    }
}
