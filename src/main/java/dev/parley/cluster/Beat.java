package dev.parley.cluster;

import dev.parley.wire.ByteReader;
import dev.parley.wire.ByteWriter;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import java.util.UUID;

/**
 * What a node tells every other one each second, and at once when it changes.
 *
 * <p>The whole of it each time, so that one lost on the way costs nothing but the time to the next. What never changes while a node lives
 * is not in it: that stands on its member ({@link Card}).
 *
 * @param node who speaks
 * @param membership the membership in which it says so; what it says counts for no other
 * @param number grows with each beat of the node; an older beat that comes late is dropped by it
 * @param state whether the node serves
 * @param sessions how many clients it has
 * @param rider bytes of the package above, which this one does not read
 */
record Beat(NodeId node, UUID membership, long number, Member.State state, int sessions, Rider rider) {

    static final int VERSION = 2;

    /** The version of the beats of a drained node, and of no other: builds that do not know the state refuse it by its first byte. */
    static final int VERSION_OF_DRAINED = 3;

    private static final int MAX_BYTES = Rider.MAX_BYTES + 256;

    byte[] encode() {
        return new ByteWriter(64 + rider.bytes().length)
                .putByte(versionFor(state))
                .putText(node.value())
                .putLong(membership.getMostSignificantBits())
                .putLong(membership.getLeastSignificantBits())
                .putLong(number)
                .putByte(code(state))
                .putInt(sessions)
                .putBytes(rider.bytes())
                .toBytes();
    }

    /**
     * Reads a beat.
     *
     * @throws IllegalArgumentException when the bytes are not a beat of these versions
     */
    static Beat decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a beat of " + bytes.length + " bytes");
        }
        ByteReader in = new ByteReader(bytes);
        int version = in.takeByte();
        if (version != VERSION) {
            UnknownFormat.require("a beat", version, VERSION_OF_DRAINED);
        }
        Beat beat = new Beat(
                new NodeId(in.takeText()),
                new UUID(in.takeLong(), in.takeLong()),
                in.takeLong(),
                stateOf(in.takeByte()),
                in.takeInt(),
                new Rider(in.takeBytes()));
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes left after a beat");
        }
        if (version != versionFor(beat.state())) {
            throw new IllegalArgumentException("a beat of version " + version + " in state " + beat.state());
        }
        return beat;
    }

    private static int versionFor(Member.State state) {
        return state == Member.State.DRAINED ? VERSION_OF_DRAINED : VERSION;
    }

    private static int code(Member.State state) {
        return switch (state) {
            case JOINING -> 0;
            case READY -> 1;
            case LEAVING -> 2;
            case DRAINED -> 3;
        };
    }

    private static Member.State stateOf(int code) {
        return switch (code) {
            case 0 -> Member.State.JOINING;
            case 1 -> Member.State.READY;
            case 2 -> Member.State.LEAVING;
            case 3 -> Member.State.DRAINED;
            default -> throw new IllegalArgumentException("unknown state " + code);
        };
    }
}
