package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.Await;
import dev.parley.cluster.ClusterConfig.Policy;
import dev.parley.cluster.Member;
import dev.parley.cluster.NodeIds;
import dev.parley.cluster.Roster;
import dev.parley.cluster.TestNode;
import dev.parley.leader.Leadership.Election;
import dev.parley.leader.Leadership.Led;
import dev.parley.leader.Leadership.Reason;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leadership over real Hazelcast members in one JVM. */
class LeadersTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** How long {@link Leaders#resign} waits at the most. */
    private static final Duration RESIGN_WAITS = Duration.ofSeconds(5);

    private final String cluster = "leaders-" + NodeIds.fresh();
    private final int port = TestNode.freePorts();
    private final List<LeaderNode> running = new ArrayList<>();

    /** What the owner of logs would know. */
    private static final class LeaderNode implements Leadership.Listener {
        private final TestNode node;
        private final Leaders leaders;
        private final Map<Integer, Long> led = new ConcurrentHashMap<>();
        private final Set<Integer> deposed = ConcurrentHashMap.newKeySet();

        LeaderNode(TestNode node) {
            this.node = node;
            leaders = TestNode.await(Leaders.deploy(node.vertx(), node.cluster(), node.members()));
            leaders.listen(this);
        }

        @Override
        public void leads(int shard, long term) {
            led.put(shard, term);
        }

        @Override
        public Future<Void> release(int shard, long term) {
            led.remove(shard, term);
            return Future.succeededFuture();
        }

        @Override
        public void deposed(int shard, long term) {
            deposed.add(shard);
            led.remove(shard, term);
        }

        @Override
        public void leaderChanged(int shard, Led leader) {
            // Read from the door.
        }

        NodeId id() {
            return node.id();
        }
    }

    private LeaderNode start(String name) {
        return start(name, new Policy.Available());
    }

    private LeaderNode start(String name, Policy policy) {
        LeaderNode node = new LeaderNode(TestNode.start(TestNode.config(cluster, port, name, policy)));
        running.add(node);
        node.node.members().declare(Member.State.READY);
        return node;
    }

    @AfterEach
    void stopAll() {
        running.forEach(node -> node.node.crash());
    }

    private long awaitPreferredLead(List<LeaderNode> nodes) {
        List<NodeId> ids = nodes.stream().map(LeaderNode::id).toList();
        long begin = System.nanoTime();
        Await.until(
                "preferred nodes of " + nodes.size() + " lead all shards, and all know",
                DEADLINE,
                () -> nodes.stream().allMatch(node -> wrong(node, ids).isEmpty())
                        && nodes.stream().mapToInt(node -> node.led.size()).sum() == LogId.SHARDS,
                () -> nodes.stream()
                        .map(node -> node.node.name() + " " + wrong(node, ids) + " leads " + node.led.size())
                        .toList());
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static List<String> wrong(LeaderNode node, List<NodeId> ids) {
        return IntStream.range(0, LogId.SHARDS)
                .filter(shard -> {
                    Led led = node.leaders.leaderOf(shard);
                    return led == null
                            || !led.node().equals(Placement.order(shard, ids).get(0));
                })
                .mapToObj(shard -> shard + ":" + node.leaders.leaderOf(shard))
                .toList();
    }

    private static String durations(List<Election> elections) {
        long[] ms =
                elections.stream().mapToLong(Election::durationMillis).sorted().toArray();
        return ms.length == 0
                ? "none"
                : ms.length + " elections, leaderless ms min " + ms[0] + " median " + ms[ms.length / 2] + " max "
                        + ms[ms.length - 1];
    }

    private List<Election> newElections(LeaderNode node, Set<Election> before) {
        return node.leaders.elections().stream()
                .filter(election -> !before.contains(election))
                .toList();
    }

    @Test
    void shouldSpreadHandOverAndTakeOver() {
        LeaderNode a = start("a");
        System.out.println("one node leads all after ms=" + awaitPreferredLead(List.of(a)));
        LeaderNode b = start("b");
        LeaderNode c = start("c");
        System.out.println("three lead ms=" + awaitPreferredLead(List.of(a, b, c)));
        running.forEach(node -> assertThat(node.led.size()).as(node.node.name()).isBetween(8, 36));
        Set<Election> before = Set.copyOf(a.leaders.elections());
        Map<Integer, Long> termsBefore = terms(a);
        LeaderNode d = start("d");
        System.out.println("fourth joined, moved ms=" + awaitPreferredLead(List.of(a, b, c, d)));
        List<Election> moved = newElections(a, before);
        System.out.println("planned ms= " + durations(moved));
        assertThat(moved)
                .hasSize(d.led.size())
                .allMatch(election -> election.to().equals(d.id()));
        assertThat(moved).allMatch(election -> election.reason() == Reason.HAND_OVER);
        terms(a).forEach((shard, term) -> assertThat(term).isGreaterThanOrEqualTo(termsBefore.get(shard)));
        moved.forEach(e -> assertThat(e.term()).isGreaterThan(termsBefore.get(e.shard())));

        a.node.awaitRest();
        crash(c, a, List.of(a, b, d));
        stop(b, a, List.of(a, d));
        // Whoever lost a shard had offered it.
        running.forEach(node -> assertThat(node.leaders.elections())
                .as(node.node.name())
                .noneMatch(election -> election.reason() == Reason.TAKEOVER));
    }

    @Test
    void shouldNotLeadInAMinorityUnderMajority() {
        LeaderNode a = start("a", new Policy.Majority(3));
        assertThatThrownBy(() ->
                        a.node.cluster().hazelcast().getMap("parley.locks").tryLock(0))
                .hasMessageContaining("plit brain protection");
        assertThat(a.led).isEmpty();

        LeaderNode b = start("b", new Policy.Majority(3));
        awaitPreferredLead(List.of(a, b));
        Await.until(
                "both list the same elections",
                DEADLINE,
                () -> a.leaders.elections().equals(b.leaders.elections()),
                () -> a.leaders.elections().size() + " " + b.leaders.elections().size());
        assertThat(a.leaders.elections()).hasSizeGreaterThanOrEqualTo(LogId.SHARDS);
    }

    @Test
    void shouldStopLeadingWithTheMajorityAndGoOnWithIt() {
        LeaderNode a = start("a", new Policy.Majority(3));
        LeaderNode b = start("b", new Policy.Majority(3));
        awaitPreferredLead(List.of(a, b));
        int led = a.led.size();
        // Those that b has taken over.
        a.deposed.clear();
        long crash = System.nanoTime();
        b.node.crash();
        running.remove(b);
        Await.until(
                "a was deposed of all it led",
                DEADLINE,
                () -> a.deposed.size() == led && a.leaders.leaderOf(0) == null,
                () -> a.deposed.size() + " of " + led + " " + a.leaders.leaderOf(0));
        System.out.println("read only ms=" + (System.nanoTime() - crash) / 1_000_000);
        assertThat(a.node.members().mode()).isEqualTo(Roster.Mode.READ_ONLY);
        assertThat(a.led).isEmpty();

        LeaderNode c = start("c", new Policy.Majority(3));
        System.out.println("majority again, led ms=" + awaitPreferredLead(List.of(a, c)));
    }

    /** A log of the shard was claimed in a term that is far ahead; the leader hears of it from whoever writes there. */
    @Test
    void shouldRaiseTheTermOfAShardAboveOneThatWasFound() {
        LeaderNode a = start("a");
        awaitPreferredLead(List.of(a));
        long before = a.led.get(7);
        long found = before + 3_600_000;
        a.leaders.outdated(7, found);

        Await.until("the term is above", DEADLINE, () -> a.led.getOrDefault(7, 0L) > found, () -> a.led.get(7));
        assertThat(a.deposed).containsExactly(7);
        assertThat(a.leaders.leaderOf(7)).isEqualTo(new Led(a.id(), found + 1));
        assertThat(a.leaders.elections().get(0).reason()).isEqualTo(Reason.OUTDATED);
    }

    private void crash(LeaderNode victim, LeaderNode witness, List<LeaderNode> rest) {
        Set<Election> before = Set.copyOf(witness.leaders.elections());
        int led = victim.led.size();
        victim.node.crash();
        running.remove(victim);
        System.out.println("crash, taken over ms=" + awaitPreferredLead(rest));
        List<Election> taken = newElections(witness, before);
        System.out.println("after crash ms= " + durations(taken));
        assertThat(taken)
                .hasSize(led)
                .allMatch(e -> e.reason() == Reason.CRASH && victim.id().equals(e.from()));
    }

    private void stop(LeaderNode leaving, LeaderNode witness, List<LeaderNode> rest) {
        Set<Election> before = Set.copyOf(witness.leaders.elections());
        int led = leaving.led.size();
        leaving.node.members().declare(Member.State.LEAVING);
        long begin = System.nanoTime();
        TestNode.await(leaving.leaders.resign());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println("resigned " + led + " shards ms=" + took.toMillis());
        // It says so when it leads nothing. On a machine that is too busy it stops waiting, and goes on giving away.
        if (took.compareTo(RESIGN_WAITS) < 0) {
            assertThat(leaving.led).isEmpty();
        }
        Await.until("it leads nothing", DEADLINE, leaving.led::isEmpty, () -> leaving.led);
        System.out.println("stop, taken over ms=" + awaitPreferredLead(rest));
        List<Election> taken = newElections(witness, before);
        System.out.println("after stop ms= " + durations(taken));
        assertThat(taken)
                .hasSize(led)
                .allMatch(e -> e.reason() == Reason.HAND_OVER && leaving.id().equals(e.from()));
        leaving.node.stop();
        running.remove(leaving);
    }

    private static Map<Integer, Long> terms(LeaderNode node) {
        return IntStream.range(0, LogId.SHARDS).boxed().collect(Collectors.toMap(s -> s, s -> {
            Led led = node.leaders.leaderOf(s);
            return led == null ? 0L : led.term();
        }));
    }
}
