package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one node takes in of one log: puts entries in order, notices holes, has them repaired, and hands on only what is whole.
 *
 * <p>Three positions, none ever after the one before it: <i>known</i> (the furthest end that anybody spoke of), <i>accepted</i> (whole and
 * verified up to here, delivered to readers), <i>archived</i> (on this node's disk, after the sync). A hole is closed by asking a node that has
 * the entries; what arrives meanwhile waits, within a limit. Every entry's digest is checked against the one before it, so that neither
 * damage nor another history gets past this place.
 *
 * <p>One append is under way at a time; what is accepted meanwhile forms the next one. Not thread safe: one owner.
 */
@PureCore
public final class Intake {

    /**
     * How much may wait.
     *
     * @param aheadEntries entries that arrived before those that precede them
     * @param pendingBytes JSON of entries that are accepted and not yet archived; beyond it nothing more is accepted until the disk catches up
     * @param retryMillis how long to wait after a failed append or a fruitless fetch
     */
    public record Limits(int aheadEntries, long pendingBytes, long retryMillis) {}

    /** What the owner is to do, in order. */
    public sealed interface Effect {
        /** Show these to readers: they are whole. */
        record Deliver(List<Entry> entries) implements Effect {}

        /** Put these on the disk; answer with {@link Intake#archived} or {@link Intake#appendFailed}. */
        record Append(Position previous, List<Entry> entries) implements Effect {}

        /** Ask that node for what follows; answer with {@link Intake#fetched} or {@link Intake#fetchFailed}. */
        record Fetch(NodeId from, Position after) implements Effect {}

        /** Tell the leader that the disk has everything up to here. */
        record Confirm(Position archived) implements Effect {}

        /** The log here and the log there are different histories. Nothing more is accepted until they are reconciled. */
        record Diverged(NodeId from, Position mine, Position theirs) implements Effect {}
    }

    private enum State {
        OPEN,
        DIVERGED
    }

    private final LogId log;
    private final Limits limits;
    private State state = State.OPEN;
    private Position accepted;
    private Position archived;
    private final TreeMap<Long, Entry> ahead = new TreeMap<>();
    private final Map<NodeId, Position> ends = new HashMap<>();
    private final Deque<Entry> pending = new ArrayDeque<>();
    private long pendingBytes;
    private int appending;
    private @Nullable NodeId asked;
    private long retryAtMillis = Long.MIN_VALUE;

    /**
     * @param log which log
     * @param archived where the node's archive ends
     * @param limits how much may wait
     */
    public Intake(LogId log, Position archived, Limits limits) {
        this.log = log;
        this.accepted = archived;
        this.archived = archived;
        this.limits = limits;
    }

    /** Up to where the log is whole here. */
    public Position accepted() {
        return accepted;
    }

    /** Up to where it is on this node's disk. */
    public Position archived() {
        return archived;
    }

    /** Whether somebody is known to have more, or something is not yet on the disk. */
    public boolean isBehind() {
        return state == State.OPEN && (!pending.isEmpty() || best() != null);
    }

    /** Whether this node's history contradicts another's. */
    public boolean isDiverged() {
        return state == State.DIVERGED;
    }

    /** Entries that are whole here and not yet on the disk, oldest first. */
    public Collection<Entry> pending() {
        return List.copyOf(pending);
    }

    /** A batch came in from a node that has it, or out of the grid's tail (null). */
    public List<Effect> received(@Nullable NodeId from, List<Entry> entries, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (state == State.OPEN && !entries.isEmpty()) {
            if (from != null) {
                learn(from, entries.get(entries.size() - 1).position());
            }
            hold(entries);
            accept(from, effects);
            repair(nowMillis, effects);
        }
        return effects;
    }

    /** A node said where the log ends for it. */
    public List<Effect> announced(NodeId from, Position end, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (state == State.OPEN) {
            if (end.seq() == accepted.seq() && !end.equals(accepted)) {
                diverge(from, end, effects);
                return effects;
            }
            learn(from, end);
            repair(nowMillis, effects);
            if (!end.isAfter(archived)) {
                effects.add(new Effect.Confirm(archived));
            }
        }
        return effects;
    }

    /** A node answered a {@link Effect.Fetch}. */
    public List<Effect> fetched(NodeId from, Relation relation, Position end, List<Entry> entries, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (from.equals(asked)) {
            asked = null;
        }
        if (state != State.OPEN) {
            return effects;
        }
        if (relation == Relation.DIVERGED) {
            diverge(from, end, effects);
            return effects;
        }
        ends.remove(from);
        if (relation == Relation.PREFIX && !entries.isEmpty()) {
            learn(from, end);
            hold(entries);
            accept(from, effects);
        }
        repair(nowMillis, effects);
        return effects;
    }

    /** A node did not answer a {@link Effect.Fetch}; another is asked, if one is known. */
    public List<Effect> fetchFailed(NodeId from, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (from.equals(asked)) {
            asked = null;
            ends.remove(from);
            repair(nowMillis, effects);
        }
        return effects;
    }

    /** The disk has what the last {@link Effect.Append} gave it. */
    public List<Effect> archived(Position upTo) {
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < appending; i++) {
            pendingBytes -= pending.remove().json().size();
        }
        appending = 0;
        archived = upTo;
        effects.add(new Effect.Confirm(archived));
        append(effects);
        return effects;
    }

    /** The disk did not take the last {@link Effect.Append}; it is tried again, whole, after a while. */
    public void appendFailed(long nowMillis) {
        appending = 0;
        retryAtMillis = nowMillis + limits.retryMillis();
    }

    /** Time went by. Call it a few times a second. */
    public List<Effect> tick(long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (state == State.OPEN && nowMillis >= retryAtMillis) {
            append(effects);
            accept(null, effects);
            repair(nowMillis, effects);
        }
        return effects;
    }

    private void learn(NodeId from, Position end) {
        Position known = ends.get(from);
        if (end.isAfter(accepted) && (known == null || end.isAfter(known))) {
            ends.put(from, end);
        }
    }

    private void hold(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.seq() > accepted.seq()) {
                ahead.put(entry.seq(), entry);
            }
        }
        while (ahead.size() > limits.aheadEntries()) {
            ahead.pollLastEntry();
        }
    }

    private void accept(@Nullable NodeId from, List<Effect> effects) {
        List<Entry> whole = new ArrayList<>();
        Entry next = ahead.get(accepted.seq() + 1);
        while (next != null && pendingBytes < limits.pendingBytes()) {
            if (!next.follows(accepted.digest())) {
                ahead.clear();
                if (from != null) {
                    diverge(from, next.position(), effects);
                }
                break;
            }
            ahead.remove(next.seq());
            accepted = next.position();
            pending.add(next);
            pendingBytes += next.json().size();
            whole.add(next);
            next = ahead.get(accepted.seq() + 1);
        }
        if (!whole.isEmpty()) {
            effects.add(new Effect.Deliver(List.copyOf(whole)));
            append(effects);
        }
        ends.values().removeIf(end -> !end.isAfter(accepted));
    }

    private void append(List<Effect> effects) {
        if (appending == 0 && !pending.isEmpty()) {
            appending = pending.size();
            effects.add(new Effect.Append(archived, List.copyOf(pending)));
        }
    }

    private void repair(long nowMillis, List<Effect> effects) {
        NodeId from = best();
        if (from != null && asked == null && ahead.get(accepted.seq() + 1) == null && nowMillis >= retryAtMillis) {
            asked = from;
            effects.add(new Effect.Fetch(from, accepted));
        }
    }

    /** Who has most; null if nobody is known to have more than this node. */
    private @Nullable NodeId best() {
        NodeId best = null;
        Position furthest = accepted;
        for (Map.Entry<NodeId, Position> end : ends.entrySet()) {
            if (end.getValue().isAfter(furthest)) {
                furthest = end.getValue();
                best = end.getKey();
            }
        }
        return best;
    }

    private void diverge(NodeId from, Position theirs, List<Effect> effects) {
        state = State.DIVERGED;
        ahead.clear();
        ends.clear();
        effects.add(new Effect.Diverged(from, accepted, theirs));
    }

    @Override
    public String toString() {
        return log + " " + state + " accepted=" + accepted + " archived=" + archived + " ahead=" + ahead.size()
                + " pending=" + pending.size() + " ends=" + ends + " asked=" + asked;
    }
}
