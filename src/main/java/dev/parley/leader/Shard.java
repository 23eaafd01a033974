package dev.parley.leader;

import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard as one node sees it: who leads it, and how far this node's own attempt has come.
 *
 * <p>Time goes by the clock that never goes back unless it says wall. Effects are added to the list that was given at the start.
 */
@PureCore
final class Shard {

    /**
     * How far this node is.
     *
     * <pre>
     * FOLLOWER ──leaderless, my turn──► LOCKING ──taken──► RAISING ──raised──► LEADING
     *    ▲  ▲                             │ │                │                  │  │
     *    │  └──────────refused────────────┘ └─failed─┐       │ may not any more │  │ preferred is another, or resign
     *    │                                           ▼       ▼                  │  ▼
     *    ├──────────────unlocked───────────────── UNLOCKING ◄─────released── RELEASING
     *    └──────────────a higher term was heard, or the lock is gone: deposed───┴──┘
     *
     * LEADING ──its term is outdated──► RENEWING ──raised above──► LEADING
     * </pre>
     *
     * Only UNLOCKING gives a lock back. A deposed leader does not: the lock is not its own any more.
     */
    enum State {
        /** Does nothing about the shard. */
        FOLLOWER,
        /** Has asked for the lock. */
        LOCKING,
        /** Has the lock, and raises the term. */
        RAISING,
        /** Leads. */
        LEADING,
        /** Has the lock, is told as the leader still, but has no term that counts: raises it above one that turned up. */
        RENEWING,
        /** Leads still, and finishes what is under way. */
        RELEASING,
        /** Does not lead, and gives the lock back. */
        UNLOCKING
    }

    private static final long PATIENCE_MILLIS = 1000;
    private static final long KEEP_MILLIS = 5000;
    private static final long GIVEN_MILLIS = 5000;

    private final int number;
    private final NodeId self;
    private final List<Effect> out;

    private State state = State.FOLLOWER;
    /** The term in which this node leads or led last. */
    private long term;
    /** The leader; null: none that is alive is known. */
    private @Nullable Led leader;
    /** A term that somebody found, and in which this node may have no part: what it raises must be above. */
    private long outdatedBy;
    /** The highest claim ever heard, of whomever; null: none. */
    private @Nullable Led highest;
    /** Since when there is no leader, and why. */
    private long leaderlessSince;

    private Reason cause = Reason.FIRST;
    private final Question question = new Question();
    /** Whether the grid may have noted the lock for this node, though it does nothing about the shard. */
    private boolean mayHoldLock;
    /** Until when a shard taken out of turn is kept, so that it does not go back and forth. */
    private long keepUntil;
    /** Until when the others are told that the shard was given away. */
    private long givenUntil;

    Shard(int number, NodeId self, List<Effect> out, Now now) {
        this.number = number;
        this.self = self;
        this.out = out;
        leaderlessSince = now.tickMillis();
    }

    State state() {
        return state;
    }

    @Nullable
    Led leader() {
        return leader;
    }

    /** The term in which this node leads; only while it does. The outdated one while it is renewed. */
    long term() {
        return term;
    }

    /** Whether the others should know that this node leads. */
    boolean isClaimed() {
        return state == State.LEADING || state == State.RENEWING || state == State.RELEASING;
    }

    /** Whether the shard is on its way to another node. */
    boolean isMoving() {
        return state == State.RELEASING || state == State.UNLOCKING;
    }

    /** Whether this node gave it away just now. */
    boolean isGiven(Now now) {
        return now.tickMillis() < givenUntil;
    }

    /** Whether it should go to another node. */
    boolean isMisplaced(View view, Now now) {
        NodeId preferred = view.preferred(number);
        // A node that may not lead any more, because it is drained, has no reason to wait.
        boolean isDue = !view.isReady() || now.tickMillis() >= keepUntil;
        return state == State.LEADING && preferred != null && !preferred.equals(self) && isDue;
    }

    /** The one place in which the state changes. */
    private void turn(State to) {
        out.add(new Effect.Turned(number, state, to, term));
        state = to;
        question.forget();
    }

    // What others say.

    /** A node that is present claims to lead in this term. */
    void claimed(NodeId node, long claim) {
        Led claimed = new Led(node, claim);
        boolean newer = highest == null || isAbove(claimed, highest);
        boolean again = leader == null && claimed.equals(highest) && !node.equals(self);
        if (!newer && !again) {
            return;
        }
        highest = claimed;
        if (isClaimed()) {
            depose();
        }
        follow(claimed);
    }

    private static boolean isAbove(Led one, Led other) {
        // Two sides of a split can come to the same term. Somebody has to give way.
        return one.term() != other.term()
                ? one.term() > other.term()
                : one.node().compareTo(other.node()) > 0;
    }

    /** A node that is present does not claim to lead; whether it gave the shard away of its own will is {@code why}. */
    void unclaimed(NodeId node, Reason why, Now now) {
        if (leader != null && leader.node().equals(node)) {
            loseLeader(why, now);
        }
    }

    /** The membership has changed. */
    void viewed(View before, View view, Now now) {
        if (leader != null && !leader.node().equals(self) && !view.mayLead(leader.node())) {
            loseLeader(before.isLeaving(leader.node()) ? Reason.HAND_OVER : Reason.CRASH, now);
        }
    }

    private void loseLeader(Reason why, Now now) {
        leaderlessSince = now.tickMillis();
        cause = why;
        question.tryNow(now);
        follow(null);
    }

    private void follow(@Nullable Led led) {
        leader = led;
        out.add(new Effect.Follow(number, led));
    }

    private void depose() {
        boolean isTold = state == State.RENEWING;
        turn(State.FOLLOWER);
        if (!isTold) {
            out.add(new Effect.Depose(number, term));
        }
        out.add(new Effect.Announce());
    }

    // What this node does.

    /** Does what is due now. */
    void consider(View view, Now now) {
        switch (state) {
            case FOLLOWER -> {
                if (leader == null && view.isReady() && view.isInformed(now) && now.tickMillis() >= turnAt(view)) {
                    turn(State.LOCKING);
                    ask(new Effect.TryLock(number), now);
                }
            }
            case LOCKING -> {
                if (question.isSilent(now)) {
                    ask(new Effect.TryLock(number), now);
                }
            }
            case RAISING, RENEWING -> {
                if (question.isSilent(now) || question.isDue(now)) {
                    raise(view, now);
                }
            }
            case UNLOCKING -> {
                if (question.isDue(now)) {
                    ask(new Effect.Unlock(number), now);
                }
            }
            case LEADING, RELEASING -> {
                // Waits for an answer, or for the table to move it.
            }
        }
    }

    /** The first in the order tries at once, each other one only when those before it had a second each. */
    private long turnAt(View view) {
        long since = Math.max(leaderlessSince, view.readySinceMillis());
        return Math.max(question.retryAt(), since + view.rank(number) * PATIENCE_MILLIS);
    }

    private void raise(View view, Now now) {
        if (view.isReady()) {
            long known = highest == null ? outdatedBy : Math.max(outdatedBy, highest.term());
            ask(new Effect.RaiseTerm(number, Math.max(known + 1, now.wallMillis())), now);
        } else {
            giveUp(now);
        }
    }

    private void ask(Effect effect, Now now) {
        question.ask(now);
        out.add(effect);
    }

    /** The answer to {@link Effect.TryLock}. */
    void locked(LockAnswer answer, View view, Now now) {
        if (state != State.LOCKING) {
            return;
        }
        switch (answer) {
            case TAKEN -> {
                turn(State.RAISING);
                raise(view, now);
            }
            case REFUSED -> {
                turn(State.FOLLOWER);
                question.tryLater(now);
            }
            // Perhaps it was taken all the same: giving back what one does not have harms nobody.
            case FAILED -> {
                turn(State.UNLOCKING);
                question.tryLater(now);
            }
        }
    }

    /** The answer to {@link Effect.RaiseTerm}. */
    void raised(long raisedTo, View view, Now now) {
        if (state != State.RAISING && state != State.RENEWING) {
            return;
        }
        Led mine = new Led(self, raisedTo);
        if (!view.isReady() || (highest != null && !isAbove(mine, highest))) {
            giveUp(now);
            return;
        }
        if (raisedTo <= outdatedBy) {
            // The answer to a question that was asked before the higher term turned up.
            raise(view, now);
            return;
        }
        term = raisedTo;
        keepUntil = view.rank(number) == 0 ? now.tickMillis() : now.tickMillis() + KEEP_MILLIS;
        question.succeeded();
        Election election = elected(now);
        highest = mine;
        turn(State.LEADING);
        out.add(new Effect.Lead(number, term));
        follow(mine);
        out.add(new Effect.Elect(election));
        out.add(new Effect.Announce());
    }

    private Election elected(Now now) {
        NodeId from = highest == null ? null : highest.node();
        // Had the leader gone or given the shard away there would be none: it has lost its lock and does not know.
        boolean isRenewal = state == State.RENEWING;
        Reason reason = isRenewal ? Reason.OUTDATED : leader == null ? cause : Reason.TAKEOVER;
        long without = leader == null || isRenewal ? now.tickMillis() - leaderlessSince : 0;
        return new Election(now.wallMillis(), number, term, from, self, from == null ? Reason.FIRST : reason, without);
    }

    /** {@link Effect.RaiseTerm} failed; the lock stays. */
    void raiseFailed(Now now) {
        if (state == State.RAISING || state == State.RENEWING) {
            question.tryLater(now);
        }
    }

    /** Somebody found this term, in which another node led once: the leader raises its own above it, and keeps the lock meanwhile. */
    void outdated(long found, View view, Now now) {
        if (state == State.RENEWING) {
            outdatedBy = Math.max(outdatedBy, found);
        } else if (state == State.LEADING && found >= term) {
            outdatedBy = Math.max(outdatedBy, found);
            leaderlessSince = now.tickMillis();
            turn(State.RENEWING);
            out.add(new Effect.Depose(number, term));
            raise(view, now);
        }
    }

    /** Hands the shard over; only while it is led. */
    void release() {
        turn(State.RELEASING);
        out.add(new Effect.Release(number, term));
    }

    /** The answer to {@link Effect.Release}. */
    void released(long releasedTerm, Now now) {
        if (state == State.RELEASING && term == releasedTerm) {
            giveUp(now);
        }
    }

    /** Gives back the lock, and with it the shard if the others think that this node leads. */
    private void giveUp(Now now) {
        if (isClaimed()) {
            givenUntil = now.tickMillis() + GIVEN_MILLIS;
            loseLeader(Reason.HAND_OVER, now);
        }
        turn(State.UNLOCKING);
        ask(new Effect.Unlock(number), now);
    }

    /** The answer to {@link Effect.Unlock}. */
    void unlocked(Now now) {
        if (state == State.UNLOCKING) {
            turn(State.FOLLOWER);
            question.tryLater(now);
            out.add(new Effect.Announce());
        }
    }

    /** {@link Effect.Unlock} failed. */
    void unlockFailed(Now now) {
        if (state == State.UNLOCKING) {
            question.tryLater(now);
        }
    }

    /** Nothing may be written any more, and the grid answers nothing: leads no more, and asks for nothing. */
    void suspend(Now now) {
        mayHoldLock |= state != State.FOLLOWER;
        surrender(now);
    }

    /** The grid answers again. What it may have noted for this node is given back, so that everybody has the same chance. */
    void resume(Now now) {
        if (mayHoldLock) {
            mayHoldLock = false;
            giveUp(now);
        }
    }

    /** The locks are gone, all of them. */
    void surrender(Now now) {
        if (isClaimed()) {
            depose();
            loseLeader(Reason.TAKEOVER, now);
        } else if (state != State.FOLLOWER) {
            turn(State.FOLLOWER);
        }
    }
}
