package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.wire.FormatFixtures;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of beats are what they were when their version was released. */
class BeatFormatTest {

    private static Beat beat(Member.State state, byte... rider) {
        return new Beat(new NodeId("a1"), new UUID(1, 2), 77, state, 12, new Rider(rider));
    }

    @Test
    void shouldWriteBeatsAsEver() {
        Map<String, Beat> samples = new LinkedHashMap<>();
        for (Member.State state : Member.State.values()) {
            if (state != Member.State.DRAINED) {
                samples.put(state.name(), beat(state));
            }
        }
        samples.put("rider", beat(Member.State.READY, (byte) 1, (byte) 0xff));
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, beat) -> written.put(name, beat.encode()));

        Map<String, byte[]> kept = FormatFixtures.check("beat", Beat.VERSION, written);

        samples.forEach(
                (name, beat) -> assertThat(Beat.decode(kept.get(name))).as(name).isEqualTo(beat));
    }

    @Test
    void shouldWriteBeatsOfADrainedNodeInAVersionThatOlderBuildsRefuse() {
        Beat drained = beat(Member.State.DRAINED);

        Map<String, byte[]> kept =
                FormatFixtures.check("beat", Beat.VERSION_OF_DRAINED, Map.of("DRAINED", drained.encode()));

        assertThat(Beat.decode(kept.get("DRAINED"))).isEqualTo(drained);
    }

    @Test
    void shouldRefuseAStateThatIsNotOfItsVersion() {
        for (Member.State state : Member.State.values()) {
            byte[] bytes = beat(state).encode();
            bytes[0] = (byte) (Beat.VERSION + Beat.VERSION_OF_DRAINED - bytes[0]);

            assertThatIllegalArgumentException().as("%s", state).isThrownBy(() -> Beat.decode(bytes));
        }
    }

    @Test
    void shouldRefuseANewerOne() {
        byte[] newer = beat(Member.State.READY).encode();
        newer[0] = Beat.VERSION_OF_DRAINED + 1;

        assertThatExceptionOfType(UnknownFormat.class).isThrownBy(() -> Beat.decode(newer));
    }
}
