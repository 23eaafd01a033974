package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final Progress progress = new Progress();

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private static Ulid id(int number) {
        return new Ulid(0, number);
    }

    @Test
    void shouldMeasureStallOnlyWhileSomebodyWaits() {
        progress.posted("ada", "a", id(1), ms(0));
        progress.acked(id(1), ms(10));
        progress.posted("ada", "a", id(2), ms(1_000));
        progress.acked(id(2), ms(1_030));
        assertThat(progress.longestStall(ms(5_000))).isEqualTo(Duration.ofMillis(30));
        progress.posted("ada", "a", id(3), ms(6_000));
        assertThat(progress.longestStall(ms(6_100))).as("still waiting").isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void shouldMeasureStallOfEachWriter() {
        progress.posted("ada", "a", id(1), ms(0));
        progress.posted("bob", "a", id(2), ms(0));
        progress.acked(id(1), ms(10));
        progress.acked(id(2), ms(100));
        assertThat(progress.stalls(ms(200)).max()).isEqualTo(Duration.ofMillis(100));
        assertThat(progress.longestStall(ms(200))).isEqualTo(Duration.ofMillis(90));
    }

    @Test
    void shouldCountRepeatedAcknowledgementOnce() {
        progress.posted("ada", "a", id(1), ms(0));
        assertThat(progress.acked(id(1), ms(10))).isTrue();
        assertThat(progress.acked(id(1), ms(20))).isFalse();
        assertThat(progress.latency().count()).isEqualTo(1);
    }

    @Test
    void shouldMeasureRecoveryByWhatWasPostedAfterTheMoment() {
        List<Recovery> recoveries = new ArrayList<>();
        progress.posted("ada", "a", id(1), ms(0));
        progress.posted("bob", "b", id(2), ms(0));
        progress.mark("kill", List.of("a", "b"), ms(100), recoveries::add);
        progress.acked(id(1), ms(110));
        progress.posted("ada", "a", id(3), ms(110));
        progress.acked(id(3), ms(150));
        progress.acked(id(2), ms(400));
        assertThat(recoveries).as("room b acknowledged an old message only").isEmpty();
        progress.posted("bob", "b", id(4), ms(400));
        progress.acked(id(4), ms(420));
        assertThat(recoveries).hasSize(1);
        assertThat(recoveries.get(0).first()).isEqualTo(Duration.ofMillis(50));
        assertThat(recoveries.get(0).last()).isEqualTo(Duration.ofMillis(320));
    }

    @Test
    void shouldTellTheSlowestAnswerOfEachRoomAfterEachMoment() {
        progress.begin("begin", ms(0));
        progress.posted("ada", "a", id(1), ms(0));
        progress.acked(id(1), ms(20));
        progress.posted("ada", "a", id(2), ms(90));
        progress.mark("stop", List.of("a", "b"), ms(100), recovery -> {});
        progress.posted("bob", "b", id(3), ms(110));
        progress.posted("ada", "a", id(4), ms(120));
        progress.acked(id(3), ms(115));
        progress.acked(id(4), ms(130));
        progress.acked(id(2), ms(140));
        progress.posted("bob", "b", id(5), ms(190));
        progress.mark("healing", List.of("a"), ms(200), recovery -> {});
        progress.acked(id(5), ms(300));

        assertThat(progress.answers())
                .containsExactly(
                        new Waits("begin", List.of(Duration.ofMillis(50))),
                        new Waits("stop", List.of(Duration.ofMillis(40), Duration.ofMillis(110))),
                        new Waits("healing", List.of(Duration.ofMillis(100))));
    }

    @Test
    void shouldWaitOnAfterTemporaryError() {
        progress.posted("ada", "a", id(1), ms(0));
        progress.refused(id(1), ErrorCode.OVERLOADED, ms(10));
        assertThat(progress.acked(id(1), ms(50))).isTrue();
        progress.posted("ada", "a", id(2), ms(60));
        progress.refused(id(2), ErrorCode.TEXT_EMPTY, ms(70));
        assertThat(progress.acked(id(2), ms(80))).isFalse();
        assertThat(progress.errors()).containsEntry(ErrorCode.OVERLOADED, 1L).containsEntry(ErrorCode.TEXT_EMPTY, 1L);
    }
}
