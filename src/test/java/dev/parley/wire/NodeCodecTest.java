package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeCodecTest {

    private static final List<Entry> LOG = Samples.log(1, 2);
    private static final Position END = Samples.end(LOG);
    private static final LogEnd HEAD = new LogEnd(1_700_000_000_000L, END);

    static List<NodeMessage> messages() {
        return List.of(
                new NodeMessage.Entries(Samples.ROOM, 7, Position.START, LOG),
                new NodeMessage.Heads(Map.of(Samples.ROOM, HEAD, LogId.DIRECTORY, LogEnd.START)),
                new NodeMessage.Archived(Map.of(Samples.ROOM, HEAD)),
                new NodeMessage.Fetch(Samples.ROOM, END, 1000),
                new NodeMessage.Fetched(NodeMessage.Relation.PREFIX, HEAD, LOG),
                new NodeMessage.Fetched(NodeMessage.Relation.DIVERGED, HEAD, List.of()),
                new NodeMessage.AskEnd(Samples.ROOM, 7),
                new NodeMessage.Outdated(Samples.ROOM, 8),
                new NodeMessage.Offer(Samples.ROOM, END),
                new NodeMessage.AskInventory("", 100),
                new NodeMessage.Ends(Map.of(Samples.ROOM, HEAD)),
                new NodeMessage.Commands(Map.of(1L, Samples.command(1), 2L, said(2, 99L))),
                new NodeMessage.Outcomes(Map.of(
                        1L, new Outcome.Accepted(END, 42),
                        2L, new Outcome.NotLeader(Samples.B),
                        3L, new Outcome.NotLeader(null),
                        4L, new Outcome.Refused(ErrorCode.READ_ONLY, "too small"))));
    }

    private static Command said(int number, long at) {
        Command now = Samples.command(number);
        return new Command(now.log(), now.id(), now.kind(), now.author(), at, now.body());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldReadBackWhatItWrote(NodeMessage message) {
        assertThat(NodeCodec.decode(NodeCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldRefuseAMessageThatEndsEarly(NodeMessage message) {
        byte[] whole = NodeCodec.encode(message);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException()
                    .as("the first %d of %d bytes", length, whole.length)
                    .isThrownBy(() -> NodeCodec.decode(part));
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldRefuseBytesAfterTheEnd(NodeMessage message) {
        byte[] whole = NodeCodec.encode(message);

        assertThatIllegalArgumentException().isThrownBy(() -> NodeCodec.decode(Arrays.copyOf(whole, whole.length + 1)));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldAnswerDamageWithOneKindOfException(NodeMessage message) {
        SplittableRandom random = new SplittableRandom(7);
        byte[] whole = NodeCodec.encode(message);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                NodeCodec.decode(damaged);
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    @Test
    void shouldRefuseAnotherVersionAndAnUnknownType() {
        byte[] bytes = NodeCodec.encode(new NodeMessage.AskInventory("", 1));
        byte[] newer = bytes.clone();
        newer[0]++;
        byte[] unknown = bytes.clone();
        unknown[1] = 99;

        assertThatIllegalArgumentException().isThrownBy(() -> NodeCodec.decode(newer));
        assertThatIllegalArgumentException().isThrownBy(() -> NodeCodec.decode(unknown));
    }

    @Test
    void shouldNotMakeRoomForACountThatCannotBe() {
        byte[] bytes = new ByteWriter(16)
                .putByte(NodeCodec.VERSION)
                .putByte(2)
                .putInt(Integer.MAX_VALUE)
                .toBytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> NodeCodec.decode(bytes))
                .withMessageContaining("impossible count");
    }
}
