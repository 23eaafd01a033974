package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The roster over real Hazelcast members in one JVM. */
class MembersTest {

    private final String cluster = "members-" + NodeIds.fresh();
    private final int port = TestNode.freePorts();
    private final List<TestNode> running = new ArrayList<>();

    private TestNode start(String name) {
        TestNode node = TestNode.start(TestNode.config(cluster, port, name));
        running.add(node);
        return node;
    }

    @AfterEach
    void stopAll() {
        running.forEach(TestNode::crash);
    }

    @Test
    void shouldShowTheSameThreeNodesEverywhereAndTellHowOneLeft() {
        long begin = System.nanoTime();
        TestNode a = start("a");
        TestNode b = start("b");
        TestNode c = start("c");
        System.out.println("three started and joined ms=" + (System.nanoTime() - begin) / 1_000_000);
        running.forEach(node -> node.awaitRoster("a=JOINING b=JOINING c=JOINING"));

        running.forEach(node -> node.members().declare(Member.State.READY));
        running.forEach(node -> node.awaitRoster("a=READY b=READY c=READY"));
        assertThat(a.members().ready()).containsExactly(a.id(), b.id(), c.id());

        Member seen = b.members().members().get(0);
        assertThat(seen.id()).isEqualTo(a.id());
        assertThat(seen.url()).isEqualTo("http://a");
        assertThat(seen.version()).isEqualTo("1.0");
        assertThat(seen.beatAgeMillis()).isLessThan(5000);
    }

    @Test
    void shouldNoticeCrashWithinASecondAndGreetTheReturned() {
        TestNode a = start("a");
        TestNode b = start("b");
        a.members().declare(Member.State.READY);
        a.members().countSessions(() -> 7);
        b.awaitRoster("a=READY b=JOINING");
        Await.until(
                "b knows the sessions of a",
                Duration.ofSeconds(5),
                () -> b.members().members().get(0).sessions() == 7,
                () -> b.members().members());

        long crash = System.nanoTime();
        b.crash();
        running.remove(b);
        a.awaitRoster("a=READY");
        System.out.println("crash seen ms=" + (System.nanoTime() - crash) / 1_000_000);

        TestNode again = start("b");
        assertThat(again.id()).isNotEqualTo(b.id());
        a.awaitRoster("a=READY b=JOINING");
        again.awaitRoster("a=READY b=JOINING");
    }

    @Test
    void shouldFormOneClusterWhenAllStartAtTheSameMoment() {
        List<CompletableFuture<TestNode>> starting = Stream.of("a", "b", "c")
                .map(name -> CompletableFuture.supplyAsync(
                        () -> TestNode.start(TestNode.config(cluster, port, name)), task -> new Thread(task).start()))
                .toList();
        long begin = System.nanoTime();
        starting.forEach(
                node -> running.add(node.orTimeout(60, TimeUnit.SECONDS).join()));
        running.forEach(node -> Await.until(
                node.name() + " sees all three",
                Duration.ofSeconds(30),
                () -> node.members().members().size() == 3,
                node::roster));
        System.out.println("three at once formed one cluster ms=" + (System.nanoTime() - begin) / 1_000_000);
        assertThat(running)
                .extracting(TestNode::roster)
                .containsOnly(running.get(0).roster());
    }
}
