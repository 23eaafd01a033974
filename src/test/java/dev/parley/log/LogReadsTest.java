package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogReadsTest {

    private static final List<Entry> LOG = Samples.log(1, 2, 3, 4);

    @Test
    void shouldSendNothingBeyondTheEndThatIsSentWithIt() {
        LogEnd end = new LogEnd(7, LOG.get(2).position());

        assertThat(LogReads.upTo(end, LOG.subList(1, 4))).isEqualTo(LOG.subList(1, 3));
    }

    @Test
    void shouldSendAPageThatEndsBefore() {
        assertThat(LogReads.upTo(new LogEnd(7, Samples.end(LOG)), LOG.subList(0, 2)))
                .isEqualTo(LOG.subList(0, 2));
    }
}
