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

    private final int number;
    private final NodeId self;
    private final List<Effect> out;

    private ShardState state = ShardState.FOLLOWER;
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
    /** Until when this node leads on and waits for somebody to take over. */
    private long offerUntil;
    /** Until when the others are told that the shard was given away. */
    private long givenUntil;
    /** Since when the leader, which leads on, lets others have the shard; null: it does not. */
    private @Nullable Long offeredSince;

    Shard(int number, NodeId self, List<Effect> out, Now now) {
        this.number = number;
        this.self = self;
        this.out = out;
        leaderlessSince = now.tickMillis();
    }

    ShardState state() {
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
        return state.isClaimed();
    }

    /** Whether this node leads, and has given the lock back for another one to take over. */
    boolean isOffered() {
        return state == ShardState.OFFERING && offeredSince != null;
    }

    /** Whether the shard is on its way to another node. */
    boolean isMoving() {
        return state == ShardState.OFFERING || state == ShardState.RELEASING || state == ShardState.UNLOCKING;
    }

    /** Whether this node gave it away just now. */
    boolean isGiven(Now now) {
        return now.tickMillis() < givenUntil;
    }

    /** Whether it should go to another node. */
    boolean isMisplaced(View view, Now now) {
        NodeId preferred = view.preferred(number);
        // A node that may not lead any more, because it is drained, has no reason to wait.
        if (state != ShardState.LEADING || preferred == null || preferred.equals(self)) {
            return false;
        }
        return !view.isReady() || (now.tickMillis() >= keepUntil && view.isSettled(preferred, now));
    }

    /** The one place in which the state changes. */
    private void turn(ShardState to) {
        out.add(new Effect.Turned(number, state, to, term));
        state = to;
        question.forget();
    }

    // What others say.

    /** A node that is present claims to lead in this term. */
    void claimed(NodeId node, long claim) {
        Led claimed = new Led(node, claim);
        boolean newer = highest == null || claimed.isAbove(highest);
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

    /** A node that claims to lead lets others have the shard. */
    void offered(NodeId node, Now now) {
        if (leader != null && leader.node().equals(node) && offeredSince == null) {
            offeredSince = now.tickMillis();
            question.tryNow(now);
        }
    }

    /** A node that claims to lead does not let others have the shard. */
    void kept(NodeId node) {
        if (leader != null && leader.node().equals(node)) {
            offeredSince = null;
        }
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
        offeredSince = null;
        out.add(new Effect.Follow(number, led));
    }

    private void depose() {
        boolean isTold = state == ShardState.RENEWING;
        turn(ShardState.FOLLOWER);
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
                boolean mayBeHad = leader == null || offeredSince != null;
                if (mayBeHad && view.isReady() && view.isInformed(now) && now.tickMillis() >= turnAt(view)) {
                    turn(ShardState.LOCKING);
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
            case UNLOCKING -> unlock(now);
            case OFFERING -> offer(now);
            case LEADING, RELEASING -> {
                // Waits for an answer, or for the table to move it.
            }
        }
    }

    /** The first in the order tries at once, each other one only when those before it had a second each. */
    private long turnAt(View view) {
        long open = offeredSince == null ? leaderlessSince : offeredSince;
        long since = Math.max(open, view.readySinceMillis());
        return Math.max(question.retryAt(), since + view.rank(number) * ShardTimes.PATIENCE_MILLIS);
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
        if (state != ShardState.LOCKING) {
            return;
        }
        switch (answer) {
            case TAKEN -> {
                turn(ShardState.RAISING);
                raise(view, now);
            }
            case REFUSED -> {
                turn(ShardState.FOLLOWER);
                question.tryLater(now);
            }
            // Perhaps it was taken all the same: giving back what one does not have harms nobody.
            case FAILED -> {
                turn(ShardState.UNLOCKING);
                question.tryLater(now);
            }
        }
    }

    /** The answer to {@link Effect.RaiseTerm}. */
    void raised(long raisedTo, View view, Now now) {
        if (state != ShardState.RAISING && state != ShardState.RENEWING) {
            return;
        }
        Led mine = new Led(self, raisedTo);
        if (!view.isReady() || (highest != null && !mine.isAbove(highest))) {
            giveUp(now);
            return;
        }
        if (raisedTo <= outdatedBy) {
            // The answer to a question that was asked before the higher term turned up.
            raise(view, now);
            return;
        }
        term = raisedTo;
        keepUntil = view.rank(number) == 0 ? now.tickMillis() : now.tickMillis() + ShardTimes.KEEP_MILLIS;
        question.succeeded();
        Election election = elected(now);
        highest = mine;
        turn(ShardState.LEADING);
        out.add(new Effect.Lead(number, term));
        follow(mine);
        out.add(new Effect.Elect(election));
        out.add(new Effect.Announce());
    }

    private Election elected(Now now) {
        NodeId from = highest == null ? null : highest.node();
        // Had the leader gone or given the shard away there would be none: it has lost its lock and does not know.
        boolean isRenewal = state == ShardState.RENEWING;
        Reason reason = isRenewal
                ? Reason.OUTDATED
                : leader == null ? cause : offeredSince == null ? Reason.TAKEOVER : Reason.HAND_OVER;
        long without = leader == null || isRenewal ? now.tickMillis() - leaderlessSince : 0;
        return new Election(now.wallMillis(), number, term, from, self, from == null ? Reason.FIRST : reason, without);
    }

    /** {@link Effect.RaiseTerm} failed; the lock stays. */
    void raiseFailed(Now now) {
        if (state == ShardState.RAISING || state == ShardState.RENEWING) {
            question.tryLater(now);
        }
    }

    /** Somebody found this term, in which another node led once: the leader raises its own above it, and keeps the lock meanwhile. */
    void outdated(long found, View view, Now now) {
        if (state == ShardState.RENEWING) {
            outdatedBy = Math.max(outdatedBy, found);
        } else if (state == ShardState.LEADING && found >= term) {
            outdatedBy = Math.max(outdatedBy, found);
            leaderlessSince = now.tickMillis();
            turn(ShardState.RENEWING);
            out.add(new Effect.Depose(number, term));
            raise(view, now);
        }
    }

    /** Hands the shard over, only while it is led: to whoever takes over if somebody can, otherwise to nobody. */
    void release(View view, Now now) {
        NodeId next = view.preferred(number);
        if (next == null || next.equals(self)) {
            finish();
        } else {
            turn(ShardState.OFFERING);
            offerUntil = now.tickMillis() + ShardTimes.OFFER_MILLIS;
            ask(new Effect.Unlock(number), now);
        }
    }

    /** Gives the lock back; and then the shard too, when nobody wants it. */
    private void offer(Now now) {
        if (offeredSince == null) {
            unlock(now);
        } else if (now.tickMillis() >= offerUntil) {
            finish();
        }
    }

    private void unlock(Now now) {
        if (question.isDue(now)) {
            ask(new Effect.Unlock(number), now);
        }
    }

    private void finish() {
        turn(ShardState.RELEASING);
        out.add(new Effect.Release(number, term));
    }

    /** The answer to {@link Effect.Release}. */
    void released(long releasedTerm, Now now) {
        if (state == ShardState.RELEASING && term == releasedTerm) {
            giveUp(now);
        }
    }

    /** Gives back the lock, and with it the shard if the others think that this node leads. */
    private void giveUp(Now now) {
        if (isClaimed()) {
            givenUntil = now.tickMillis() + ShardTimes.GIVEN_MILLIS;
            loseLeader(Reason.HAND_OVER, now);
        }
        turn(ShardState.UNLOCKING);
        ask(new Effect.Unlock(number), now);
    }

    /** The answer to {@link Effect.Unlock}. */
    void unlocked(Now now) {
        if (state == ShardState.UNLOCKING) {
            turn(ShardState.FOLLOWER);
            question.tryLater(now);
            out.add(new Effect.Announce());
        } else if (state == ShardState.OFFERING && offeredSince == null) {
            offeredSince = now.tickMillis();
            out.add(new Effect.Announce());
        }
    }

    /** {@link Effect.Unlock} failed. */
    void unlockFailed(Now now) {
        if (state == ShardState.UNLOCKING || state == ShardState.OFFERING) {
            question.tryLater(now);
        }
    }

    /** Nothing may be written any more, and the grid answers nothing: leads no more, and asks for nothing. */
    void suspend(Now now) {
        mayHoldLock |= state != ShardState.FOLLOWER;
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
        } else if (state != ShardState.FOLLOWER) {
            turn(ShardState.FOLLOWER);
        }
    }
}
