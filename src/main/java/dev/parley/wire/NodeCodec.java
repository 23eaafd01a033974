package dev.parley.wire;

import dev.parley.wire.NodeMessage.Archived;
import dev.parley.wire.NodeMessage.AskEnd;
import dev.parley.wire.NodeMessage.AskInventory;
import dev.parley.wire.NodeMessage.Commands;
import dev.parley.wire.NodeMessage.Ends;
import dev.parley.wire.NodeMessage.Entries;
import dev.parley.wire.NodeMessage.Fetch;
import dev.parley.wire.NodeMessage.Fetched;
import dev.parley.wire.NodeMessage.Heads;
import dev.parley.wire.NodeMessage.Offer;
import dev.parley.wire.NodeMessage.Outcomes;
import dev.parley.wire.NodeMessage.Outdated;
import dev.parley.wire.NodeMessage.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of {@link NodeMessage}: a format version, a type, the fields. Any thread.
 *
 * <p>The version is raised when a field changes its meaning; a node refuses versions it does not know, so two builds side by side notice.
 */
public final class NodeCodec {

    /** The format version that this build writes. */
    public static final int VERSION = 2;

    private NodeCodec() {}

    /** The bytes of a message. */
    public static byte[] encode(NodeMessage message) {
        if (message instanceof Entries m) {
            ByteWriter out = begin(1, 64 + 300 * m.entries().size());
            out.putText(m.log().value()).putLong(m.term()).putPosition(m.previous());
            putEntries(out, m.entries());
            return out.toBytes();
        } else if (message instanceof Heads m) {
            return putEnds(begin(2, 64), m.heads());
        } else if (message instanceof Archived m) {
            return putEnds(begin(3, 64), m.upTo());
        } else if (message instanceof Fetch m) {
            return begin(4, 64)
                    .putText(m.log().value())
                    .putPosition(m.after())
                    .putInt(m.maxBytes())
                    .toBytes();
        } else if (message instanceof Fetched m) {
            ByteWriter out = begin(5, 64 + 300 * m.entries().size());
            out.putByte(m.relation().code());
            putEnd(out, m.head());
            putEntries(out, m.entries());
            return out.toBytes();
        } else if (message instanceof AskEnd m) {
            return begin(6, 64).putText(m.log().value()).putLong(m.term()).toBytes();
        } else if (message instanceof AskInventory m) {
            return begin(7, 64).putText(m.after()).putInt(m.limit()).toBytes();
        } else if (message instanceof Ends m) {
            return putEnds(begin(8, 64), m.upTo());
        } else if (message instanceof Commands m) {
            return encodeCommands(m);
        } else if (message instanceof Outcomes m) {
            return encodeOutcomes(m);
        } else if (message instanceof Outdated m) {
            return begin(11, 64).putText(m.log().value()).putLong(m.term()).toBytes();
        } else if (message instanceof Offer m) {
            return begin(12, 64).putText(m.log().value()).putPosition(m.base()).toBytes();
        }
        throw new IllegalStateException("no code for " + message);
    }

    /**
     * Reads a message.
     *
     * @throws UnknownFormat when another build wrote it in a version that this one does not read
     * @throws IllegalArgumentException when the bytes are not a message
     */
    public static NodeMessage decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        UnknownFormat.require("a message", in.takeByte(), VERSION);
        int type = in.takeByte();
        NodeMessage message = switch (type) {
            case 1 -> new Entries(new LogId(in.takeText()), in.takeLong(), in.takePosition(), takeEntries(in));
            case 2 -> new Heads(takeEnds(in));
            case 3 -> new Archived(takeEnds(in));
            case 4 -> new Fetch(new LogId(in.takeText()), in.takePosition(), in.takeInt());
            case 5 -> new Fetched(Relation.of(in.takeByte()), takeEnd(in), takeEntries(in));
            case 6 -> new AskEnd(new LogId(in.takeText()), in.takeLong());
            case 7 -> new AskInventory(in.takeText(), in.takeInt());
            case 8 -> new Ends(takeEnds(in));
            case 9 -> decodeCommands(in);
            case 10 -> decodeOutcomes(in);
            case 11 -> new Outdated(new LogId(in.takeText()), in.takeLong());
            case 12 -> new Offer(new LogId(in.takeText()), in.takePosition());
            default -> throw new IllegalArgumentException("unknown message type " + type);
        };
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes left after a message of type " + type);
        }
        return message;
    }

    private static ByteWriter begin(int type, int capacity) {
        return new ByteWriter(capacity).putByte(VERSION).putByte(type);
    }

    private static void putEntries(ByteWriter out, List<Entry> entries) {
        out.putInt(entries.size());
        entries.forEach(entry -> out.putBytes(entry.json().bytes()));
    }

    private static List<Entry> takeEntries(ByteReader in) {
        int count = in.takeCount();
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(Entry.parse(Json.of(in.takeBytes())));
        }
        return entries;
    }

    private static byte[] putEnds(ByteWriter out, Map<LogId, LogEnd> ends) {
        out.putInt(ends.size());
        ends.forEach((log, end) -> putEnd(out.putText(log.value()), end));
        return out.toBytes();
    }

    private static Map<LogId, LogEnd> takeEnds(ByteReader in) {
        int count = in.takeCount();
        Map<LogId, LogEnd> ends = new HashMap<>();
        for (int i = 0; i < count; i++) {
            ends.put(new LogId(in.takeText()), takeEnd(in));
        }
        return ends;
    }

    private static void putEnd(ByteWriter out, LogEnd end) {
        out.putLong(end.term()).putPosition(end.at());
    }

    private static LogEnd takeEnd(ByteReader in) {
        return new LogEnd(in.takeLong(), in.takePosition());
    }

    private static byte[] encodeCommands(Commands message) {
        ByteWriter out = begin(9, 300 * message.commands().size())
                .putInt(message.commands().size());
        message.commands().forEach((number, command) -> {
            out.putLong(number)
                    .putText(command.log().value())
                    .putText(command.id().value());
            out.putText(command.kind().value()).putText(command.author().value());
            Long at = command.atMillis();
            out.putLong(at == null ? Long.MIN_VALUE : at)
                    .putBytes(command.body().bytes());
        });
        return out.toBytes();
    }

    private static Commands decodeCommands(ByteReader in) {
        int count = in.takeCount();
        Map<Long, Command> commands = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            long number = in.takeLong();
            LogId log = new LogId(in.takeText());
            EntryId id = new EntryId(in.takeText());
            Kind kind = new Kind(in.takeText());
            UserId author = new UserId(in.takeText());
            long at = in.takeLong();
            Json body = Json.of(in.takeBytes());
            commands.put(number, new Command(log, id, kind, author, at == Long.MIN_VALUE ? null : at, body));
        }
        return new Commands(commands);
    }

    private static byte[] encodeOutcomes(Outcomes message) {
        ByteWriter out = begin(10, 64 * message.outcomes().size())
                .putInt(message.outcomes().size());
        message.outcomes().forEach((number, outcome) -> {
            out.putLong(number);
            if (outcome instanceof Outcome.Accepted accepted) {
                out.putByte(0).putPosition(accepted.position()).putLong(accepted.atMillis());
            } else if (outcome instanceof Outcome.NotLeader notLeader) {
                NodeId leader = notLeader.leader();
                out.putByte(1).putText(leader == null ? "" : leader.value());
            } else if (outcome instanceof Outcome.Refused refused) {
                out.putByte(2).putInt(refused.error().code()).putText(refused.detail());
            }
        });
        return out.toBytes();
    }

    private static Outcomes decodeOutcomes(ByteReader in) {
        int count = in.takeCount();
        Map<Long, Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long number = in.takeLong();
            outcomes.put(number, takeOutcome(in));
        }
        return new Outcomes(outcomes);
    }

    private static Outcome takeOutcome(ByteReader in) {
        int type = in.takeByte();
        return switch (type) {
            case 0 -> new Outcome.Accepted(in.takePosition(), in.takeLong());
            case 1 -> {
                String leader = in.takeText();
                yield new Outcome.NotLeader(leader.isEmpty() ? null : new NodeId(leader));
            }
            case 2 -> new Outcome.Refused(ErrorCode.of(in.takeInt()), in.takeText());
            default -> throw new IllegalArgumentException("unknown outcome " + type);
        };
    }
}
