package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.leader.Leadership.Led;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Leadership under crashes, hangs, joins, leaves and a bad network. Replay one run with {@code -Dsim.seed=N}. */
class ShardTableSimulationTest {

    private static final int SEEDS = 300;
    private static final int STEPS = 12;

    static LongStream seeds() {
        Long only = Long.getLong("sim.seed");
        return only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    }

    static LongStream someSeeds() {
        return seeds().limit(SEEDS / 3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldEndWithThePreferredLeaderOfEveryShard(long seed) {
        ShardWorld world = new ShardWorld(seed);
        int nodes = 2 + world.random.nextInt(3);
        for (int i = 0; i < nodes; i++) {
            world.join();
        }
        for (int step = 0; step < STEPS; step++) {
            world.run(world.random.nextInt(4000));
            disturb(world, seed % 3 == 0);
        }
        world.trouble = 0;
        world.join();
        world.run(40_000);
        int elections = world.elections.size();
        world.run(10_000);

        assertThat(world.elections).as("nothing moves at rest").hasSize(elections);
        assertAtRest(world);
    }

    /** Nodes come and go, their clocks are up to ten minutes apart, and of some shards there are terms from the future. */
    @ParameterizedTest
    @MethodSource("someSeeds")
    void shouldEndWithALeaderThatCanWriteWhateverTermsAreFound(long seed) {
        ShardWorld world = new ShardWorld(seed);
        world.skewMillis = 600_000;
        for (int i = 0; i < 3; i++) {
            world.join();
        }
        for (int step = 0; step < STEPS; step++) {
            world.run(world.random.nextInt(3000));
            for (int i = 0; i < 8; i++) {
                world.leaveStaleTerm(world.random.nextInt(LogId.SHARDS));
            }
            disturb(world, false);
        }
        world.trouble = 0;
        world.join();
        // A leader that wrote before a stale term came finds it at its next write.
        world.run(40_000);
        world.writeAgain();
        world.run(10_000);

        assertAtRest(world);
        world.claimed.forEach((shard, term) -> assertThat(world.written.get(shard))
                .as("term of shard " + shard)
                .isEqualTo(term));
    }

    private static void disturb(ShardWorld world, boolean fickle) {
        List<SimNode> nodes = new ArrayList<>(world.members.values());
        if (nodes.isEmpty()) {
            world.join();
            return;
        }
        SimNode node = nodes.get(world.random.nextInt(nodes.size()));
        switch (world.random.nextInt(7)) {
            case 0 -> world.pause(node, 500 + world.random.nextInt(3500));
            case 1 -> world.pause(node, 5500 + world.random.nextInt(4000));
            case 2 -> world.crash(node);
            case 3 -> world.leave(node);
            case 4 -> {
                if (fickle) {
                    world.loseLocks();
                }
            }
            default -> {
                if (nodes.size() < 5) {
                    world.join();
                }
            }
        }
    }

    private static void assertAtRest(ShardWorld world) {
        List<NodeId> ids = List.copyOf(world.members.keySet());
        assertThat(ids).isNotEmpty();
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            NodeId preferred = Placement.order(shard, ids).get(0);
            long term = world.written.get(shard);
            assertThat(term).as("term of " + shard + " in the grid").isLessThanOrEqualTo(world.terms.get(shard));
            // A lock that the grid lost is missed by nobody, as long as its leader lives.
            NodeId holder = world.lockHolders.get(shard);
            assertThat(holder).as("lock of " + shard).isIn(preferred, world.locksWereLost ? null : preferred);
            for (SimNode node : world.members.values()) {
                assertThat(node.table.shard(shard).leader())
                        .as("shard " + shard + " as seen by " + node.id)
                        .isEqualTo(new Led(preferred, term));
                assertThat(node.table.shard(shard).isClaimed()).isEqualTo(node.id.equals(preferred));
            }
        }
    }

    @Test
    void shouldTellEveryElectionToEverybody() {
        ShardWorld world = new ShardWorld(7);
        world.trouble = 0;
        SimNode a = world.join();
        SimNode b = world.join();
        world.run(5000);
        SimNode c = world.join();
        world.run(10_000);
        assertThat(a.table.elections()).isEqualTo(b.table.elections()).hasSize(world.elections.size());
        int before = world.elections.size();
        world.crash(b);
        world.run(20_000);
        assertThat(world.elections.size()).isGreaterThan(before);
        assertThat(a.table.elections()).isEqualTo(sorted(world));
        assertThat(c.table.elections()).containsAll(world.elections.subList(before, world.elections.size()));
    }

    private static List<Leadership.Election> sorted(ShardWorld world) {
        ElectionBook book = new ElectionBook();
        world.elections.forEach(book::add);
        return book.all();
    }
}
