package dev.parley.room;

import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.room.SequencerEffect.Alarm;
import dev.parley.room.SequencerEffect.AskPositions;
import dev.parley.room.SequencerEffect.CatchUp;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.room.SequencerEffect.ReadEnd;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a new leader finds out where a log ends, and makes the grid, its own archive and itself agree on it.
 *
 * <p>The end is the furthest that the grid or any archive knows: a log whose grid entry is missing is not a new log, and a grid entry that
 * is shorter than an archive, or contradicts it, is not the truth. One step after the other ({@link Step}); a step that fails is tried again after a pause. Not
 * thread safe: one owner, the {@link Sequencer}.
 */
@PureCore
final class Recovery {

    /**
     * How often the end is tried for that only the grid knows, when neither it nor any disk has the entries before it. What no disk has was not
     * acknowledged, unless all disks that had it are away; they have had half a minute then to come back.
     */
    private static final int UNREACHABLE_AFTER = 6;

    /** What is being done, in this order. */
    enum Step {
        /** The tail was asked to fence older leaders off. */
        CLAIMING,
        /** The archives were asked how far they are. */
        ASKING,
        /** Our own archive is being brought up to the furthest known end. */
        CATCHING_UP,
        /** The newest entries are read from our archive, to be put into the grid. */
        READING,
        /** They are being put into the grid. */
        INSTALLING,
        /** Grid and own archive end at {@link Recovery#end}. */
        DONE
    }

    private final LogId log;
    private final long term;
    private final SequencerConfig config;
    private final Map<NodeId, Position> ends = new HashMap<>();
    private final Set<NodeId> silent = new HashSet<>();
    private Step step = Step.CLAIMING;
    private @Nullable Position gridEnd;
    private List<Entry> recent = List.of();
    private Position end = Position.START;
    private long askedAtMillis;
    private int failures;
    private long retryAtMillis = Long.MAX_VALUE;

    Recovery(LogId log, long term, SequencerConfig config) {
        this.log = log;
        this.term = term;
        this.config = config;
    }

    /** The first effect: claim. */
    SequencerEffect start() {
        step = Step.CLAIMING;
        return grid(new TailCommand.Claim(term));
    }

    boolean isDone() {
        return step == Step.DONE;
    }

    /** Where the log ends; meaningful when done. */
    Position end() {
        return end;
    }

    /** Which archive has how much, as far as they answered. */
    Map<NodeId, Position> ends() {
        return ends;
    }

    /** The tail answered; the status is DONE, MISSING or MISMATCH. */
    List<SequencerEffect> replied(TailReply reply, Set<NodeId> present, long nowMillis) {
        if (step == Step.INSTALLING) {
            if (reply.status() == TailReply.Status.DONE) {
                step = Step.DONE;
                return List.of();
            }
            return List.of(start());
        }
        gridEnd = reply.status() == TailReply.Status.DONE ? reply.head() : null;
        recent = reply.recent();
        step = Step.ASKING;
        askedAtMillis = nowMillis;
        ends.clear();
        silent.clear();
        silent.addAll(present);
        return List.of(ask(present));
    }

    /** The tail did not answer, or is read only for now: all over again after a pause, because by then other archives may be there. */
    void retryLater(long nowMillis) {
        if (step != Step.DONE) {
            step = Step.CLAIMING;
            retryAtMillis = nowMillis + config.retryMillis();
        }
    }

    /** An archive answered. */
    List<SequencerEffect> position(NodeId node, Position there) {
        if (step != Step.ASKING || !silent.remove(node)) {
            return List.of();
        }
        ends.put(node, there);
        return decide();
    }

    /** Whether an archive has yet to answer. */
    boolean isSilent(NodeId node) {
        return step == Step.ASKING && silent.contains(node);
    }

    /** Other nodes are there now: nobody waits for the dead, and who came is asked like the others. */
    List<SequencerEffect> members(Set<NodeId> present) {
        if (step != Step.ASKING) {
            return List.of();
        }
        silent.retainAll(present);
        Set<NodeId> come = new HashSet<>(present);
        come.removeAll(silent);
        come.removeAll(ends.keySet());
        silent.addAll(come);
        return come.isEmpty() ? decide() : List.of(ask(come));
    }

    /** In the order of the names, so that a replay asks in the same order. */
    private static AskPositions ask(Set<NodeId> nodes) {
        return new AskPositions(nodes.stream().sorted().toList());
    }

    /** Our own archive has everything up to the end. */
    List<SequencerEffect> caughtUp(Position upTo) {
        if (step != Step.CATCHING_UP || !upTo.equals(end)) {
            return List.of();
        }
        if (end.equals(gridEnd)) {
            step = Step.DONE;
            return List.of();
        }
        step = Step.READING;
        return List.of(new ReadEnd(end));
    }

    /** The newest entries of our archive, which may have gone on meanwhile; what ends elsewhere answers an older question. */
    List<SequencerEffect> read(List<Entry> newest) {
        if (step != Step.READING) {
            return List.of();
        }
        List<Entry> upToEnd =
                newest.stream().filter(entry -> entry.seq() <= end.seq()).toList();
        boolean isOther = !upToEnd.isEmpty()
                && !upToEnd.get(upToEnd.size() - 1).position().equals(end);
        if (isOther) {
            return List.of(start());
        }
        step = Step.INSTALLING;
        return List.of(grid(new TailCommand.Install(term, gridEnd, end, upToEnd)));
    }

    /** Our own archive could not be brought up or read: all over again after a pause. */
    void failed(long nowMillis) {
        if (step == Step.CATCHING_UP || step == Step.READING) {
            failures++;
            retryLater(nowMillis);
        }
    }

    List<SequencerEffect> tick(long nowMillis) {
        boolean isEnough = ends.size() >= config.quorum();
        if (step == Step.ASKING && isEnough && nowMillis - askedAtMillis >= config.positionsMillis()) {
            Alarm alarm = new Alarm(log + " goes on without the archives of " + silent);
            silent.clear();
            return List.of(alarm, decide().get(0));
        }
        if (nowMillis < retryAtMillis || step == Step.DONE) {
            return List.of();
        }
        return List.of(start());
    }

    private List<SequencerEffect> decide() {
        if (!silent.isEmpty() || ends.size() < config.quorum()) {
            return List.of();
        }
        settleEnd();
        step = Step.CATCHING_UP;
        return List.of(new CatchUp(end, recent, Map.copyOf(ends)));
    }

    /**
     * The furthest archive, or the grid where that goes on from there.
     *
     * <p>What was acknowledged is on disks, so where the grid contradicts the furthest disk the grid is wrong: it may hold a batch that a part of
     * the cluster wrote which was cut off and never acknowledged.
     */
    private void settleEnd() {
        Position furthest = furthest();
        boolean isInReach = failures < UNREACHABLE_AFTER;
        boolean goesOn = gridEnd != null && gridEnd.isAfter(furthest) && follows(furthest) && isInReach;
        end = goesOn ? Objects.requireNonNull(gridEnd) : furthest;
        if (!goesOn) {
            recent = List.of();
        }
    }

    /** Whether nothing in the grid contradicts a position. */
    private boolean follows(Position position) {
        for (Entry entry : recent) {
            boolean isSame = entry.seq() == position.seq() && entry.digest().equals(position.digest());
            boolean isNext = entry.seq() == position.seq() + 1 && entry.follows(position.digest());
            if (isSame || isNext) {
                return true;
            }
        }
        return recent.isEmpty() || recent.get(0).seq() > position.seq();
    }

    /** Of archives that end at the same number and differ: the grid's, or else what most have. */
    private Position furthest() {
        Position furthest = Position.START;
        for (Position there : new TreeMap<>(ends).values()) {
            boolean isLonger = there.isAfter(furthest);
            boolean isAsLong = there.seq() == furthest.seq();
            if (isLonger || (isAsLong && weight(there) > weight(furthest))) {
                furthest = there;
            }
        }
        return furthest;
    }

    private long weight(Position position) {
        long disks = ends.values().stream().filter(position::equals).count();
        return position.equals(gridEnd) ? disks + ends.size() : disks;
    }

    private Grid grid(TailCommand next) {
        retryAtMillis = Long.MAX_VALUE;
        return new Grid(next);
    }

    @Override
    public String toString() {
        return step + " grid=" + gridEnd + " ends=" + ends + " silent=" + silent + " end=" + end;
    }
}
