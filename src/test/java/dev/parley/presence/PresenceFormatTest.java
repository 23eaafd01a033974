package dev.parley.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.presence.PresenceMessage.Move;
import dev.parley.presence.PresenceMessage.Stay;
import dev.parley.wire.FormatFixtures;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import dev.parley.wire.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The bytes about who is where are what they were when their version was released. */
class PresenceFormatTest {

    private static final NodeId A = new NodeId("a1");
    private static final Stay STAY = new Stay("tea", new Person(new UserId("ann"), "Ann \u00fc"));

    private static Map<String, PresenceMessage> messages() {
        Map<String, PresenceMessage> samples = new LinkedHashMap<>();
        for (Move move : Move.values()) {
            samples.put(
                    "changes-" + move,
                    new PresenceMessage.Changes(A, 7, List.of(new PresenceMessage.Change(move, STAY))));
        }
        samples.put("beat", new PresenceMessage.Beat(A, 7, -5));
        samples.put("ask", new PresenceMessage.Ask(A));
        samples.put("part", new PresenceMessage.Part(A, 7, 1, 3, List.of(STAY)));
        samples.put("typed", new PresenceMessage.Typed(A, STAY));
        return samples;
    }

    @Test
    void shouldWriteMessagesAsEver() {
        Map<String, PresenceMessage> samples = messages();
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, message) -> written.put(name, PresenceCodec.encode(message)));

        Map<String, byte[]> kept = FormatFixtures.check("presence", PresenceCodec.VERSION, written);

        samples.forEach((name, message) ->
                assertThat(PresenceCodec.decode(kept.get(name))).as(name).isEqualTo(message));
        assertThat(samples.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .as("a sample of every message")
                .containsExactlyInAnyOrder(PresenceMessage.class.getPermittedSubclasses());
    }

    @Test
    void shouldRefuseANewerOne() {
        byte[] newer = PresenceCodec.encode(new PresenceMessage.Ask(A));
        newer[0]++;

        assertThatExceptionOfType(UnknownFormat.class).isThrownBy(() -> PresenceCodec.decode(newer));
    }
}
