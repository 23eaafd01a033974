package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
            samples.put(state.name(), beat(state));
        }
        samples.put("rider", beat(Member.State.READY, (byte) 1, (byte) 0xff));
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, beat) -> written.put(name, beat.encode()));

        Map<String, byte[]> kept = FormatFixtures.check("beat", Beat.VERSION, written);

        samples.forEach(
                (name, beat) -> assertThat(Beat.decode(kept.get(name))).as(name).isEqualTo(beat));
    }

    @Test
    void shouldRefuseANewerOne() {
        byte[] newer = beat(Member.State.READY).encode();
        newer[0]++;

        assertThatExceptionOfType(UnknownFormat.class).isThrownBy(() -> Beat.decode(newer));
    }
}
