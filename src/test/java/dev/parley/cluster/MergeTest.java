package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.HzGrid;
import dev.parley.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two clusters that become one, with real Hazelcast members in one JVM. */
class MergeTest {

    /** So often, ten times a second, has a node to see both before the test believes what it saw: four seconds of beats. */
    private static final int LOOKS = 40;

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String cluster = "merge-" + NodeIds.fresh();
    private final List<TestNode> running = new ArrayList<>();

    private TestNode start(String name) {
        return start(name, TestNode.alone(cluster, name));
    }

    private TestNode start(String name, ClusterConfig config) {
        TestNode node = TestNode.start(config);
        running.add(node);
        node.members().carry(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        node.members().declare(Member.State.READY);
        return node;
    }

    @AfterEach
    void stopAll() {
        running.forEach(TestNode::crash);
    }

    @Test
    void shouldTakeNobodyAsReadyWhoWasReadyOnTheOtherSide() {
        TestNode a = start("a");
        TestNode b = start("b");
        Watch ofA = new Watch(a);
        Watch ofB = new Watch(b);

        long begin = System.nanoTime();
        TestNode.introduce(a, b);
        Await.until(
                "one of them was merged and both see both",
                DEADLINE,
                () -> ofA.merged.size() + ofB.merged.size() == 1
                        && a.members().members().size() == 2
                        && b.members().members().size() == 2,
                () -> a.roster() + " / " + b.roster());
        System.out.println("merged ms=" + (System.nanoTime() - begin) / 1_000_000);
        Watch winner = ofA.merged.isEmpty() ? ofA : ofB;
        Watch loser = ofA.merged.isEmpty() ? ofB : ofA;
        // The merged node hears the winner, so its own beats, which go on saying READY, have reached the winner too.
        Await.until(
                "beats have gone to and fro",
                DEADLINE,
                () -> loser.ridersHeard.contains(winner.node.id()) && winner.looks.get() > LOOKS,
                () -> loser.ridersHeard + " " + winner.looks);

        assertThat(winner.readySeen).as("ready as the winner saw it").containsOnly(winner.node.id());
        assertThat(winner.ridersHeard).as("riders that the winner believed").isEmpty();
        assertThat(winner.node.members().ready()).containsExactly(winner.node.id());
        assertThat(loser.node.members().ready())
                .as("it knows that it does not serve")
                .doesNotContain(loser.node.id());
    }

    @Test
    void shouldLoseTheGridBeforeHazelcastForgetsItAndTellWhoComesLate() {
        TestNode a = start("a");
        TestNode b = start("b");
        Watch ofA = new Watch(a);
        Watch ofB = new Watch(b);
        TestNode.introduce(a, b);
        Await.until(
                "one of them was merged",
                DEADLINE,
                () -> ofA.merged.size() + ofB.merged.size() == 1,
                () -> a.roster() + " / " + b.roster());
        Watch winner = ofA.merged.isEmpty() ? ofA : ofB;
        Watch loser = ofA.merged.isEmpty() ? ofB : ofA;

        assertThat(loser.uuidWhenLost)
                .as("UUID when it heard")
                .containsOnly(loser.node.cluster().grid().joinedAs());
        assertThat(loser.node.cluster().grid().isLost()).isTrue();
        assertThat(winner.node.cluster().grid().isLost()).isFalse();
        assertThat(HzGrid.isMember(
                        winner.node.cluster().hazelcast(),
                        loser.node.cluster().grid().joinedAs()))
                .isFalse();
        Watch late = new Watch(loser.node);
        assertThat(late.merged).hasSize(1);
        assertThat(late.uuidWhenLost).hasSize(1);
    }

    /** The members of a side that gives way agree to stand still first. A node that is alone needs no messages for that. */
    @Test
    void shouldMergeSidesOfTwo() {
        TestNode a = start("a");
        start("a2", TestNode.beside(a, cluster, "a2"));
        TestNode b = start("b");
        start("b2", TestNode.beside(b, cluster, "b2"));
        awaitMembers(2);
        List<Watch> all = running.stream().map(Watch::new).toList();

        TestNode.introduce(a, b);

        awaitMembers(4);
        Await.until(
                "two of them gave way",
                DEADLINE,
                () -> all.stream().filter(watch -> !watch.merged.isEmpty()).count() == 2,
                () -> all.stream().map(watch -> watch.merged).toList().toString());
    }

    private void awaitMembers(int count) {
        Await.until(
                "each of them sees " + count,
                DEADLINE,
                () -> running.stream().allMatch(node -> node.members().members().size() == count),
                () -> running.stream().map(TestNode::roster).toList().toString());
    }

    /** What one node saw. */
    private static final class Watch {
        private final TestNode node;
        private final Set<NodeId> readySeen = ConcurrentHashMap.newKeySet();
        private final Set<NodeId> ridersHeard = ConcurrentHashMap.newKeySet();
        private final List<String> merged = new CopyOnWriteArrayList<>();
        private final List<UUID> uuidWhenLost = new CopyOnWriteArrayList<>();
        private final AtomicInteger looks = new AtomicInteger();

        Watch(TestNode node) {
            this.node = node;
            node.vertx().setPeriodic(100, timer -> {
                readySeen.addAll(node.members().ready());
                looks.set(node.members().members().size() == 2 ? looks.get() + 1 : 0);
            });
            node.members().listen(list -> readySeen.addAll(node.members().ready()));
            node.members().hear((id, rider) -> ridersHeard.add(id));
            node.cluster().onMerged(() -> merged.add("merged"));
            node.cluster()
                    .onGridLost(() -> uuidWhenLost.add(node.cluster()
                            .hazelcast()
                            .getCluster()
                            .getLocalMember()
                            .getUuid()));
        }
    }
}
