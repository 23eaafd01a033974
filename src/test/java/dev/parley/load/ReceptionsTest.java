package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceptionsTest {

    private final Receptions receptions = new Receptions();

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    private List<Long> longestMillis() {
        return receptions.all().stream().map(waits -> waits.max().toMillis()).toList();
    }

    @Test
    void shouldCountOnlyTheTimeInWhichSomebodyHadWritten() {
        receptions.mark("begin", 0);
        receptions.posted("a", ms(1_000));
        receptions.delivered("bob", "a", 1, ms(1_010));
        receptions.posted("a", ms(9_000));
        receptions.posted("a", ms(9_020));
        receptions.delivered("bob", "a", 2, ms(9_030));
        receptions.delivered("bob", "a", 3, ms(9_080));
        assertThat(longestMillis())
                .as("9,030 to 9,080, as 3 was written before")
                .containsExactly(50L);
    }

    @Test
    void shouldGiveEachMomentItsPartOfAWait() {
        receptions.mark("begin", 0);
        receptions.posted("a", ms(100));
        receptions.delivered("bob", "a", 1, ms(110));
        receptions.posted("a", ms(150));
        receptions.mark("kill", ms(200));
        receptions.delivered("bob", "a", 2, ms(700));
        receptions.mark("calm", ms(1_000));
        receptions.posted("a", ms(1_100));
        receptions.delivered("bob", "a", 3, ms(1_120));
        assertThat(longestMillis()).containsExactly(550L, 500L, 20L);
    }

    @Test
    void shouldSpreadTheLongestWaitsOfTheSessions() {
        receptions.mark("kill", 0);
        receptions.posted("a", ms(10));
        for (int i = 1; i <= 100; i++) {
            receptions.delivered("s" + i, "a", 1, ms(10 + i));
        }
        Waits waits = receptions.all().get(0);
        assertThat(waits.count()).isEqualTo(100);
        assertThat(waits.half()).isBetween(Duration.ofMillis(48), Duration.ofMillis(53));
        assertThat(waits.p95()).isBetween(Duration.ofMillis(93), Duration.ofMillis(98));
        assertThat(waits.max()).isBetween(Duration.ofMillis(98), Duration.ofMillis(101));
    }

    @Test
    void shouldNotTakeRepetitionsAfterAResetForNews() {
        receptions.mark("begin", 0);
        receptions.posted("a", ms(10));
        receptions.posted("a", ms(10));
        receptions.delivered("bob", "a", 2, ms(20));
        receptions.delivered("bob", "a", 1, ms(5_000));
        receptions.delivered("bob", "a", 2, ms(5_000));
        assertThat(longestMillis()).containsExactly(10L);
    }
}
