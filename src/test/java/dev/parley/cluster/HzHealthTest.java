package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what is read from inside Hazelcast is there, and means what it is taken for. */
@Timeout(120)
class HzHealthTest {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void shouldTellOfMembersCopiesAndTheEnd() {
        String name = "health-" + System.nanoTime();
        int port = TestNode.freePorts();
        TestNode one = TestNode.start(TestNode.config(name, port, "one"));
        try {
            TestNode two = TestNode.start(TestNode.config(name, port, "two"));
            try {
                one.cluster().hazelcast().getMap("parley.test").put("key", "value");
                Await.until(
                        "both members have copies of everything",
                        WITHIN,
                        () -> isWhole(one) && isWhole(two),
                        () -> one.cluster().gridCounts());

                GridCounts first = one.cluster().gridCounts();
                GridCounts second = two.cluster().gridCounts();
                assertThat(first.members()).isEqualTo(2);
                assertThat(first.owned() + second.owned()).isEqualTo(first.partitions());
                assertThat(first.lost()).isZero();
            } finally {
                two.stop();
            }
            assertThat(two.cluster().gridCounts()).isEqualTo(GridCounts.NONE);
            Await.until(
                    "the other is gone",
                    WITHIN,
                    () -> one.cluster().gridCounts().members() == 1,
                    () -> one.cluster().gridCounts());
            assertThat(one.cluster().gridCounts().isMember()).isTrue();
        } finally {
            one.stop();
        }
    }

    private static boolean isWhole(TestNode node) {
        GridCounts counts = node.cluster().gridCounts();
        return counts.members() == 2 && counts.owned() > 0 && counts.withoutBackup() == 0 && !counts.migrating();
    }
}
