package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void shouldTellQuantilesWithinThreePercent() {
        Histogram histogram = new Histogram();
        for (int micros = 1; micros <= 1_000_000; micros++) {
            histogram.add(micros * 1_000L);
        }
        for (double part : new double[] {0.00001, 0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
            double exact = part * 1_000_000;
            assertThat(histogram.quantile(part).toNanos() / 1e3)
                    .as("quantile %s", part)
                    .isBetween(exact, exact * 1.032 + 1);
        }
        assertThat(histogram.max()).isEqualTo(Duration.ofSeconds(1));
        assertThat(histogram.count()).isEqualTo(1_000_000);
    }

    @Test
    void shouldTakeTheShortestAndTheLongest() {
        Histogram histogram = new Histogram();
        histogram.add(0);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.quantile(0.5)).isZero();
        assertThat(histogram.quantile(1)).isGreaterThan(Duration.ofHours(10));
    }

    @Test
    void shouldTellNothingOfNothing() {
        assertThat(new Histogram().quantile(0.5)).isZero();
        assertThat(new Histogram().mean()).isZero();
    }
}
