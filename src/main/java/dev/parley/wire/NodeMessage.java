package dev.parley.wire;

import java.util.List;
import java.util.Map;

/** What nodes say to each other about logs. Encoded by {@link NodeCodec}; every record is immutable. */
public sealed interface NodeMessage {

    /**
     * A batch that was committed; from the leader to every node.
     *
     * @param log of which log
     * @param previous the position before the first entry
     * @param entries at least one, in order, without a hole
     */
    record Entries(LogId log, Position previous, List<Entry> entries) implements NodeMessage {
        public Entries {
            entries = List.copyOf(entries);
            if (entries.isEmpty() || entries.get(0).seq() != previous.seq() + 1) {
                throw new IllegalArgumentException(
                        "entries of " + log + " do not begin after " + previous + ": " + entries);
            }
        }

        /** Where the log is after the batch. */
        public Position end() {
            return entries.get(entries.size() - 1).position();
        }
    }

    /**
     * Where logs end; from their leader to every node, once a second for logs that were active lately, so that a lost last message is noticed.
     *
     * @param heads the end of each log
     */
    record Heads(Map<LogId, Position> heads) implements NodeMessage {
        public Heads {
            heads = Map.copyOf(heads);
        }
    }

    /**
     * How far a node's own disk has logs, after the sync; to the leader of those logs. Cumulative, so that a lost one does no harm.
     *
     * @param upTo the position for each log
     */
    record Archived(Map<LogId, Position> upTo) implements NodeMessage {
        public Archived {
            upTo = Map.copyOf(upTo);
        }
    }

    /**
     * Asks for what follows a position. Answer: {@link Fetched}.
     *
     * @param log of which log
     * @param after what the asker has
     * @param maxBytes how much may be answered at once; at least one entry is, if there is one
     */
    record Fetch(LogId log, Position after, int maxBytes) implements NodeMessage {}

    /**
     * Answers {@link Fetch}.
     *
     * @param relation how the asker's history relates to the answerer's
     * @param head where the answerer's log ends
     * @param entries what follows, perhaps not all of it; empty unless {@code relation} is {@link Relation#PREFIX}
     */
    record Fetched(Relation relation, Position head, List<Entry> entries) implements NodeMessage {
        public Fetched {
            entries = List.copyOf(entries);
        }
    }

    /** How one history relates to another. */
    enum Relation {
        /** It is the beginning of the other, or all of it. */
        PREFIX(0),
        /** It is longer than the other; nothing more can be said. */
        AHEAD(1),
        /** They differ at a number that both have. */
        DIVERGED(2);

        private final int code;

        Relation(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Relation of(int code) {
            for (Relation relation : values()) {
                if (relation.code == code) {
                    return relation;
                }
            }
            throw new IllegalArgumentException("unknown relation " + code);
        }
    }

    /**
     * Asks how far a node's disk has some logs. Answer: {@link Positions}.
     *
     * @param logs which
     */
    record AskPositions(List<LogId> logs) implements NodeMessage {
        public AskPositions {
            logs = List.copyOf(logs);
        }
    }

    /**
     * Asks how far a node's disk has its logs, in the order of their names, beginning after one. Answer: {@link Positions}.
     *
     * @param after the last name seen; empty: from the first
     * @param limit how many at the most
     */
    record AskInventory(String after, int limit) implements NodeMessage {}

    /**
     * Answers {@link AskPositions} and {@link AskInventory}.
     *
     * @param upTo the position of each log; {@link Position#START} for a log it does not have
     */
    record Positions(Map<LogId, Position> upTo) implements NodeMessage {
        public Positions {
            upTo = Map.copyOf(upTo);
        }
    }

    /**
     * Commands for logs that the receiver is thought to lead.
     *
     * @param commands each under a number by which the sender knows the answer
     */
    record Commands(Map<Long, Command> commands) implements NodeMessage {
        public Commands {
            commands = Map.copyOf(commands);
        }
    }

    /**
     * What became of commands; answers {@link Commands}, in any grouping.
     *
     * @param outcomes under the sender's numbers
     */
    record Outcomes(Map<Long, Outcome> outcomes) implements NodeMessage {
        public Outcomes {
            outcomes = Map.copyOf(outcomes);
        }
    }
}
