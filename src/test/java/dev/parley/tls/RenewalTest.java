package dev.parley.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tls.Renewal.Seen;
import dev.parley.tls.Renewal.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RenewalTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final Renewal renewal = new Renewal("old");

    private static Seen good(String contents) {
        return new Seen(contents, Optional.empty());
    }

    private static Seen bad(String contents, String why) {
        return new Seen(contents, Optional.of(why));
    }

    @Test
    void shouldUseWhatIsNewOnce() {
        assertThat(renewal.look(good("old"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(good("new"))).isEqualTo(Step.USE);
        assertThat(renewal.look(good("new"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(good("old"))).as("the old one put back").isEqualTo(Step.USE);
    }

    @Test
    void shouldSayNothingOfARenewalThatIsHalfDone() {
        assertThat(renewal.look(bad("half", "the key does not fit"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(good("new"))).isEqualTo(Step.USE);
    }

    @Test
    void shouldComplainOnceOfWhatStaysWrong() {
        assertThat(renewal.look(bad("half", "the key does not fit"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(bad("half", "the key does not fit"))).isEqualTo(Step.COMPLAIN);
        assertThat(renewal.look(bad("half", "the key does not fit"))).isEqualTo(Step.WAIT);

        assertThat(renewal.look(bad("other", "no certificate"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(bad("other", "no certificate"))).isEqualTo(Step.COMPLAIN);

        assertThat(renewal.look(good("old")))
                .as("as it was: in use all the time")
                .isEqualTo(Step.WAIT);
        assertThat(renewal.look(bad("other", "no certificate"))).isEqualTo(Step.WAIT);
        assertThat(renewal.look(bad("other", "no certificate")))
                .as("wrong anew")
                .isEqualTo(Step.COMPLAIN);
    }

    @Test
    void shouldWarnOnceADayFromFourteenDaysBeforeTheEnd() {
        Instant end = NOW.plus(Duration.ofDays(14));

        assertThat(renewal.isWarningDue(end, NOW.minusSeconds(1))).isFalse();
        assertThat(renewal.isWarningDue(end, NOW.plusSeconds(1))).isTrue();
        assertThat(renewal.isWarningDue(end, NOW.plusSeconds(3))).isFalse();
        assertThat(renewal.isWarningDue(end, NOW.plusSeconds(2 + 24 * 3600))).isTrue();
        assertThat(renewal.isWarningDue(end, end.plusSeconds(1)))
                .as("it has ended")
                .isTrue();

        renewal.look(good("new"));
        assertThat(renewal.isWarningDue(end.plus(Duration.ofDays(90)), end.plusSeconds(2)))
                .isFalse();
    }
}
