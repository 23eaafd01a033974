package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is taken out of the queue at once. */
class ArchiveRoundTest {

    private final ArchiveQueue queue = new ArchiveQueue("the test", 100_000, 1 << 20, 1, new ArchiveCounter());

    private ArchiveRequest.Append offerTerm(int log) {
        ArchiveRequest.Append append =
                new ArchiveRequest.Append(LogId.ofRoom("r" + log), 7, Position.START, List.of(), 0);
        queue.offer(append);
        return append;
    }

    @Test
    void shouldBoundARoundOfAppendsWithoutEntriesToo() {
        for (int log = 0; log < 10_000; log++) {
            offerTerm(log);
        }

        assertThat(queue.takeRound(100_000)).hasSizeBetween(1, 1_000);
    }

    @Test
    void shouldEndARoundWithAJob() {
        ArchiveRequest.Append append = offerTerm(1);
        ArchiveRequest.Job<ArchiveWriter, Boolean> job = new ArchiveRequest.Job<>(ArchiveWriter::probe, 0);
        queue.offer(job);
        offerTerm(2);

        assertThat(queue.takeRound(100_000)).containsExactly(append, job);
    }
}
