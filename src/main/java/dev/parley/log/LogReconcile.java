package dev.parley.log;

import dev.parley.log.ReconcileEffect.Cut;
import dev.parley.log.ReconcileEffect.Fetch;
import dev.parley.log.ReconcileEffect.Offer;
import dev.parley.log.ReconcileEffect.Probe;
import dev.parley.wire.Digest;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.List;
import java.util.Optional;

/**
 * How a node that joins brings one log of its own into agreement with a reference: another node's copy that is believed.
 *
 * <p>The last number that both have in common is found by bisection, because chained digests that are equal at one number are equal at all
 * before it. Not thread safe: one owner, {@link Reconcile}.
 */
@PureCore
final class LogReconcile {

    /** How often an offer that moves nothing is made before what was offered becomes orphans. */
    private static final int OFFERS = 60;

    /** What becomes of entries beyond the end of the reference, when the reference is wholly contained in our log. */
    enum Beyond {
        /** They stay: the others will take them from here. */
        KEPT,
        /** The leader is asked to go on with them. */
        OFFERED,
        /** They become orphans: a majority went on without them. */
        CUT
    }

    private enum Step {
        /** Our copy is being taken for one of no leader, because those who serve went on under an older one. */
        LOWERING,
        /** Whether the shorter of the two is the beginning of the longer is being asked. */
        COMPARING,
        /** The last number in common is being looked for. */
        NARROWING,
        /** The leader has been offered what is beyond its end. */
        OFFERING,
        CUTTING,
        FETCHING,
        DONE,
        FAILED
    }

    private final LogId log;
    private final Position mine;
    private final NodeId reference;
    private final Beyond beyond;
    private Position theirs;
    private final boolean isLowered;
    private Step step = Step.COMPARING;
    private Position common = Position.START;
    private long differsAt;
    private int offers;

    LogReconcile(LogId log, LogEnd mine, NodeId reference, LogEnd theirs, Beyond beyond) {
        this.log = log;
        this.mine = mine.at();
        this.reference = reference;
        this.theirs = theirs.at();
        this.beyond = beyond;
        isLowered = isLowered(mine, theirs, beyond);
    }

    /**
     * Whether our copy claims a newer leader than the reference, which is believed all the same: a leader of the smaller side of a split. The claim
     * is given up, or this node would take nothing from the leader that is there, and be believed before the others when the next one asks.
     */
    static boolean isLowered(LogEnd mine, LogEnd theirs, Beyond beyond) {
        return beyond == Beyond.OFFERED && mine.term() > theirs.term();
    }

    LogId log() {
        return log;
    }

    boolean isDone() {
        return step == Step.DONE;
    }

    boolean isFailed() {
        return step == Step.FAILED;
    }

    /** The first effects; none: there is nothing to do. */
    List<ReconcileEffect> start() {
        if (isLowered) {
            step = Step.LOWERING;
            return List.of(new Cut(log, mine));
        }
        return compare();
    }

    private List<ReconcileEffect> compare() {
        step = Step.COMPARING;
        if (mine.equals(theirs)) {
            return done();
        } else if (mine.seq() == 0) {
            return fetch();
        } else if (mine.seq() < theirs.seq()) {
            return List.of(new Probe(log, reference, mine));
        } else if (mine.seq() == theirs.seq()) {
            return narrow(mine.seq());
        } else if (theirs.seq() == 0) {
            return goBeyond();
        }
        return List.of(new ReconcileEffect.Digest(log, theirs.seq()));
    }

    /** What our own archive has at the number that was asked for. */
    List<ReconcileEffect> digest(long seq, Optional<Digest> digest) {
        if (step == Step.COMPARING && digest.isPresent() && seq == theirs.seq()) {
            return digest.get().equals(theirs.digest()) ? goBeyond() : narrow(seq);
        } else if (step == Step.NARROWING && digest.isPresent()) {
            return List.of(new Probe(log, reference, new Position(seq, digest.get())));
        }
        return fail();
    }

    /** How a position of ours relates to the reference, which ends at {@code head} now. */
    List<ReconcileEffect> probed(Position at, Relation relation, Position head) {
        return switch (step) {
            case COMPARING -> compared(relation);
            case NARROWING -> narrowed(at, relation);
            case OFFERING -> offered(relation, head);
            case LOWERING, CUTTING, FETCHING, DONE, FAILED -> List.of();
        };
    }

    private List<ReconcileEffect> compared(Relation relation) {
        return switch (relation) {
            case PREFIX -> fetch();
            case DIVERGED -> narrow(mine.seq());
            case AHEAD -> fail();
        };
    }

    private List<ReconcileEffect> narrowed(Position at, Relation relation) {
        switch (relation) {
            case PREFIX -> common = at;
            case DIVERGED -> differsAt = at.seq();
            case AHEAD -> {
                return fail();
            }
        }
        return narrow(differsAt);
    }

    private List<ReconcileEffect> offered(Relation relation, Position head) {
        switch (relation) {
            case PREFIX -> {
                theirs = head;
                return mine.seq() < head.seq() ? fetch() : done();
            }
            case DIVERGED -> {
                theirs = head;
                return narrow(mine.seq());
            }
            case AHEAD -> {
                if (!head.equals(theirs)) {
                    // It has moved, by taking what was offered or by something else.
                    theirs = head;
                    offers = 0;
                    return compare();
                }
                return offers < OFFERS ? List.of() : cut(theirs);
            }
        }
        throw new IllegalStateException("unknown relation " + relation);
    }

    /** Time went by: what was offered may have been taken. Call it a few times a second. */
    List<ReconcileEffect> tick() {
        if (step != Step.OFFERING) {
            return List.of();
        }
        offers++;
        return List.of(new Offer(log, theirs), new Probe(log, reference, mine));
    }

    /** The entries above the common position are orphans now. */
    List<ReconcileEffect> cut() {
        if (step == Step.LOWERING) {
            return compare();
        }
        if (step != Step.CUTTING) {
            return List.of();
        }
        return theirs.isAfter(common) ? fetch() : done();
    }

    /** Our archive has everything up to the end that was to be fetched. */
    List<ReconcileEffect> fetched() {
        return step == Step.FETCHING ? done() : List.of();
    }

    /** Something did not work; everything is compared again. */
    List<ReconcileEffect> fail() {
        step = Step.FAILED;
        return List.of();
    }

    private List<ReconcileEffect> done() {
        step = Step.DONE;
        return List.of();
    }

    private List<ReconcileEffect> fetch() {
        step = Step.FETCHING;
        return List.of(new Fetch(log, reference, theirs));
    }

    private List<ReconcileEffect> goBeyond() {
        common = theirs;
        return switch (beyond) {
            case KEPT -> done();
            case CUT -> cut(theirs);
            case OFFERED -> {
                step = Step.OFFERING;
                yield List.of(new Offer(log, theirs));
            }
        };
    }

    private List<ReconcileEffect> narrow(long differing) {
        step = Step.NARROWING;
        differsAt = differing;
        if (differsAt - common.seq() <= 1) {
            return cut(common);
        }
        return List.of(new ReconcileEffect.Digest(log, common.seq() + (differsAt - common.seq()) / 2));
    }

    private List<ReconcileEffect> cut(Position from) {
        step = Step.CUTTING;
        common = from;
        return List.of(new Cut(log, from));
    }

    @Override
    public String toString() {
        return log + " " + step + " mine=" + mine + " theirs=" + theirs + " of " + reference + " common=" + common;
    }
}
