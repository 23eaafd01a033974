package dev.parley.leader;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster.Mode;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * All decisions of one node about leading: what came in, and when, gives what is to be done.
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>A shard has a leader as long as a node that is present claims it. It is leaderless from the moment at which that node leaves the
 *       membership or claims it no more.
 *   <li>A node that became ready listens first, until all others have said what they lead.
 *   <li>A ready node that is preferred for a leaderless shard campaigns at once; the next in the order after a second, and so on.
 *   <li>To campaign is to take the lock, and then to raise the term above all that were ever heard. Who has raised it leads.
 *   <li>A leader that is not preferred any more hands over, {@link #MOVES_AT_ONCE} shards at a time, when the preferred node has been ready for
 *       {@link ShardTimes#SETTLE_MILLIS}. One that took a shard out of turn keeps it a while first.
 *   <li>To hand over is to give the lock back and lead on until another one claims a higher term. So nobody waits for lock and term: what
 *       was being written is refused by the new term, and asked again. A shard that nobody takes is released.
 *   <li>A leader that hears a higher claim is deposed, and leaves the lock alone.
 *   <li>A leader of whom somebody found a term as high as its own or higher, which no member claims, raises its own above it and goes on.
 *   <li>Without enough nodes for writing nobody leads, and nobody asks for locks.
 * </ul>
 *
 * Every method answers with the effects, in the order in which they must happen.
 */
@PureCore
final class ShardTable {

    /** Shards that are handed over at the same time when a node joins, so that the others go on meanwhile. */
    static final int MOVES_AT_ONCE = 8;

    private static final long ELECTIONS_TOLD_MILLIS = 10_000;

    private static final Effect ANNOUNCE = new Effect.Announce();

    private final NodeId self;
    private final List<Effect> out = new ArrayList<>();
    private final List<Shard> shards;
    private final ElectionBook book = new ElectionBook();
    private Map<NodeId, Member.State> present = Map.of();
    private View view;
    private Will will = Will.LEAD;
    private Mode mode = Mode.READ_WRITE;

    private enum Will {
        LEAD,
        RESIGN
    }

    ShardTable(NodeId self, Now now) {
        this.self = self;
        view = View.empty(self);
        shards = IntStream.range(0, LogId.SHARDS)
                .mapToObj(number -> new Shard(number, self, out, now))
                .toList();
    }

    // Events.

    /** The nodes of the cluster are these now. */
    List<Effect> roster(Map<NodeId, Member.State> nodes, Now now) {
        present = Map.copyOf(nodes);
        look(now);
        return settle(now);
    }

    private void look(Now now) {
        Map<NodeId, Member.State> nodes = new HashMap<>(present);
        if (will == Will.RESIGN) {
            // What it has resolved counts before the others hear of it.
            nodes.replace(self, Member.State.LEAVING);
        } else if (mode == Mode.READ_ONLY) {
            nodes.replace(self, Member.State.READY, Member.State.JOINING);
        }
        View before = view;
        view = before.next(nodes, now);
        shards.forEach(shard -> shard.viewed(before, view, now));
    }

    /** Enough nodes are there for writing, or not. */
    List<Effect> mode(Mode to, Now now) {
        if (to != mode) {
            mode = to;
            look(now);
            if (mode == Mode.READ_ONLY) {
                shards.forEach(shard -> shard.suspend(now));
            } else {
                shards.forEach(shard -> shard.resume(now));
            }
        }
        return settle(now);
    }

    /** Somebody found a term of the shard as high as this. */
    List<Effect> outdated(int shard, long term, Now now) {
        shards.get(shard).outdated(term, view, now);
        return settle(now);
    }

    /** Another node speaks. Of a node that is not present nothing is believed. */
    List<Effect> heard(NodeId node, Word word, Now now) {
        if (view.isPresent(node)) {
            view = view.heard(node);
            // Who joins leads nothing: of a node that was merged into this cluster, the claims are those of another
            // one.
            Map<Integer, Long> claims = view.mayLead(node) ? word.claims() : Map.of();
            for (int number = 0; number < shards.size(); number++) {
                Long claim = claims.get(number);
                if (claim == null) {
                    boolean given = word.given().contains(number);
                    shards.get(number).unclaimed(node, given ? Reason.HAND_OVER : Reason.TAKEOVER, now);
                } else {
                    shards.get(number).claimed(node, claim);
                    if (word.given().contains(number)) {
                        shards.get(number).offered(node, now);
                    } else {
                        shards.get(number).kept(node);
                    }
                }
            }
            word.elections().forEach(this::record);
        }
        return settle(now);
    }

    private void record(Election election) {
        if (book.add(election)) {
            out.add(new Effect.Elect(election));
        }
    }

    /** The answer to {@link Effect.TryLock}. */
    List<Effect> locked(int shard, LockAnswer answer, Now now) {
        shards.get(shard).locked(answer, view, now);
        return settle(now);
    }

    /** The answer to {@link Effect.RaiseTerm}. */
    List<Effect> raised(int shard, long term, Now now) {
        shards.get(shard).raised(term, view, now);
        return settle(now);
    }

    /** {@link Effect.RaiseTerm} failed. */
    List<Effect> raiseFailed(int shard, Now now) {
        shards.get(shard).raiseFailed(now);
        return settle(now);
    }

    /** The answer to {@link Effect.Release}. */
    List<Effect> released(int shard, long term, Now now) {
        shards.get(shard).released(term, now);
        return settle(now);
    }

    /** The answer to {@link Effect.Unlock}. */
    List<Effect> unlocked(int shard, Now now) {
        shards.get(shard).unlocked(now);
        return settle(now);
    }

    /** {@link Effect.Unlock} failed. */
    List<Effect> unlockFailed(int shard, Now now) {
        shards.get(shard).unlockFailed(now);
        return settle(now);
    }

    /** Time has gone by. */
    List<Effect> tick(Now now) {
        return settle(now);
    }

    /** This node is to lead nothing any more; everything is handed over at once. */
    List<Effect> resign(Now now) {
        will = Will.RESIGN;
        look(now);
        return settle(now);
    }

    /** The locks of this node are gone: it leads nothing from now on, and gives nothing back. */
    List<Effect> surrender(Now now) {
        will = Will.RESIGN;
        look(now);
        shards.forEach(shard -> shard.surrender(now));
        return settle(now);
    }

    /** Does what is due, and gives all effects of this step. */
    private List<Effect> settle(Now now) {
        moveAway(now);
        shards.forEach(shard -> shard.consider(view, now));
        List<Effect> effects = new ArrayList<>();
        for (Effect effect : out) {
            if (effect instanceof Effect.Elect elect && elect.election().to().equals(self)) {
                book.add(elect.election());
            }
            if (!(effect instanceof Effect.Announce)) {
                effects.add(effect);
            }
        }
        if (out.contains(ANNOUNCE)) {
            effects.add(ANNOUNCE);
        }
        out.clear();
        return effects;
    }

    private void moveAway(Now now) {
        long moving = shards.stream().filter(Shard::isMoving).count();
        for (Shard shard : shards) {
            boolean resigned = will == Will.RESIGN && shard.state() == ShardState.LEADING;
            if (resigned || (moving < MOVES_AT_ONCE && shard.isMisplaced(view, now))) {
                shard.release(view, now);
                moving++;
            }
        }
    }

    // What is.

    /** What the other nodes are told. */
    Word word(Now now) {
        Map<Integer, Long> claims = new HashMap<>();
        Set<Integer> given = new HashSet<>();
        for (int number = 0; number < shards.size(); number++) {
            Shard shard = shards.get(number);
            if (shard.isClaimed()) {
                claims.put(number, shard.term());
            }
            if (shard.isOffered() || (!shard.isClaimed() && shard.isGiven(now))) {
                given.add(number);
            }
        }
        return new Word(claims, given, book.wonBy(self, now.wallMillis() - ELECTIONS_TOLD_MILLIS));
    }

    /** The newest elections, the newest first. */
    List<Election> elections() {
        return book.all();
    }

    /** Number of shards that this node leads. */
    int leading() {
        return (int) shards.stream().filter(Shard::isClaimed).count();
    }

    /** Whether this node has no part in any shard: it leads none, holds no lock, and waits for no answer. */
    boolean isIdle() {
        return shards.stream().allMatch(shard -> shard.state() == ShardState.FOLLOWER);
    }

    /** The shard with this number; for tests. */
    Shard shard(int number) {
        return shards.get(number);
    }
}
