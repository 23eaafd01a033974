package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import dev.parley.cluster.ClusterConfig;
import dev.parley.cluster.HzCluster;
import dev.parley.cluster.NodeIds;
import dev.parley.cluster.TestNode;
import dev.parley.wire.HzGrid;
import dev.parley.wire.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Locks and terms over two real members. */
class HzLocksTest {

    private static HzCluster here;
    private static HzCluster there;
    private static HzLocks mine;
    private static HzLocks theirs;

    @BeforeAll
    static void join() {
        ClusterConfig config = TestNode.config("locks-" + NodeIds.fresh(), TestNode.freePorts(), "n");
        here = join(config);
        there = join(config);
        mine = new HzLocks(here.grid());
        theirs = new HzLocks(there.grid());
    }

    private static HzCluster join(ClusterConfig config) {
        return ((HzCluster.Joined) HzCluster.join(config, NodeIds.fresh())).cluster();
    }

    @AfterAll
    static void leave() {
        there.terminate();
        here.terminate();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static IMap<Integer, UUID> locks(HzCluster cluster) {
        HazelcastInstance hazelcast = cluster.hazelcast();
        return hazelcast.getMap("parley.locks");
    }

    @Test
    void shouldGiveALockToOneNodeOnly() {
        assertThat(get(mine.tryLock(1))).isTrue();
        assertThat(get(theirs.tryLock(1))).isFalse();
        assertThat(get(mine.unlock(1))).isTrue();
        assertThat(get(theirs.tryLock(1))).isTrue();
        assertThat(get(theirs.unlock(1))).isTrue();
    }

    @Test
    void shouldGiveBackAtOnceALockThatWasTakenTwice() {
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.unlock(2))).isTrue();
        assertThat(get(mine.unlock(2))).as("it has it no more").isFalse();
        assertThat(get(theirs.tryLock(2))).isTrue();
        get(theirs.unlock(2));
    }

    @Test
    void shouldNotFreeTheLockOfAnotherNode() {
        assertThat(get(mine.tryLock(3))).isTrue();
        // The grid loses it, and the other node takes it.
        locks(here).remove(3);
        assertThat(get(theirs.tryLock(3))).isTrue();

        assertThat(get(mine.unlock(3))).isFalse();
        assertThat(locks(here).get(3)).isEqualTo(there.grid().joinedAs());
        assertThat(get(mine.tryLock(3))).isFalse();
        get(theirs.unlock(3));
        assertThat(locks(here).containsKey(3)).isFalse();
    }

    @Test
    void shouldRaiseTermsAboveTheLastAndTheClock() {
        long first = raise(mine, 1000);
        long second = raise(theirs, 900);
        long third = raise(mine, 5000);

        assertThat(first).isGreaterThanOrEqualTo(1000);
        assertThat(second).isGreaterThan(first).isLessThan(5000);
        assertThat(third).isGreaterThanOrEqualTo(5000);
        assertThat(here.hazelcast().<Integer, Long>getMap("parley.terms").get(4))
                .isEqualTo(third);
    }

    /** On a busy machine a backup may be late: then nobody knows whether it was done, and the leader's table asks again. */
    private static long raise(HzLocks locks, long atLeast) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                return get(locks.raise(4, atLeast));
            } catch (CompletionException e) {
                assertThat(e).hasRootCauseInstanceOf(IndeterminateOperationStateException.class);
            }
        }
        throw new AssertionError("the grid never knew what it did");
    }

    @Test
    void shouldAskNothingOfAGridThatIsLost() {
        HzGrid grid = new HzGrid(here.hazelcast());
        HzLocks lost = new HzLocks(grid);
        assertThat(get(lost.tryLock(5))).isTrue();
        grid.lose();

        assertThat(get(lost.unlock(5))).isFalse();
        assertThat(lost.tryLock(5).toCompletableFuture()).isCompletedExceptionally();
        assertThat(lost.raise(5, 1).toCompletableFuture()).isCompletedExceptionally();
        assertThat(locks(there).get(5)).isEqualTo(grid.joinedAs());
        get(mine.unlock(5));
    }

    @Test
    void shouldTakeTheLockOfWhoIsNoMemberAnyMore() {
        locks(here).put(6, UUID.nameUUIDFromBytes(new byte[] {6}));

        assertThat(get(mine.tryLock(6))).isTrue();
        assertThat(get(theirs.tryLock(6))).isFalse();
        get(mine.unlock(6));
    }

    /** As Hazelcast does, after a merge, with what was under way on the smaller side. Every shard, so that both members are asked. */
    @Test
    void shouldRefuseWhatWasMeantForAnotherGrid() {
        UUID elsewhere = UUID.nameUUIDFromBytes(new byte[] {7});
        IMap<Integer, Long> terms = here.hazelcast().getMap("parley.terms");
        for (int shard = 1000; shard < 1020; shard++) {
            long term = get(mine.raise(shard, 100));
            assertThat(locks(here).executeOnKey(shard, HzLockShard.take(elsewhere)))
                    .isNull();
            assertThat(locks(here).containsKey(shard)).isFalse();
            assertThat(terms.executeOnKey(shard, new HzRaiseTerm(elsewhere, 1_000_000)))
                    .isNull();
            assertThat(terms.get(shard)).isEqualTo(term);
        }
    }

    @Test
    void shouldTakeAllShardsInAMoment() {
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int shard = 8; shard < LogId.SHARDS; shard++) {
                int number = shard;
                all.add(mine.tryLock(shard)
                        .thenCompose(taken -> mine.raise(number, 1))
                        .toCompletableFuture());
            }
            all.forEach(HzLocksTest::get);
            System.out.println("56 locks and terms ms=" + (System.nanoTime() - begin) / 1_000_000);
            begin = System.nanoTime();
            List<CompletionStage<Boolean>> back = new ArrayList<>();
            for (int shard = 8; shard < LogId.SHARDS; shard++) {
                back.add(mine.unlock(shard));
            }
            back.forEach(stage -> assertThat(get(stage)).isTrue());
            System.out.println("56 given back ms=" + (System.nanoTime() - begin) / 1_000_000);
        }
    }
}
