package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class BusSealTest {

    private static final BusSeal RED = new BusSeal("red", Set.of("red"));
    private static final BusSeal BLUE = new BusSeal("blue", Set.of("blue"));
    private static final BusSeal RED_KNOWS_BLUE = new BusSeal("red", Set.of("red", "blue"));
    private static final BusSeal BLUE_KNOWS_RED = new BusSeal("blue", Set.of("red", "blue"));

    @Test
    void shouldAgreeWithItself() {
        assertThat(BusSeal.NONE.against(BusSeal.NONE)).isEmpty();
        assertThat(RED.against(RED)).isEmpty();
        assertThat(RED.against(RED_KNOWS_BLUE)).isEmpty();
        assertThat(RED_KNOWS_BLUE.against(BLUE_KNOWS_RED)).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThat(BusSeal.NONE.against(RED))
                .hasValueSatisfying(why -> assertThat(why).contains("speaks TLS", "no bus-cert"));
        assertThat(RED.against(BusSeal.NONE))
                .hasValueSatisfying(why -> assertThat(why).contains("speaks no TLS"));
        assertThat(RED.against(BLUE)).hasValueSatisfying(why -> assertThat(why).contains("does not take certificates"));
        assertThat(RED_KNOWS_BLUE.against(BLUE)).isPresent();
        assertThat(RED.against(BLUE_KNOWS_RED))
                .hasValueSatisfying(why -> assertThat(why).contains("is of a CA that is not in this node's bus-ca"));
    }

    @Test
    void shouldBeReadAsItWasWritten() {
        assertThat(BusSeal.read(BLUE_KNOWS_RED.text())).isEqualTo(BLUE_KNOWS_RED);
        assertThat(BusSeal.read(BusSeal.NONE.text())).isEqualTo(BusSeal.NONE);
        assertThat(BusSeal.read(null)).as("a node of an older release").isEqualTo(BusSeal.NONE);
    }
}
