package dev.parley.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.NodeIds;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static List<NodeId> nodes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new NodeId("node-" + i)).toList();
    }

    @Test
    void shouldNotDependOnTheOrderOfTheList() {
        List<NodeId> nodes = new ArrayList<>(nodes(5));
        List<NodeId> reversed = new ArrayList<>(nodes);
        Collections.reverse(reversed);
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            assertThat(Placement.order(shard, nodes))
                    .isEqualTo(Placement.order(shard, reversed))
                    .containsExactlyInAnyOrderElementsOf(nodes);
        }
    }

    @Test
    void shouldStayTheSameInEveryBuild() {
        // Two builds side by side must agree: this order is part of the protocol between nodes.
        assertThat(IntStream.range(0, 12)
                        .mapToObj(shard ->
                                Placement.order(shard, nodes(3)).get(0).value().substring(5))
                        .toList())
                .isEqualTo(List.of("0", "2", "1", "1", "1", "0", "1", "0", "0", "0", "0", "1"));
    }

    @Test
    void shouldMoveOnlyWhatTheNewcomerTakes() {
        for (int count = 1; count < 8; count++) {
            List<NodeId> before = nodes(count);
            List<NodeId> after = nodes(count + 1);
            for (int shard = 0; shard < LogId.SHARDS; shard++) {
                List<NodeId> without = new ArrayList<>(Placement.order(shard, after));
                without.remove(after.get(count));
                assertThat(without).isEqualTo(Placement.order(shard, before));
            }
        }
    }

    @Test
    void shouldSpreadEvenlyOverManyDrawsOfIds() {
        int draws = 200;
        for (int count = 2; count <= 5; count++) {
            int least = LogId.SHARDS;
            int most = 0;
            double squares = 0;
            for (int draw = 0; draw < draws; draw++) {
                Map<NodeId, Integer> led = new HashMap<>();
                List<NodeId> nodes =
                        IntStream.range(0, count).mapToObj(i -> NodeIds.fresh()).toList();
                for (int shard = 0; shard < LogId.SHARDS; shard++) {
                    led.merge(Placement.order(shard, nodes).get(0), 1, Integer::sum);
                }
                for (NodeId node : nodes) {
                    int mine = led.getOrDefault(node, 0);
                    least = Math.min(least, mine);
                    most = Math.max(most, mine);
                    squares += Math.pow(mine - (double) LogId.SHARDS / count, 2);
                }
            }
            double share = (double) LogId.SHARDS / count;
            double spread = Math.sqrt(squares / (draws * count));
            double fair = Math.sqrt(share * (1 - 1.0 / count));
            // As even as dice: the deviation of a fair draw, and nobody without work.
            assertThat(spread).as("%d nodes", count).isBetween(0.8 * fair, 1.2 * fair);
            assertThat(least).as("%d nodes", count).isGreaterThan((int) (share / 8));
            assertThat(most).as("%d nodes", count).isLessThan((int) (share * 2.5));
        }
    }
}
