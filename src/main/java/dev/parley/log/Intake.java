package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
 * <p>Two terms beside them. <i>Heard</i> is the newest of which a leader spoke: nothing is taken from older ones, and nothing confirmed to them.
 * <i>Agreed</i> is the newest whose leader's log, as it began, is contained in what is accepted; it goes to the disk with the entries, and decides
 * later whose disk is believed (see {@link LogEnd}).
 *
 * <p>One append is under way at a time. Not thread safe: one owner.
 */
@PureCore
public final class Intake {

    /** What the owner is to do, in order. */
    public sealed interface Effect {
        /** Show these to readers: they are whole. */
        record Deliver(List<Entry> entries) implements Effect {}

        /** Put these, or only the term if there are none, on the disk; answer with {@link Intake#archived} or {@link Intake#appendFailed}. */
        record Append(long term, Position previous, List<Entry> entries) implements Effect {}

        /** Ask that node for what follows; answer with {@link Intake#fetched} or {@link Intake#fetchFailed}. */
        record Fetch(NodeId from, Position after) implements Effect {}

        /** Tell the leader that the disk has everything up to here. */
        record Confirm(LogEnd archived) implements Effect {}

        /** Tell a leader that there has been one of a newer term. */
        record Outdated(NodeId leader, long term) implements Effect {}

        /** The log here and the log there are different histories. Nothing more is accepted until they are reconciled. */
        record Diverged(NodeId from, Position mine, Position theirs) implements Effect {}
    }

    private enum State {
        OPEN,
        DIVERGED
    }

    private final LogId log;
    private final IntakeLimits limits;
    private State state = State.OPEN;
    private Position accepted;
    private LogEnd archived;
    private long heard;
    private long agreed;

    /** A newer term that is agreed to as soon as this place is reached; null: none is known. */
    private @Nullable LogEnd awaited;

    private final TreeMap<Long, Entry> ahead = new TreeMap<>();
    private final KnownEnds ends = new KnownEnds();
    private final Unstored pending = new Unstored();
    private int appending;
    private boolean isAppending;
    private @Nullable NodeId asked;
    private long retryAtMillis = Long.MIN_VALUE;

    /**
     * @param log which log
     * @param archived where the node's archive ends
     * @param limits how much may wait
     */
    public Intake(LogId log, LogEnd archived, IntakeLimits limits) {
        this.log = log;
        this.accepted = archived.at();
        this.archived = archived;
        this.agreed = archived.term();
        this.heard = archived.term();
        this.limits = limits;
    }

    /** Up to where the log is whole here, and whose history it is. */
    public LogEnd accepted() {
        return new LogEnd(agreed, accepted);
    }

    /** Up to where it is on this node's disk. */
    public LogEnd archived() {
        return archived;
    }

    /** Whether somebody is known to have more, or something is not yet on the disk. */
    public boolean isBehind() {
        return state == State.OPEN && (isDiskBehind() || ends.best(accepted) != null);
    }

    /** How many entries more than this node's disk somebody is known to have, or this node has accepted; 0: none. */
    public long lacking() {
        return Math.max(accepted.seq(), ends.furthest(accepted)) - archived.at().seq();
    }

    private boolean isDiskBehind() {
        return pending.size() > 0 || agreed > archived.term();
    }

    /** Whether this node's history contradicts another's. */
    public boolean isDiverged() {
        return state == State.DIVERGED;
    }

    /** Entries that are whole here and not yet on the disk, oldest first. */
    public Collection<Entry> pending() {
        return pending.all();
    }

    /** Takes nothing more from leaders of older terms than this; the newest term that is known now. */
    public long promise(long term) {
        heard = Math.max(heard, term);
        return heard;
    }

    /** A batch came in from its leader. */
    public List<Effect> received(@Nullable NodeId from, Entries batch, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (isCurrent(from, batch.term(), effects)) {
            heard = batch.term();
            if (from != null) {
                ends.learn(from, batch.end(), accepted);
            }
            Entry there = batch.at(accepted.seq());
            if (there != null && from != null && !there.position().equals(accepted)) {
                diverge(from, there.position(), effects);
                return effects;
            }
            agree(new LogEnd(batch.term(), there == null ? batch.previous() : accepted), from, effects);
            take(from, batch.entries(), nowMillis, effects);
        }
        return effects;
    }

    private boolean isCurrent(@Nullable NodeId leader, long term, List<Effect> effects) {
        if (leader != null && term < heard) {
            effects.add(new Effect.Outdated(leader, heard));
        }
        return state == State.OPEN && term >= heard;
    }

    /** Entries came out of the grid's tail. */
    public List<Effect> recalled(List<Entry> entries, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        take(null, entries, nowMillis, effects);
        return effects;
    }

    private void take(@Nullable NodeId from, List<Entry> entries, long nowMillis, List<Effect> effects) {
        if (state == State.OPEN) {
            hold(entries);
            accept(from, effects);
            repair(nowMillis, effects);
        }
    }

    /** The leader said where the log ends; null: that leader is this node. */
    public List<Effect> announced(@Nullable NodeId from, LogEnd end, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (!isCurrent(from, end.term(), effects)) {
            return effects;
        }
        heard = end.term();
        if (from != null) {
            ends.learn(from, end.at(), accepted);
        }
        boolean isConfirmed = !end.at().isAfter(archived.at()) && archived.term() == end.term();
        agree(end, from, effects);
        append(effects);
        repair(nowMillis, effects);
        if (isConfirmed) {
            confirm(effects);
        }
        return effects;
    }

    /** A node is known to have the log up to an end, of the history that this node is to have. */
    public List<Effect> known(NodeId from, Position end, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (state == State.OPEN) {
            ends.learn(from, end, accepted);
            repair(nowMillis, effects);
        }
        return effects;
    }

    /** A node answered a {@link Effect.Fetch}. */
    public List<Effect> fetched(NodeId from, Fetched answer, long nowMillis) {
        List<Effect> effects = new ArrayList<>();
        if (from.equals(asked)) {
            asked = null;
        }
        if (state != State.OPEN) {
            return effects;
        }
        if (answer.relation() == Relation.DIVERGED) {
            diverge(from, answer.head().at(), effects);
            return effects;
        }
        ends.forget(from);
        if (answer.relation() == Relation.PREFIX) {
            ends.learn(from, answer.head().at(), accepted);
            agree(answer.head(), from, effects);
            hold(answer.entries());
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
            ends.forget(from);
            repair(nowMillis, effects);
        }
        return effects;
    }

    /** The disk has what the last {@link Effect.Append} gave it. */
    public List<Effect> archived(LogEnd upTo) {
        List<Effect> effects = new ArrayList<>();
        pending.remove(appending);
        isAppending = false;
        appending = 0;
        archived = upTo;
        confirm(effects);
        append(effects);
        return effects;
    }

    /** The disk did not take the last {@link Effect.Append}; it is tried again, whole, after a while. */
    public void appendFailed(long nowMillis) {
        isAppending = false;
        retryAtMillis = nowMillis + limits.retryMillis();
    }

    /** The disk, which ends there, refused the last {@link Effect.Append} for what it holds. Where that was not known, it is another history. */
    public void appendRefused(LogEnd there, long nowMillis) {
        appendFailed(nowMillis);
        if (!there.at().equals(archived.at())) {
            close();
        }
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

    /** To a leader of an older term nothing is confirmed: a newer one may have counted without it. */
    private void confirm(List<Effect> effects) {
        if (archived.term() >= heard) {
            effects.add(new Effect.Confirm(archived));
        }
    }

    /** The history up to an end is that of a term: at once if it is here, later if it is yet to come. The disk is told with what follows. */
    private void agree(LogEnd end, @Nullable NodeId from, List<Effect> effects) {
        boolean isNewer = end.term() > agreed;
        if (state != State.OPEN || (!isNewer && end.seq() != accepted.seq())) {
            return;
        }
        if (end.seq() < accepted.seq() && isNewer && from != null) {
            // What is here beyond it is of an older term, and no part of the newer one's history.
            diverge(from, end.at(), effects);
            return;
        }
        if (end.seq() > accepted.seq()) {
            if (awaited == null || end.term() > awaited.term()) {
                awaited = end;
            }
            return;
        }
        Position mine = positionAt(end.seq());
        if (end.at().equals(mine)) {
            agreed = Math.max(agreed, end.term());
        } else if (mine != null && from != null) {
            diverge(from, end.at(), effects);
        }
    }

    /** What is here at a number, as far as that is in memory. */
    private @Nullable Position positionAt(long seq) {
        if (seq == 0) {
            return Position.START;
        } else if (seq == accepted.seq()) {
            return accepted;
        } else if (seq == archived.seq()) {
            return archived.at();
        }
        return pending.positionAt(seq);
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
        while (next != null && pending.bytes() < limits.pendingBytes()) {
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
            whole.add(next);
            LogEnd reached = awaited;
            if (reached != null && reached.seq() == accepted.seq()) {
                awaited = null;
                agree(reached, from, effects);
            }
            next = state == State.OPEN ? ahead.get(accepted.seq() + 1) : null;
        }
        if (!whole.isEmpty()) {
            effects.add(new Effect.Deliver(List.copyOf(whole)));
        }
        append(effects);
        ends.reached(accepted);
    }

    private void append(List<Effect> effects) {
        if (!isAppending && isDiskBehind()) {
            isAppending = true;
            appending = pending.size();
            effects.add(new Effect.Append(agreed, archived.at(), pending.all()));
        }
    }

    private void repair(long nowMillis, List<Effect> effects) {
        NodeId from = ends.best(accepted);
        if (from != null && asked == null && ahead.get(accepted.seq() + 1) == null && nowMillis >= retryAtMillis) {
            asked = from;
            effects.add(new Effect.Fetch(from, accepted));
        }
    }

    private void diverge(NodeId from, Position theirs, List<Effect> effects) {
        close();
        effects.add(new Effect.Diverged(from, accepted, theirs));
    }

    private void close() {
        state = State.DIVERGED;
        ahead.clear();
        ends.clear();
    }

    @Override
    public String toString() {
        return log + " " + state + " accepted=" + accepted() + " heard=" + heard + " archived=" + archived + " ahead="
                + ahead.size() + " pending=" + pending.size() + " ends=" + ends + " asked=" + asked;
    }
}
