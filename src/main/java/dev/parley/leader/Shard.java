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
        /** Leads still, and finishes what is under way. */
        RELEASING,
        /** Does not lead, and gives the lock back. */
        UNLOCKING
    }

    private static final long PATIENCE_MILLIS = 1000;
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LAST_RETRY_MILLIS = 1000;
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
    /** The highest claim ever heard, of whomever; null: none. */
    private @Nullable Led highest;
    /** Since when there is no leader, and why. */
    private long leaderlessSince;

    private Reason cause = Reason.FIRST;
    /** Whether an answer is awaited, and when to try again if not. */
    private boolean asked;

    private long retryAt;
    private long retryMillis = FIRST_RETRY_MILLIS;
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

    /** The term in which this node leads; only while it does. */
    long term() {
        return term;
    }

    /** Whether the others should know that this node leads. */
    boolean isClaimed() {
        return state == State.LEADING || state == State.RELEASING;
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
        return state == State.LEADING && preferred != null && !preferred.equals(self) && now.tickMillis() >= keepUntil;
    }

    /** The one place in which the state changes. */
    private void turn(State to) {
        out.add(new Effect.Turned(number, state, to, term));
        state = to;
        asked = false;
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
        retryAt = now.tickMillis();
        retryMillis = FIRST_RETRY_MILLIS;
        follow(null);
    }

    private void follow(@Nullable Led led) {
        leader = led;
        out.add(new Effect.Follow(number, led));
    }

    private void depose() {
        turn(State.FOLLOWER);
        out.add(new Effect.Depose(number, term));
        out.add(new Effect.Announce());
    }

    // What this node does.

    /** Does what is due now. */
    void consider(View view, Now now) {
        switch (state) {
            case FOLLOWER -> {
                if (leader == null && view.isReady() && view.isInformed(now) && now.tickMillis() >= turnAt(view)) {
                    turn(State.LOCKING);
                    ask(new Effect.TryLock(number));
                }
            }
            case RAISING -> {
                if (!asked && now.tickMillis() >= retryAt) {
                    raise(view, now);
                }
            }
            case UNLOCKING -> {
                if (!asked && now.tickMillis() >= retryAt) {
                    ask(new Effect.Unlock(number));
                }
            }
            case LOCKING, LEADING, RELEASING -> {
                // Waits for an answer, or for the table to move it.
            }
        }
    }

    /** The first in the order tries at once, each other one only when those before it had a second each. */
    private long turnAt(View view) {
        long since = Math.max(leaderlessSince, view.readySinceMillis());
        return Math.max(retryAt, since + view.rank(number) * PATIENCE_MILLIS);
    }

    private void raise(View view, Now now) {
        if (view.isReady()) {
            long above = highest == null ? 0 : highest.term() + 1;
            ask(new Effect.RaiseTerm(number, Math.max(above, now.wallMillis())));
        } else {
            unlock(now);
        }
    }

    private void ask(Effect question) {
        asked = true;
        out.add(question);
    }

    private void tryAgainLater(Now now) {
        asked = false;
        retryAt = now.tickMillis() + retryMillis;
        retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
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
                tryAgainLater(now);
            }
            // Perhaps it was taken all the same: giving back what one does not have harms nobody.
            case FAILED -> {
                turn(State.UNLOCKING);
                tryAgainLater(now);
            }
        }
    }

    /** The answer to {@link Effect.RaiseTerm}. */
    void raised(long raisedTo, View view, Now now) {
        if (state != State.RAISING) {
            return;
        }
        Led mine = new Led(self, raisedTo);
        if (!view.isReady() || (highest != null && !isAbove(mine, highest))) {
            unlock(now);
            return;
        }
        term = raisedTo;
        keepUntil = view.rank(number) == 0 ? now.tickMillis() : now.tickMillis() + KEEP_MILLIS;
        retryMillis = FIRST_RETRY_MILLIS;
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
        Reason reason = leader == null ? cause : Reason.TAKEOVER;
        long without = leader == null ? now.tickMillis() - leaderlessSince : 0;
        return new Election(now.wallMillis(), number, term, from, self, from == null ? Reason.FIRST : reason, without);
    }

    /** {@link Effect.RaiseTerm} failed; the lock stays. */
    void raiseFailed(Now now) {
        if (state == State.RAISING) {
            tryAgainLater(now);
        }
    }

    /** Hands the shard over; only while it is led. */
    void release() {
        turn(State.RELEASING);
        ask(new Effect.Release(number, term));
    }

    /** The answer to {@link Effect.Release}. */
    void released(long releasedTerm, Now now) {
        if (state == State.RELEASING && term == releasedTerm) {
            givenUntil = now.tickMillis() + GIVEN_MILLIS;
            loseLeader(Reason.HAND_OVER, now);
            unlock(now);
        }
    }

    private void unlock(Now now) {
        turn(State.UNLOCKING);
        retryAt = now.tickMillis();
        ask(new Effect.Unlock(number));
    }

    /** The answer to {@link Effect.Unlock}. */
    void unlocked(Now now) {
        if (state == State.UNLOCKING) {
            turn(State.FOLLOWER);
            tryAgainLater(now);
            out.add(new Effect.Announce());
        }
    }

    /** {@link Effect.Unlock} failed. */
    void unlockFailed(Now now) {
        if (state == State.UNLOCKING) {
            tryAgainLater(now);
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
