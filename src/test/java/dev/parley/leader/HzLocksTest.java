package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import dev.parley.cluster.ClusterConfig;
import dev.parley.cluster.HzCluster;
import dev.parley.cluster.NodeIds;
import dev.parley.cluster.TestNode;
import dev.parley.wire.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
        mine = new HzLocks(here.hazelcast());
        theirs = new HzLocks(there.hazelcast());
    }

    private static HzCluster join(ClusterConfig config) {
        return ((HzCluster.Joined) HzCluster.join(config, NodeIds.fresh())).cluster();
    }

    @AfterAll
    static void leave() {
        mine.close();
        theirs.close();
        there.terminate();
        here.terminate();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static IMap<Integer, Boolean> locks(HzCluster cluster) {
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
    void shouldGiveBackALockAsOftenAsItWasTaken() {
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.tryLock(2))).isTrue();
        assertThat(get(mine.unlock(2))).isTrue();
        assertThat(get(theirs.tryLock(2))).isTrue();
        get(theirs.unlock(2));
    }

    @Test
    void shouldNotFreeTheLockOfAnotherNode() {
        assertThat(get(mine.tryLock(3))).isTrue();
        // The grid loses it, and the other node takes it.
        locks(here).forceUnlock(3);
        assertThat(get(theirs.tryLock(3))).isTrue();

        assertThat(get(mine.unlock(3))).isFalse();
        assertThat(locks(here).isLocked(3)).isTrue();
        assertThat(get(mine.tryLock(3))).isFalse();
        get(theirs.unlock(3));
        assertThat(locks(here).isLocked(3)).isFalse();
    }

    @Test
    void shouldRaiseTermsAboveTheLastAndTheClock() {
        assertThat(get(mine.raise(4, 1000))).isEqualTo(1000);
        assertThat(get(theirs.raise(4, 900))).isEqualTo(1001);
        assertThat(get(mine.raise(4, 5000))).isEqualTo(5000);
        assertThat(here.hazelcast().<Integer, Long>getMap("parley.terms").get(4))
                .isEqualTo(5000L);
    }

    @Test
    void shouldFailInsteadOfThrowingAfterItHasClosed() {
        HzLocks closed = new HzLocks(here.hazelcast());
        closed.close();
        assertThat(closed.tryLock(5).toCompletableFuture()).isCompletedExceptionally();
        assertThat(closed.raise(5, 1).toCompletableFuture()).isCompletedExceptionally();
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
