package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class NodeProtocolTest {

    @Test
    void shouldSpeakTheLevelsBetweenItsOldestAndItsNewest() {
        NodeProtocol protocol = NodeProtocol.parse("2-3");

        assertThat(protocol.speaks(1)).isFalse();
        assertThat(protocol.speaks(2)).isTrue();
        assertThat(protocol.speaks(3)).isTrue();
        assertThat(protocol.speaks(4)).isFalse();
    }

    @Test
    void shouldBeSpokenByWhoSharesALevel() {
        NodeProtocol first = NodeProtocol.parse("1-1");
        NodeProtocol both = NodeProtocol.parse("1-2");
        NodeProtocol second = NodeProtocol.parse("2-2");

        assertThat(first.isSpokenBy(first)).isTrue();
        assertThat(first.isSpokenBy(both)).isTrue();
        assertThat(both.isSpokenBy(first)).isTrue();
        assertThat(both.isSpokenBy(second)).isTrue();
        assertThat(first.isSpokenBy(second)).isFalse();
        assertThat(second.isSpokenBy(first)).isFalse();
    }

    @Test
    void shouldTakeWhoTellsNothingForTheFirst() {
        assertThat(NodeProtocol.parse(null)).isEqualTo(new NodeProtocol(1, 1));
    }

    @Test
    void shouldReadWhatItWrites() {
        assertThat(NodeProtocol.parse(new NodeProtocol(3, 14).toString())).isEqualTo(new NodeProtocol(3, 14));
        for (String odd : new String[] {"", "1", "2-1", "0-1", "a-b", "1-1 ", "1-9999999"}) {
            assertThatIllegalArgumentException().as(odd).isThrownBy(() -> NodeProtocol.parse(odd));
        }
    }
}
