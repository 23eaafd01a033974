package dev.parley.presence;

import dev.parley.wire.NodeId;
import java.util.List;

/** What nodes say to each other about who is where. Encoded by {@link PresenceCodec}. */
sealed interface PresenceMessage {

    /** How many changes or stays one message holds at the most. */
    int MOST = 500;

    /** Who says it. */
    NodeId from();

    /** Somebody's being in a room, on the sender's node. */
    record Stay(String room, Person person) {}

    /** Which way. */
    enum Move {
        IN(1),
        OUT(2);

        private final int code;

        Move(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Move of(int code) {
            return switch (code) {
                case 1 -> IN;
                case 2 -> OUT;
                default -> throw new IllegalArgumentException("unknown move " + code);
            };
        }
    }

    /** A stay that began or ended. */
    record Change(Move move, Stay stay) {}

    /**
     * What changed on the sender's node.
     *
     * @param number one more than that of the message before
     */
    record Changes(NodeId from, long number, List<Change> changes) implements PresenceMessage {
        public Changes {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Where the sender is.
     *
     * @param number of its newest {@link Changes}
     * @param hash of all its stays
     */
    record Beat(NodeId from, long number, long hash) implements PresenceMessage {}

    /** Asks for all stays. Answer: {@link Part}s. */
    record Ask(NodeId from) implements PresenceMessage {}

    /**
     * One part of all stays of the sender, as they were after the change with this number.
     *
     * @param index of this part, from 0; they are sent in order
     * @param parts how many there are
     */
    record Part(NodeId from, long number, int index, int parts, List<Stay> stays) implements PresenceMessage {
        public Part {
            stays = List.copyOf(stays);
        }
    }

    /** Somebody types in a room. */
    record Typed(NodeId from, Stay stay) implements PresenceMessage {}
}
