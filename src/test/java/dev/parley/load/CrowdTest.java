package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CrowdTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final Vertx vertx = Vertx.vertx();
    private final FakeCluster cluster = FakeCluster.start(vertx, 3);

    @AfterEach
    void stop() {
        cluster.close();
        FakeCluster.await(vertx.close());
    }

    @Test
    void shouldTellWhenEachClientOfALostNodeIsBack() {
        Crowd crowd = FakeCluster.await(Crowd.gather(vertx, cluster.urls(), 30, 5, LONG));
        Crowd.Return before = FakeCluster.await(crowd.back(0, Duration.ZERO));
        assertThat(before.nodes())
                .containsExactly(java.util.Map.entry(cluster.urls().get(0), 30));
        cluster.run(() -> cluster.nodes.get(1).crowdedHellos = 3);

        FakeCluster.await(crowd.begin());
        FakeCluster.await(cluster.call(() -> cluster.nodes.get(0).crash()));
        Crowd.Return back = FakeCluster.await(crowd.back(30, LONG));

        assertThat(back.missing()).isZero();
        assertThat(back.after()).hasSize(30).allSatisfy(time -> assertThat(time).isPositive());
        assertThat(back.crowded()).isEqualTo(3);
        assertThat(back.nodes()).doesNotContainKey(cluster.urls().get(0));
        assertThat(back.nodes().values().stream().mapToInt(n -> n).sum()).isEqualTo(30);
        FakeCluster.await(crowd.close());
    }

    @Test
    void shouldTellWhoIsNotBack() {
        Crowd crowd = FakeCluster.await(Crowd.gather(vertx, cluster.urls().subList(0, 1), 10, 5, LONG));
        FakeCluster.await(crowd.begin());
        for (FakeNode node : cluster.nodes) {
            FakeCluster.await(cluster.call(node::crash));
        }
        Crowd.Return back = FakeCluster.await(crowd.back(10, Duration.ofSeconds(1)));
        assertThat(back.missing()).isEqualTo(10);
        assertThat(back.after()).isEmpty();
        FakeCluster.await(crowd.close());
    }
}
