package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import dev.parley.cluster.Await;
import dev.parley.cluster.NodeIds;
import dev.parley.cluster.TestNode;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailCommand.Install;
import dev.parley.log.TailReply.Status;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tails in real grids, and what of a smaller grid must not come into a larger one. */
class HzTailsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long OURS = 1_000;
    private static final long STALE = 1_000_000;
    private static final List<LogId> LOGS =
            IntStream.range(0, 20).mapToObj(i -> LogId.ofRoom("room-" + i)).toList();

    private final String cluster = "tails-" + NodeIds.fresh();
    private final List<TestNode> running = new ArrayList<>();

    private TestNode start(String name) {
        TestNode node = TestNode.start(TestNode.alone(cluster, name));
        running.add(node);
        return node;
    }

    @AfterEach
    void stopAll() {
        running.forEach(TestNode::crash);
    }

    private static HzTails tails(TestNode node) {
        return new HzTails(node.vertx(), node.cluster().grid(), 100, 100_000);
    }

    private static TailReply apply(TestNode node, LogId log, TailCommand command) {
        return TestNode.await(tails(node).apply(log, command));
    }

    private static void install(TestNode node, long term) {
        LOGS.forEach(log -> assertThat(apply(node, log, new Install(term, null, Position.START, List.of()))
                        .status())
                .isEqualTo(Status.DONE));
    }

    private static List<Long> termsIn(TestNode node) {
        IMap<String, HzTail> map = node.cluster().hazelcast().getMap(HzTails.MAP);
        return LOGS.stream()
                .map(log -> map.get(log.value()))
                .map(tail -> tail == null ? -1 : tail.tail().term())
                .toList();
    }

    @Test
    void shouldAskNothingOfAGridThatIsLost() {
        TestNode node = start("a");
        install(node, OURS);
        node.cluster().grid().lose();

        assertThat(apply(node, LOGS.get(0), new Claim(STALE)).status()).isEqualTo(Status.UNKNOWN);
        assertThat(termsIn(node)).containsOnly(OURS);
    }

    /** The calls go past the gate of this node, as those do that are under way when it closes. */
    @Test
    void shouldKeepWhatIsUnderWayOnTheSmallerSideOutOfTheLargerGrid() {
        TestNode one = start("a");
        TestNode other = start("b");
        AtomicInteger merged = new AtomicInteger();
        running.forEach(node -> node.cluster().onMerged(merged::incrementAndGet));
        running.forEach(node -> install(node, OURS));
        running.forEach(HzTailsTest::claimAlways);

        TestNode.introduce(one, other);

        Await.until("one was merged", DEADLINE, () -> merged.get() == 1, merged::get);
        TestNode winner = one.cluster().grid().isLost() ? other : one;
        TestNode loser = winner == one ? other : one;
        AtomicInteger rounds = new AtomicInteger();
        loser.vertx().setPeriodic(100, timer -> rounds.incrementAndGet());
        Await.until("claims came through", DEADLINE, () -> rounds.get() > 30, rounds::get);
        assertThat(termsIn(winner)).containsOnly(OURS);
        LOGS.forEach(log ->
                assertThat(apply(winner, log, new Claim(OURS + 1)).status()).isEqualTo(Status.DONE));
    }

    /** A claim of every log, again and again, that only the other node could let in. */
    private static void claimAlways(TestNode node) {
        IMap<String, HzTail> map = node.cluster().hazelcast().getMap(HzTails.MAP);
        node.vertx().setPeriodic(20, timer -> {
            if (node.cluster().grid().isLost()) {
                for (LogId log : LOGS) {
                    map.submitToKey(
                            log.value(),
                            new HzTailProcessor(
                                    new Claim(STALE),
                                    new Tail.Limits(100, 100_000),
                                    node.cluster().grid().joinedAs()));
                }
            }
        });
    }
}
