package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.wire.NodeId;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BeatTest {

    private static Beat beat(Member.State state) {
        return new Beat(new NodeId("node-1"), new UUID(-3, 5), 42, state, 7, new Rider(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @EnumSource(Member.State.class)
    void shouldReadWhatItWrote(Member.State state) {
        assertThat(Beat.decode(beat(state).encode())).isEqualTo(beat(state));
    }

    @Test
    void shouldRefuseEveryPartOfABeatAndAnotherVersion() {
        byte[] whole = beat(Member.State.READY).encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Beat.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> Beat.decode(more)).hasMessageContaining("bytes left");
        whole[0] = 9;
        assertThatThrownBy(() -> Beat.decode(whole)).hasMessageContaining("version 9");
    }

    @Test
    void shouldLimitTheRider() {
        assertThatThrownBy(() -> new Rider(new byte[Rider.MAX_BYTES + 1])).hasMessageContaining("at most");
        assertThatThrownBy(() -> Beat.decode(new byte[1_000_000])).isInstanceOf(IllegalArgumentException.class);
    }
}
