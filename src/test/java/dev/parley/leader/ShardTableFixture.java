package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member.State;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The table of a node called "me", which knows one other, called Ann. */
abstract class ShardTableFixture {

    static final long WALL = 1_700_000_000_000L;
    static final NodeId ME = new NodeId("me-1");
    static final NodeId ANN = new NodeId("ann-1");
    static final List<NodeId> BOTH = List.of(ME, ANN);

    /** A shard that is ours when both are ready, and one that is hers. */
    static final int MINE = preferredOf(ME);

    static final int HERS = preferredOf(ANN);

    final ShardTable table = new ShardTable(ME, at(0));

    static int preferredOf(NodeId node) {
        return IntStream.range(0, LogId.SHARDS)
                .filter(shard -> Placement.order(shard, BOTH).get(0).equals(node))
                .findFirst()
                .orElseThrow();
    }

    static Now at(long millis) {
        return new Now(millis, WALL + millis);
    }

    static Map<NodeId, State> nodes(State me, State ann) {
        return Map.of(ME, me, ANN, ann);
    }

    static Word claims(Map<Integer, Long> claims) {
        return new Word(claims, Set.of(), List.of());
    }

    static <E extends Effect> List<E> only(Class<E> type, List<Effect> effects) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static List<Integer> locksAsked(List<Effect> effects) {
        return only(Effect.TryLock.class, effects).stream()
                .map(Effect.TryLock::shard)
                .toList();
    }

    static List<Integer> unlocksAsked(List<Effect> effects) {
        return only(Effect.Unlock.class, effects).stream()
                .map(Effect.Unlock::shard)
                .toList();
    }

    /** A word of somebody who leads a shard until another one does. */
    static Word offers(int shard, long term) {
        return new Word(Map.of(shard, term), Set.of(shard), List.of());
    }

    ShardState state(int shard) {
        return table.shard(shard).state();
    }

    /** This node alone leads all shards, in terms from 1 on. */
    void leadAll() {
        table.roster(Map.of(ME, State.READY), at(0));
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            table.locked(shard, LockAnswer.TAKEN, at(10));
            table.raised(shard, shard + 1, at(20));
        }
        assertThat(table.leading()).isEqualTo(LogId.SHARDS);
    }
}
