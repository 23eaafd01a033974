package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceTest {

    private static final EntryId ONE = new EntryId("01JD8Z0Q6V3X5C7B9N1M2K4H6G");
    private static final EntryId OTHER = new EntryId("01JD8Z0Q6V3X5C7B9N1M2K4H6H");
    private static final LogId LOG = LogId.ofRoom("general");

    private final Logger logger = Logger.getLogger("dev.parley.trace");
    private final List<String> lines = new ArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord event) {
            lines.add(event.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    @BeforeEach
    void listen() {
        ear.setLevel(Level.ALL);
        logger.setLevel(Level.INFO);
        logger.addHandler(ear);
    }

    @AfterEach
    void silence() {
        logger.removeHandler(ear);
        logger.setLevel(null);
        Trace.followed().forEach(Trace::forget);
    }

    @Test
    void shouldBeOffUntilSomethingIsFollowed() {
        assertThat(Trace.isOn()).isFalse();
        assertThat(Trace.follow(ONE, Duration.ofMinutes(1))).isTrue();
        assertThat(Trace.isOn()).isTrue();
        Trace.forget(ONE);
        assertThat(Trace.isOn()).isFalse();
    }

    @Test
    void shouldTellTheWayOfWhatIsFollowedOnly() {
        Trace.follow(ONE, Duration.ofMinutes(1));
        Trace.hop(Trace.Hop.FANNED_OUT, LOG, ONE, "sessions=3");
        Trace.hop(Trace.Hop.RECEIVED, LOG, OTHER, "");

        assertThat(lines)
                .containsExactly(
                        "event=trace hop=fanned-out id=01JD8Z0Q6V3X5C7B9N1M2K4H6G log=room/general sessions=3");
    }

    @Test
    void shouldTellTheWayOfAllWhenTheAreaIsAtTrace() {
        logger.setLevel(Level.FINER);
        assertThat(Trace.isOn()).isTrue();
        Trace.hop(Trace.Hop.RECEIVED, LOG, OTHER, "");

        assertThat(lines).hasSize(1);
    }

    @Test
    void shouldEndByItself() {
        Trace.follow(ONE, Duration.ofMillis(-1));
        assertThat(Trace.isOn()).isTrue();
        Trace.prune();
        assertThat(Trace.isOn()).isFalse();
        assertThat(Trace.followed()).isEmpty();
    }

    @Test
    void shouldFollowBoundedlyMany() {
        for (int i = 0; i < Trace.MAX_FOLLOWED; i++) {
            String id = "01JD8Z0Q6V3X5C7B9N1M2K4H" + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(i / 32)
                    + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(i % 32);
            assertThat(Trace.follow(new EntryId(id), Duration.ofMinutes(1))).isTrue();
        }
        assertThat(Trace.follow(ONE, Duration.ofMinutes(1))).isFalse();
    }
}
