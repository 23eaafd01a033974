package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private final Latency latency = new Latency();

    @Test
    void shouldCountInTheClassThatEndsThere() {
        latency.record(TimeUnit.MILLISECONDS.toNanos(1));
        latency.record(TimeUnit.MILLISECONDS.toNanos(1) + 1);
        latency.record(TimeUnit.MINUTES.toNanos(2));

        List<Long> classes = latency.snapshot().classes();

        assertThat(classes.get(Latency.BOUNDS_SECONDS.indexOf(0.001))).isEqualTo(1);
        assertThat(classes.get(Latency.BOUNDS_SECONDS.indexOf(0.0025))).isEqualTo(1);
        assertThat(classes.get(classes.size() - 1))
                .as("longer than all classes")
                .isEqualTo(1);
        assertThat(latency.snapshot().count()).isEqualTo(3);
    }

    @Test
    void shouldAddUpWhatWasRecorded() {
        latency.record(1_500);
        latency.record(2_500);

        assertThat(latency.snapshot().sumNanos()).isEqualTo(4_000);
    }

    @Test
    void shouldTakeClocksThatDisagreeForNoTime() {
        latency.record(-TimeUnit.SECONDS.toNanos(5));

        assertThat(latency.snapshot().classes().get(0)).isEqualTo(1);
        assertThat(latency.snapshot().sumNanos()).isZero();
    }

    @Test
    void shouldHaveAscendingClasses() {
        assertThat(Latency.BOUNDS_SECONDS).isSorted().doesNotHaveDuplicates();
        assertThat(latency.snapshot().classes()).hasSize(Latency.BOUNDS_SECONDS.size() + 1);
    }

    /** It is on the way of every message. */
    @Test
    void shouldTakeNoMemoryToRecord() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Tallies<CloseCode> tallies = new Tallies<>(CloseCode.class);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                latency.recordSince(Clocks.monotonicNanos());
                tallies.count(CloseCode.IDLE);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).as("bytes for 100,000 recordings").isLessThan(10_000);
    }

    @Test
    void shouldSumSeveral() {
        Latency other = new Latency();
        latency.record(10);
        other.record(20);

        Latency.Snapshot both = Latency.Snapshot.sum(List.of(latency.snapshot(), other.snapshot()));

        assertThat(both.count()).isEqualTo(2);
        assertThat(both.sumNanos()).isEqualTo(30);
        assertThat(Latency.Snapshot.sum(List.of())).isEqualTo(Latency.Snapshot.NONE);
    }

    @Test
    void shouldCountEachConstantForItself() {
        Tallies<CloseCode> tallies = new Tallies<>(CloseCode.class);
        tallies.count(CloseCode.IDLE);
        tallies.count(CloseCode.IDLE);

        assertThat(tallies.snapshot())
                .containsOnlyKeys(CloseCode.values())
                .containsEntry(CloseCode.IDLE, 2L)
                .containsEntry(CloseCode.FULL, 0L);
    }
}
