package dev.parley.room;

import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.LogId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutstandingTest {

    private final Outstanding outstanding = new Outstanding(100);

    @Test
    void shouldSendUntilTheLimit() {
        assertThat(outstanding.offer(A, ROOM, 1, 60)).isTrue();
        assertThat(outstanding.offer(A, ROOM, 2, 60)).isFalse();
        assertThat(outstanding.offer(B, ROOM, 2, 60)).isTrue();
    }

    @Test
    void shouldSendOneBatchHoweverLong() {
        assertThat(outstanding.offer(A, ROOM, 1, 1_000)).isTrue();
    }

    @Test
    void shouldSendAgainWhenTheDiskConfirmed() {
        outstanding.offer(A, ROOM, 1, 60);
        outstanding.confirmed(A, ROOM, 1);

        assertThat(outstanding.bytes(A)).isZero();
        assertThat(outstanding.offer(A, ROOM, 2, 60)).isTrue();
    }

    @Test
    void shouldFreeOnlyWhatWasConfirmedOfThatLog() {
        outstanding.offer(A, ROOM, 1, 30);
        outstanding.offer(A, ROOM, 2, 30);
        outstanding.offer(A, LogId.DIRECTORY, 1, 30);
        outstanding.confirmed(A, ROOM, 1);

        assertThat(outstanding.bytes(A)).isEqualTo(60);
    }

    @Test
    void shouldForgetTheDead() {
        outstanding.offer(A, ROOM, 1, 60);
        outstanding.members(Set.of(B));

        assertThat(outstanding.bytes(A)).isZero();
    }

    @Test
    void shouldForgetALogThatIsLedNoMore() {
        outstanding.offer(A, ROOM, 1, 60);
        outstanding.offer(A, LogId.DIRECTORY, 1, 30);
        outstanding.forget(ROOM);

        assertThat(outstanding.bytes(A)).isEqualTo(30);
    }
}
