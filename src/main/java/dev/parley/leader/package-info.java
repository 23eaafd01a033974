/**
 * Who sequences which shard, and in which term.
 *
 * <h2>Purpose</h2>
 *
 * For each of the 64 shards of {@link dev.parley.wire.LogId} one node leads. This package elects it, tells everybody, and moves shards when
 * nodes come and go. It knows nothing of logs: their owners listen ({@link dev.parley.leader.Leadership.Listener}). The door is
 * {@link dev.parley.leader.Leaders}.
 *
 * <h2>How a shard gets its leader</h2>
 *
 * <ol>
 *   <li>{@code Placement} orders the ready nodes for each shard, the same on every node. The first is preferred.
 *   <li>A shard is leaderless when no node that is a member claims it. The preferred node campaigns at once, the next after a second, and so
 *       on. A node that became ready has listened to all others before, for two seconds at most.
 *   <li>To campaign is to take the shard's lock in the grid, without waiting, and then to raise the shard's term: to one more than the last, or to the wall
 *       clock in milliseconds if that is more, so that terms grow even when the whole grid was lost.
 *   <li>Who has raised the term leads, and says so to all at once.
 * </ol>
 *
 * A leader that is not preferred any more hands over, when the preferred node has been ready for two seconds, eight shards at a time: its listeners finish (two seconds at most), the lock is given
 * back, all are told. {@code Leadership.resign} does the same with all shards at once. A shard taken out of turn is kept for five seconds, so
 * that it does not go to and fro when the preferred node cannot take it.
 *
 * <h2>What makes it safe, and what does not</h2>
 *
 * The lock does not: in a split both sides can hold it, and the grid can lose it with its copies. It only decides who tries. It is an entry
 * of the grid that names the membership that has it, and is free when that is not there any more ({@code HzLocks}). What is safe
 * is the term, which the log checks at every write. A leader that hears of a higher term (or of the same from a node with a higher id) is
 * deposed at once. It does not give the lock back, because the lock may be another node's by then. A higher term that no member claims
 * (left in a log by a node that is gone, or whose clock was ahead) does not take the shard from its leader: told of it
 * ({@code Leadership.outdated}), the leader keeps the lock, raises its term above, and begins anew.
 *
 * <h2>Threads</h2>
 *
 * All decisions are in {@code ShardTable}, which belongs to the event loop of {@code LeaderVerticle}. Locks and terms are asked for from there
 * without waiting, and decided on the threads of Hazelcast's partitions ({@code HzLockShard}, {@code HzRaiseTerm}). Their answers come back to
 * the event loop. Listeners are called there too, each in a turn of its own.
 * {@code Leaders} is for any thread.
 *
 * <h2>Addresses and data</h2>
 *
 * None of its own: a {@code Word} (claims, shards given away, elections won in the last seconds) rides on every beat of the cluster package,
 * whole each time, so that a lost one heals and a newcomer learns all. In the grid: {@code parley.locks}, shard → UUID of the
 * membership that has the lock, and {@code parley.terms}, shard → term.
 *
 * <h2>Promises</h2>
 *
 * No two nodes lead a shard in the same term, short of a split in which both sides come to the same millisecond. Terms of a shard grow. As
 * long as the grid keeps its locks, no two members lead a shard at the same time. In a cluster at rest every shard is led by its preferred node and all know.
 *
 * <h2>Failure</h2>
 *
 * <ul>
 *   <li>A leader that dies: its shards are leaderless at the membership event, and its locks are free. The next in
 *       the order of each shard takes it, a tenth of a second later when the grid is at rest. While the grid still moves its parts after a join it can be seconds.
 *   <li>The grid does not answer: it is asked again beside the first question after 0.3 s, because what waits for the copy on a dead node does so for
 *       one or two seconds. It refuses or fails: it is tried again, at most once a second for each shard. A lock that may have been taken is given
 *       back before.
 *   <li>Too few nodes for writing, under the policy {@code majority}: the node stops leading at once and asks for nothing, until there are
 *       enough. What it may still hold it gives back then.
 *   <li>This node's grid is lost (merge, or Hazelcast has stopped): it stops leading at once, gives nothing back and campaigns no more in
 *       this life. What was under way is refused where it arrives, should a merge carry it into another grid.
 *   <li>The grid loses a lock that this node has: nobody notices, and nothing happens, as long as this node lives and says that it leads.
 * </ul>
 */
@NullMarked
package dev.parley.leader;

import org.jspecify.annotations.NullMarked;
