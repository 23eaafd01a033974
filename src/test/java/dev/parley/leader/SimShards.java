package dev.parley.leader;

import dev.parley.cluster.Member;
import dev.parley.cluster.Roster;
import dev.parley.wire.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The real table of leaders of one node, for the simulation.
 *
 * <p>Only the shards in use are carried out; the others ask for their lock once and wait for ever. Elections are left out of the words, because
 * nothing but the page for people depends on them.
 */
public final class SimShards {

    /** Does what the table wants done. */
    public interface Owner {
        void tryLock(int shard);

        void unlock(int shard);

        void raiseTerm(int shard, long atLeast);

        void lead(int shard, long term);

        void release(int shard, long term);

        void depose(int shard, long term);

        void follow(int shard, @Nullable NodeId leader);

        void announce();
    }

    /** What a node says about leadership. */
    public static final class Saying {
        private final Word word;

        private Saying(Word word) {
            this.word = word;
        }
    }

    /** What became of an attempt to take a lock. */
    public enum Taken {
        YES,
        NO,
        UNKNOWN
    }

    private final ShardTable table;
    private final Set<Integer> used;
    private final Owner owner;

    public SimShards(NodeId self, Set<Integer> used, long nowMillis, long wallMillis, Owner owner) {
        this.used = used;
        this.owner = owner;
        table = new ShardTable(self, new Now(nowMillis, wallMillis));
    }

    public void roster(Map<NodeId, Member.State> nodes, long nowMillis, long wallMillis) {
        perform(table.roster(nodes, new Now(nowMillis, wallMillis)));
    }

    public void heard(NodeId node, Saying saying, long nowMillis, long wallMillis) {
        perform(table.heard(node, saying.word, new Now(nowMillis, wallMillis)));
    }

    public void locked(int shard, Taken taken, long nowMillis, long wallMillis) {
        LockAnswer answer =
                taken == Taken.YES ? LockAnswer.TAKEN : taken == Taken.NO ? LockAnswer.REFUSED : LockAnswer.FAILED;
        perform(table.locked(shard, answer, new Now(nowMillis, wallMillis)));
    }

    public void unlocked(int shard, long nowMillis, long wallMillis) {
        perform(table.unlocked(shard, new Now(nowMillis, wallMillis)));
    }

    public void unlockFailed(int shard, long nowMillis, long wallMillis) {
        perform(table.unlockFailed(shard, new Now(nowMillis, wallMillis)));
    }

    public void raised(int shard, long term, long nowMillis, long wallMillis) {
        perform(table.raised(shard, term, new Now(nowMillis, wallMillis)));
    }

    public void raiseFailed(int shard, long nowMillis, long wallMillis) {
        perform(table.raiseFailed(shard, new Now(nowMillis, wallMillis)));
    }

    public void released(int shard, long term, long nowMillis, long wallMillis) {
        perform(table.released(shard, term, new Now(nowMillis, wallMillis)));
    }

    public void readOnly(boolean isReadOnly, long nowMillis, long wallMillis) {
        Roster.Mode mode = isReadOnly ? Roster.Mode.READ_ONLY : Roster.Mode.READ_WRITE;
        perform(table.mode(mode, new Now(nowMillis, wallMillis)));
    }

    public void outdated(int shard, long term, long nowMillis, long wallMillis) {
        perform(table.outdated(shard, term, new Now(nowMillis, wallMillis)));
    }

    public void resign(long nowMillis, long wallMillis) {
        perform(table.resign(new Now(nowMillis, wallMillis)));
    }

    public void tick(long nowMillis, long wallMillis) {
        perform(table.tick(new Now(nowMillis, wallMillis)));
    }

    public Saying saying(long nowMillis, long wallMillis) {
        Word word = table.word(new Now(nowMillis, wallMillis));
        return new Saying(new Word(word.claims(), word.given(), List.of()));
    }

    private void perform(List<Effect> effects) {
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.TryLock e && used.contains(e.shard())) {
            owner.tryLock(e.shard());
        } else if (effect instanceof Effect.Unlock e && used.contains(e.shard())) {
            owner.unlock(e.shard());
        } else if (effect instanceof Effect.RaiseTerm e) {
            owner.raiseTerm(e.shard(), e.atLeast());
        } else if (effect instanceof Effect.Lead e) {
            owner.lead(e.shard(), e.term());
        } else if (effect instanceof Effect.Release e) {
            owner.release(e.shard(), e.term());
        } else if (effect instanceof Effect.Depose e) {
            owner.depose(e.shard(), e.term());
        } else if (effect instanceof Effect.Follow e) {
            Leadership.Led leader = e.leader();
            owner.follow(e.shard(), leader == null ? null : leader.node());
        } else if (effect instanceof Effect.Announce) {
            owner.announce();
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int shard : used) {
            text.append(shard).append('=').append(table.shard(shard).state()).append(' ');
        }
        return text.toString().strip();
    }
}
