package dev.parley.leader;

import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who leads which shard, and in which term: the door of this package. Any thread may call. */
public interface Leadership {

    /**
     * A leader.
     *
     * @param node who
     * @param term in which term; grows with every change
     */
    record Led(NodeId node, long term) {

        /** Whether this one is to be followed rather than that. Two sides of a split can come to the same term; somebody has to give way. */
        boolean isAbove(Led other) {
            return term != other.term ? term > other.term : node.compareTo(other.node) > 0;
        }
    }

    /** What the owner of logs must know. Called on the leadership's event loop: hand over and return. */
    interface Listener {
        /** This node leads the shard from now on, in this term. */
        void leads(int shard, long term);

        /**
         * This node is to hand the shard over: take no more, finish what is under way, then complete. The lock is kept until then, but no
         * longer than 2 s.
         */
        Future<Void> release(int shard, long term);

        /** This node has lost the shard to somebody else, or its lock: stop at once. */
        void deposed(int shard, long term);

        /** Somebody else leads the shard now, or nobody is known to (null). */
        void leaderChanged(int shard, @Nullable Led leader);
    }

    /**
     * One change of a leader, for people.
     *
     * @param atMillis when, in milliseconds since 1970
     * @param shard which shard
     * @param term the new term
     * @param from who led before; null: nobody
     * @param to who leads now
     * @param reason why
     * @param durationMillis how long the shard had no leader, as far as this node saw
     */
    record Election(
            long atMillis,
            int shard,
            long term,
            @Nullable NodeId from,
            NodeId to,
            Reason reason,
            long durationMillis) {}

    /** Why a leader changed. */
    enum Reason {
        /** Nobody had led the shard. */
        FIRST,
        /** The leader left the cluster without a word. */
        CRASH,
        /** The leader gave it away: a node joined, or it is stopping. */
        HAND_OVER,
        /** The leader lost its lock. */
        TAKEOVER,
        /** A term as high as the leader's turned up, of one that leads no more: the leader stayed, and raised its own above it. */
        OUTDATED
    }

    /** The leader of a shard as far as this node knows; null: none. */
    @Nullable
    Led leaderOf(int shard);

    /** The newest elections that this node heard of, newest first, at most 200. */
    List<Election> elections();

    /** Hears of leadership from now on. */
    void listen(Listener listener);

    /**
     * Somebody found a term as high as this or higher for the shard, in a log or an archive: the leader of it must not go on below it.
     *
     * <p>It keeps its lock, raises its term above and begins anew: its listeners hear {@link Listener#deposed} of the old term and then
     * {@link Listener#leads} of the new one. Any thread; without effect on a node that does not lead the shard, or leads it in a higher term.
     */
    void outdated(int shard, long term);

    /** Gives away everything this node leads and campaigns no more; completes when it leads nothing, or after the deadline of 5 s. */
    Future<Void> resign();
}
