package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecentFramesTest {

    private final RecentFrames frames = new RecentFrames();

    private static String message(long seq, String digest) {
        return "{\"t\":\"entries\",\"room\":\"general\",\"entries\":[{\"seq\":" + seq
                + ",\"id\":\"01JD8Z3Q4R5S6T7V8W9XABCDEF\",\"digest\":\"" + digest.repeat(32) + "\"}]}";
    }

    private long seqOf(String text) {
        return frames.read(text).get(0).entries().get(0).seq();
    }

    @Test
    void shouldReadOnceWhatAllReadersAreSent() {
        assertThat(frames.read(message(7, "a"))).isSameAs(frames.read(message(7, "a")));
    }

    @Test
    void shouldTellApartWhatDiffersInOneCharacter() {
        assertThat(frames.read(message(7, "a"))).isNotEqualTo(frames.read(message(7, "b")));
        assertThat(seqOf(message(8, "a"))).isEqualTo(8);
    }

    @Test
    void shouldGoOnWhenThereWasMoreThanItRemembers() {
        var first = frames.read(message(1, "a"));
        for (int seq = 1; seq <= 1000; seq++) {
            assertThat(seqOf(message(seq, "a"))).isEqualTo(seq);
        }
        assertThat(frames.read(message(1, "a"))).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void shouldNotRememberWhatIsNotForAll() {
        String pong = "{\"t\":\"pong\",\"ref\":\"p1\"}";
        assertThat(frames.read(pong)).isNotSameAs(frames.read(pong));
    }

    @Test
    void shouldRefuseNonsenseEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> frames.read("{\"t\":\"entries\",\"entries\":[{}]}"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
