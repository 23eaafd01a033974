package dev.parley.presence;

import dev.parley.presence.PresenceMessage.Ask;
import dev.parley.presence.PresenceMessage.Beat;
import dev.parley.presence.PresenceMessage.Change;
import dev.parley.presence.PresenceMessage.Changes;
import dev.parley.presence.PresenceMessage.Move;
import dev.parley.presence.PresenceMessage.Part;
import dev.parley.presence.PresenceMessage.Stay;
import dev.parley.presence.PresenceMessage.Typed;
import dev.parley.wire.ByteReader;
import dev.parley.wire.ByteWriter;
import dev.parley.wire.NodeId;
import dev.parley.wire.UnknownFormat;
import dev.parley.wire.UserId;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@link PresenceMessage}: a format version, a type, the fields. Any thread. */
final class PresenceCodec {

    static final int VERSION = 1;

    private PresenceCodec() {}

    /** The bytes of a message. */
    static byte[] encode(PresenceMessage message) {
        if (message instanceof Changes m) {
            ByteWriter out = begin(1, m).putLong(m.number()).putInt(m.changes().size());
            m.changes().forEach(change -> put(out.putByte(change.move().code()), change.stay()));
            return out.toBytes();
        } else if (message instanceof Beat m) {
            return begin(2, m).putLong(m.number()).putLong(m.hash()).toBytes();
        } else if (message instanceof Ask m) {
            return begin(3, m).toBytes();
        } else if (message instanceof Part m) {
            ByteWriter out = begin(4, m).putLong(m.number()).putInt(m.index()).putInt(m.parts());
            out.putInt(m.stays().size());
            m.stays().forEach(stay -> put(out, stay));
            return out.toBytes();
        } else if (message instanceof Typed m) {
            return put(begin(5, m), m.stay()).toBytes();
        }
        throw new IllegalStateException("no code for " + message);
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when the bytes are not a message of a known version
     */
    static PresenceMessage decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        UnknownFormat.require("a presence message", in.takeByte(), VERSION);
        int type = in.takeByte();
        NodeId from = new NodeId(in.takeText());
        PresenceMessage message = switch (type) {
            case 1 -> new Changes(from, in.takeLong(), takeChanges(in));
            case 2 -> new Beat(from, in.takeLong(), in.takeLong());
            case 3 -> new Ask(from);
            case 4 -> new Part(from, in.takeLong(), in.takeInt(), in.takeInt(), takeStays(in));
            case 5 -> new Typed(from, takeStay(in));
            default -> throw new IllegalArgumentException("unknown presence message " + type);
        };
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes left after a presence message of type " + type);
        }
        return message;
    }

    private static ByteWriter begin(int type, PresenceMessage message) {
        return new ByteWriter(128)
                .putByte(VERSION)
                .putByte(type)
                .putText(message.from().value());
    }

    private static ByteWriter put(ByteWriter out, Stay stay) {
        return out.putText(stay.room())
                .putText(stay.person().id().value())
                .putText(stay.person().name());
    }

    private static Stay takeStay(ByteReader in) {
        return new Stay(in.takeText(), new Person(new UserId(in.takeText()), in.takeText()));
    }

    private static List<Change> takeChanges(ByteReader in) {
        int count = in.takeCount();
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(new Change(Move.of(in.takeByte()), takeStay(in)));
        }
        return changes;
    }

    private static List<Stay> takeStays(ByteReader in) {
        int count = in.takeCount();
        List<Stay> stays = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            stays.add(takeStay(in));
        }
        return stays;
    }
}
