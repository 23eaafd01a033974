package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The bytes of messages between nodes, and of entries, are what they were when their version was released. */
class NodeFormatTest {

    private static final List<Entry> LOG = Samples.log(1, 2);
    private static final LogEnd HEAD = new LogEnd(1_700_000_000_000L, Samples.end(LOG));

    /** Maps with one key: those with more are written in no particular order. */
    private static Map<String, NodeMessage> messages() {
        Map<String, NodeMessage> samples = new LinkedHashMap<>();
        samples.put("entries", new NodeMessage.Entries(Samples.ROOM, 7, Position.START, LOG));
        samples.put("heads", new NodeMessage.Heads(Map.of(Samples.ROOM, HEAD)));
        samples.put("archived", new NodeMessage.Archived(Map.of(LogId.DIRECTORY, LogEnd.START)));
        samples.put("fetch", new NodeMessage.Fetch(Samples.ROOM, HEAD.at(), 1000));
        for (NodeMessage.Relation relation : NodeMessage.Relation.values()) {
            samples.put("fetched-" + relation, new NodeMessage.Fetched(relation, HEAD, LOG));
        }
        samples.put("ask-end", new NodeMessage.AskEnd(Samples.ROOM, 7));
        samples.put("outdated", new NodeMessage.Outdated(Samples.ROOM, 8));
        samples.put("offer", new NodeMessage.Offer(Samples.ROOM, HEAD.at()));
        samples.put("ask-inventory", new NodeMessage.AskInventory("room/a", 100));
        samples.put("ends", new NodeMessage.Ends(Map.of(Samples.ROOM, HEAD)));
        Command now = Samples.command(2);
        Command said = new Command(now.log(), now.id(), now.kind(), now.author(), 99L, now.body());
        samples.put("commands", new NodeMessage.Commands(Map.of(1L, Samples.command(1), 2L, said)));
        samples.put("accepted", outcome(new Outcome.Accepted(HEAD.at(), 42)));
        samples.put("not-leader", outcome(new Outcome.NotLeader(Samples.B)));
        samples.put("not-leader-nobody", outcome(new Outcome.NotLeader(null)));
        for (ErrorCode error : ErrorCode.values()) {
            samples.put("refused-" + error.wireName(), outcome(new Outcome.Refused(error, "why")));
        }
        return samples;
    }

    private static NodeMessage outcome(Outcome outcome) {
        return new NodeMessage.Outcomes(Map.of(5L, outcome));
    }

    @Test
    void shouldWriteMessagesAsEver() {
        Map<String, NodeMessage> samples = messages();
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, message) -> written.put(name, NodeCodec.encode(message)));

        Map<String, byte[]> kept = FormatFixtures.check("node-message", NodeCodec.VERSION, written);

        samples.forEach((name, message) ->
                assertThat(NodeCodec.decode(kept.get(name))).as(name).isEqualTo(message));
    }

    @Test
    void shouldHaveASampleOfEveryMessage() {
        Set<Class<?>> sampled =
                messages().values().stream().map(Object::getClass).collect(Collectors.toSet());

        assertThat(sampled).containsExactlyInAnyOrder(NodeMessage.class.getPermittedSubclasses());
    }

    @Test
    void shouldRefuseOtherVersionsByTheirNumber() {
        byte[] message = NodeCodec.encode(new NodeMessage.AskEnd(Samples.ROOM, 7));
        for (int version : new int[] {NodeCodec.VERSION - 1, NodeCodec.VERSION + 1, 255}) {
            byte[] other = message.clone();
            other[0] = (byte) version;

            assertThatExceptionOfType(UnknownFormat.class)
                    .isThrownBy(() -> NodeCodec.decode(other))
                    .withMessage("a message of version %d; this build reads %d", version, NodeCodec.VERSION)
                    .satisfies(e -> assertThat(e.found()).isEqualTo(version));
        }
    }

    @Test
    void shouldWriteEntriesAsEver() {
        Map<String, Entry> samples = new LinkedHashMap<>();
        samples.put("first", LOG.get(0));
        samples.put("second", LOG.get(1));
        Json body = Json.of("{\"room\":\"r\",\"name\":\"Gr\\u00fc\u00df \\\"body\\\":\"}");
        Command made = new Command(LogId.DIRECTORY, Samples.id(3), Kind.ROOM_CREATED, new UserId("bob"), null, body);
        samples.put("room-created", Entry.after(Position.START, made, 1_700_000_000_000L));
        Command future = new Command(
                Samples.ROOM, Samples.id(4), new Kind("not-yet-known"), new UserId("bob"), null, Json.of("{}"));
        samples.put("unknown-kind", Entry.after(Samples.end(LOG), future, 1));
        Map<String, byte[]> written = new LinkedHashMap<>();
        samples.forEach((name, entry) -> written.put(name, entry.json().bytes()));

        Map<String, byte[]> kept = FormatFixtures.check("entry", 1, written);

        samples.forEach((name, entry) -> {
            Entry read = Entry.parse(Json.of(kept.get(name)));
            assertThat(read).as(name).isEqualTo(entry);
        });
        assertThat(Entry.parse(Json.of(kept.get("second"))).follows(LOG.get(0).digest()))
                .as("the digest is computed as ever")
                .isTrue();
    }

    @Test
    void shouldKeepTheNumbersOfErrors() {
        Map<ErrorCode, byte[]> numbers = new EnumMap<>(ErrorCode.class);
        Arrays.stream(ErrorCode.values())
                .forEach(error ->
                        numbers.put(error, Integer.toString(error.code()).getBytes(StandardCharsets.US_ASCII)));
        Map<String, byte[]> written = new LinkedHashMap<>();
        numbers.forEach((error, number) -> written.put(error.wireName(), number));

        assertThat(FormatFixtures.check("error-code", 1, written)).isNotEmpty();
    }
}
