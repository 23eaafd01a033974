package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Member;
import dev.parley.wire.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalmTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final NodeId SELF = new NodeId("n1-0000000001");

    private static Member node(String id, Member.State state) {
        return new Member(new NodeId(id), id, "1", null, 1, 0, 0, state, 0);
    }

    private static Member self(Member.State state) {
        return node(SELF.value(), state);
    }

    private static Member ready(String id) {
        return node(id, Member.State.READY);
    }

    private static Duration remaining(Calm calm, long nowMillis) {
        return calm.remaining(SELF, LIMIT, nowMillis);
    }

    @Test
    void shouldWaitUntilTheNewestHasBeenThereForAWhile() {
        Calm calm = Calm.unknown(0)
                .seen(List.of(self(Member.State.READY), ready("n2")), 1_000)
                .seen(List.of(self(Member.State.READY), ready("n2"), ready("n3")), 60_000);

        assertThat(remaining(calm, 60_000)).isEqualTo(Calm.AFTER_JOIN);
        assertThat(remaining(calm, 61_000)).isEqualTo(Duration.ofSeconds(3));
        assertThat(remaining(calm, 64_000)).isZero();
        assertThat(remaining(calm, 70_000)).isZero();
    }

    @Test
    void shouldCountNodesFromWhenTheyBecameReady() {
        Calm calm = Calm.unknown(0)
                .seen(List.of(self(Member.State.READY), ready("n2")), 1_000)
                .seen(List.of(self(Member.State.READY), ready("n2"), node("n3", Member.State.JOINING)), 60_000);
        assertThat(remaining(calm, 60_000)).isZero();

        Calm after = calm.seen(List.of(self(Member.State.READY), ready("n2"), ready("n3")), 64_000);
        assertThat(remaining(after, 65_000)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldNotWaitBecauseOthersLeave() {
        Calm calm = Calm.unknown(0)
                .seen(List.of(self(Member.State.READY), ready("n2"), ready("n3")), 1_000)
                .seen(List.of(self(Member.State.READY), ready("n2"), node("n3", Member.State.LEAVING)), 60_000)
                .seen(List.of(self(Member.State.READY), ready("n2")), 60_500);

        assertThat(remaining(calm, 60_500)).isZero();
    }

    @Test
    void shouldNotWaitWhenNobodyCouldTakeOver() {
        Calm alone = Calm.unknown(0).seen(List.of(self(Member.State.READY), node("n2", Member.State.JOINING)), 1_000);
        assertThat(remaining(alone, 1_001)).isZero();

        Calm joining = Calm.unknown(0).seen(List.of(self(Member.State.JOINING), ready("n2"), ready("n3")), 1_000);
        assertThat(remaining(joining, 1_001)).as("it leads nothing").isZero();
    }

    @Test
    void shouldWaitNoLongerThanItMay() {
        Calm calm = Calm.unknown(0).seen(List.of(self(Member.State.READY), ready("n2")), 1_000);

        assertThat(calm.remaining(SELF, Duration.ofSeconds(1), 1_000)).isEqualTo(Duration.ofSeconds(1));
        assertThat(calm.remaining(SELF, Duration.ZERO, 1_000)).isZero();
    }
}
