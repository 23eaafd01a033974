package dev.parley.room;

import dev.parley.log.TailCommand;
import dev.parley.log.TailReply;
import dev.parley.room.SequencerEffect.Alarm;
import dev.parley.room.SequencerEffect.AskPositions;
import dev.parley.room.SequencerEffect.CatchUp;
import dev.parley.room.SequencerEffect.Contradicted;
import dev.parley.room.SequencerEffect.Grid;
import dev.parley.room.SequencerEffect.Outdated;
import dev.parley.room.SequencerEffect.ReadEnd;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
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
 * <p>The end is that of the best archive ({@link LogEnd#isBetterThan}), or of the grid where that goes on from there: a log whose grid entry is
 * missing is not a new log, and a grid entry that is shorter than an archive, or contradicts it, is not the truth. One step after the other ({@link Step}); a step that fails is tried again after a pause.
 *
 * <p>Grid and archives are asked at the same time, the first time. What an older leader may still commit after an archive has answered is in the
 * grid when the claim is, and is acknowledged by no archive that has answered: those confirm nothing to it any more. When that did not work
 * the archives are asked only after the grid has answered, because a grid in trouble is asked often. Not thread safe: one owner, the
 * {@link Sequencer}.
 */
@PureCore
final class Recovery {

    /**
     * How often in a row, without our own disk getting any further, the end is tried for that only the grid knows, when neither it nor any disk
     * that is there has the entries before it: some half minute. It is not given up at once, because those entries were acknowledged. The grid drops what is older than its tail, and a leader
     * numbers nothing more until what would be dropped is on enough disks ({@link Unsettled#room}). So those disks are all away, together,
     * and this one lagged behind by more than a tail. If one of them comes back in time the log goes on with them in their place;
     * afterwards they come back as orphans, at another place, and readers are told to forget them.
     */
    private static final int UNREACHABLE_AFTER = 6;

    /** What is being done, in this order. */
    enum Step {
        /** The tail was asked to fence older leaders off, and the archives how far they are. */
        CLAIMING,
        /** The tail has done so, and some archives have yet to answer. */
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
    private final NodeId self;
    private final long term;
    private final SequencerConfig config;
    private final Map<NodeId, Position> offers;
    private Set<NodeId> present;
    private boolean isFirstTry = true;
    /** Whether the archives have been asked in this try. */
    private boolean isAsked;

    private final Map<NodeId, LogEnd> ends = new TreeMap<>();
    private final Map<NodeId, LogEnd> offered = new TreeMap<>();
    private final Set<NodeId> silent = new HashSet<>();
    private Step step = Step.CLAIMING;
    private @Nullable Position gridEnd;
    /** The newest entries in the grid, if they are of the history that ends at {@link #end} or begins there. */
    private List<Entry> recent = List.of();

    private Position end = Position.START;
    private Map<NodeId, Position> sources = Map.of();
    private long askedAtMillis;
    private int failures;

    /** Up to where our own disk had the log at the furthest. */
    private long reached;

    private long retryAtMillis = Long.MAX_VALUE;

    /**
     * @param log which log
     * @param self this node
     * @param term the term in which this node leads
     * @param present the nodes whose archives are asked
     * @param offers nodes that join and have more than the end which they name; asked beside the others
     * @param config limits and times
     */
    Recovery(
            LogId log,
            NodeId self,
            long term,
            Set<NodeId> present,
            Map<NodeId, Position> offers,
            SequencerConfig config) {
        this.log = log;
        this.self = self;
        this.term = term;
        this.present = Set.copyOf(present);
        this.offers = new TreeMap<>(offers);
        this.config = config;
    }

    /** The first effects: claim, and ask. */
    List<SequencerEffect> start() {
        step = Step.CLAIMING;
        isAsked = false;
        ends.clear();
        offered.clear();
        silent.clear();
        Grid claim = grid(new TailCommand.Claim(term));
        if (!isFirstTry) {
            return List.of(claim);
        }
        isFirstTry = false;
        return List.of(claim, askAll());
    }

    private AskPositions askAll() {
        isAsked = true;
        silent.addAll(present);
        silent.addAll(offers.keySet());
        return ask(silent);
    }

    boolean isDone() {
        return step == Step.DONE;
    }

    /** Gives away the newest entries of the log that the grid has, and keeps them no longer; meaningful when done. */
    List<Entry> takeRecent() {
        List<Entry> taken = recent;
        recent = List.of();
        return taken;
    }

    /** Where the log ends; meaningful when done. */
    Position end() {
        return end;
    }

    /**
     * Nodes that said they have this history, on their disk or on its way there, and up to where; meaningful when done. Not all of them know yet
     * whose history it is now.
     */
    Map<NodeId, Position> sources() {
        return sources;
    }

    /** The tail answered; the status is DONE, MISSING or MISMATCH. */
    List<SequencerEffect> replied(TailReply reply, long nowMillis) {
        if (step == Step.INSTALLING) {
            if (reply.status() == TailReply.Status.DONE) {
                step = Step.DONE;
                return List.of();
            }
            return start();
        }
        gridEnd = reply.status() == TailReply.Status.DONE ? reply.head() : null;
        recent = reply.recent();
        step = Step.ASKING;
        askedAtMillis = nowMillis;
        return isAsked ? decide() : List.of(askAll());
    }

    /** The tail did not answer, or is read only for now: all over again after a pause, because by then other archives may be there. */
    void retryLater(long nowMillis) {
        if (step != Step.DONE) {
            step = Step.CLAIMING;
            isAsked = false;
            retryAtMillis = nowMillis + config.retryMillis();
        }
    }

    /** An archive answered. */
    List<SequencerEffect> position(NodeId node, LogEnd there) {
        if (!isAsking() || !silent.remove(node)) {
            return List.of();
        }
        if (there.term() > term) {
            // Its history may be newer than all that this leader could make of the others.
            return List.of(new Outdated(there.term()));
        }
        (offers.containsKey(node) ? offered : ends).put(node, there);
        return decide();
    }

    /** Whether an archive has yet to answer. */
    boolean isSilent(NodeId node) {
        return isAsking() && silent.contains(node);
    }

    private boolean isAsking() {
        return isAsked && (step == Step.CLAIMING || step == Step.ASKING);
    }

    /** Other nodes are there now: nobody waits for the dead, and who came is asked like the others. */
    List<SequencerEffect> members(Set<NodeId> now) {
        present = Set.copyOf(now);
        if (!isAsking()) {
            return List.of();
        }
        silent.retainAll(present);
        Set<NodeId> come = new HashSet<>(present);
        come.removeAll(silent);
        come.removeAll(ends.keySet());
        come.removeAll(offers.keySet());
        silent.addAll(come);
        return come.isEmpty() ? decide() : List.of(ask(come));
    }

    /** In the order of the names, so that a replay asks in the same order. */
    private static AskPositions ask(Set<NodeId> nodes) {
        return new AskPositions(nodes.stream().sorted().toList());
    }

    /** A node that joins has more than an end; it is asked when everything is asked again. */
    void offer(NodeId node, Position base) {
        offers.put(node, base);
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
            return start();
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
            List<SequencerEffect> effects = new ArrayList<>();
            effects.add(new Alarm(log + " goes on without the archives of " + silent));
            silent.clear();
            effects.addAll(decide());
            return effects;
        }
        if (nowMillis < retryAtMillis || step == Step.DONE) {
            return List.of();
        }
        return start();
    }

    private List<SequencerEffect> decide() {
        if (step != Step.ASKING || !silent.isEmpty() || ends.size() < config.quorum()) {
            return List.of();
        }
        lookAtOwnDisk();
        settleEnd();
        step = Step.CATCHING_UP;
        CatchUp catchUp = new CatchUp(end, recent, sources);
        return isContradicted() ? List.of(new Contradicted(), catchUp) : List.of(catchUp);
    }

    /** A catch-up that took too long is no sign that the end cannot be reached, as long as each goes on where the one before it ended. */
    private void lookAtOwnDisk() {
        LogEnd own = ends.get(self);
        if (own != null && own.seq() > reached) {
            reached = own.seq();
            failures = 0;
        }
    }

    /**
     * The best archive, or the grid where that goes on from there, or a newcomer that goes on from there.
     *
     * <p>What was acknowledged is on disks, so where the grid contradicts the best disk the grid is wrong: it may hold a batch that a part of
     * the cluster wrote which was cut off and never acknowledged.
     */
    private void settleEnd() {
        Position best = best().at();
        boolean isInReach = failures < UNREACHABLE_AFTER;
        boolean goesOn = gridEnd != null && gridEnd.isAfter(best) && follows(best) && isInReach;
        end = goesOn ? Objects.requireNonNull(gridEnd) : best;
        Map<NodeId, Position> have = new TreeMap<>();
        ends.forEach((node, there) -> {
            if (there.at().equals(best)) {
                have.put(node, best);
            }
        });
        if (!goesOn && !best.equals(gridEnd)) {
            recent = List.of();
        }
        offered.forEach((node, there) -> {
            boolean isOnward = best.equals(offers.get(node)) && there.at().isAfter(best);
            if (isOnward && there.at().isAfter(end)) {
                end = there.at();
                recent = List.of();
            }
            // What lies between our disks and the grid's entries only they may have.
            if (isOnward && follows(there.at())) {
                have.put(node, there.at());
            }
        });
        sources = Map.copyOf(have);
    }

    /** Whether our own disk has something that the end does not contain, so that this node cannot lead the log. */
    private boolean isContradicted() {
        LogEnd own = ends.get(self);
        return own != null && !own.at().equals(end) && own.seq() >= end.seq();
    }

    /** Whether nothing in the grid contradicts a position; what begins more than one after it tells nothing. */
    private boolean follows(Position position) {
        for (Entry entry : recent) {
            boolean isSame = entry.seq() == position.seq() && entry.digest().equals(position.digest());
            boolean isNext = entry.seq() == position.seq() + 1 && entry.follows(position.digest());
            if (isSame || isNext) {
                return true;
            }
        }
        return recent.isEmpty() || recent.get(0).seq() > position.seq() + 1;
    }

    /** Of archives that are as good and differ: the grid's, or else what most have. */
    private LogEnd best() {
        LogEnd best = LogEnd.START;
        for (LogEnd there : ends.values()) {
            boolean isAsGood = there.term() == best.term() && there.seq() == best.seq();
            if (there.isBetterThan(best) || (isAsGood && weight(there.at()) > weight(best.at()))) {
                best = there;
            }
        }
        return best;
    }

    private long weight(Position position) {
        long disks =
                ends.values().stream().map(LogEnd::at).filter(position::equals).count();
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
