package dev.parley.wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other about logs. Encoded by {@link NodeCodec}; every record is immutable. */
public sealed interface NodeMessage {

    /**
     * A batch that was committed; from the leader to every node.
     *
     * @param log of which log
     * @param term of the leader, who found the log to end at {@code previous} or before it when the term began
     * @param previous the position before the first entry
     * @param entries at least one, in order, without a hole
     */
    record Entries(LogId log, long term, Position previous, List<Entry> entries) implements NodeMessage {
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

        /** The entry of that number; null: the batch does not reach there. */
        public @Nullable Entry at(long seq) {
            long place = seq - previous.seq() - 1;
            return place < 0 || place >= entries.size() ? null : entries.get((int) place);
        }
    }

    /**
     * Where logs end; from their leader to every node, once a second for logs that were active lately, so that a lost last message is noticed.
     *
     * @param heads the end of each log, with the leader's term
     */
    record Heads(Map<LogId, LogEnd> heads) implements NodeMessage {
        public Heads {
            heads = Map.copyOf(heads);
        }
    }

    /**
     * How far a node's own disk has logs, after the sync; to the leader of those logs. Cumulative, so that a lost one does no harm.
     *
     * @param upTo the end of each log. Only under the leader's own term it counts: a disk that has not yet all that the term began with may
     *     be believed less than another later on
     */
    record Archived(Map<LogId, LogEnd> upTo) implements NodeMessage {
        public Archived {
            upTo = Map.copyOf(upTo);
        }
    }

    /**
     * Asks for what follows a position. Answer: {@link Fetched}.
     *
     * @param log of which log
     * @param after what the asker has
     * @param maxBytes how much may be answered at once; at least one entry is, if there is one; 0: none, only the relation
     */
    record Fetch(LogId log, Position after, int maxBytes) implements NodeMessage {}

    /**
     * Answers {@link Fetch}.
     *
     * @param relation how the asker's history relates to the answerer's
     * @param head where the answerer's log ends, and whose history it is
     * @param entries what follows, perhaps not all of it; empty unless {@code relation} is {@link Relation#PREFIX}
     */
    record Fetched(Relation relation, LogEnd head, List<Entry> entries) implements NodeMessage {
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
     * Asks how far a node's disk has a log; from a new leader. Whoever answers takes no more from leaders of older terms. Answer: {@link Ends},
     * or {@link Outdated}.
     *
     * @param log which
     * @param term of the leader
     */
    record AskEnd(LogId log, long term) implements NodeMessage {}

    /**
     * There has been a newer leader; answers {@link AskEnd}, and what comes from a leader of an older term.
     *
     * @param log of which log
     * @param term the newest term that the answerer knows
     */
    record Outdated(LogId log, long term) implements NodeMessage {}

    /**
     * Asks how far a node's disk has its logs, in the order of their names, beginning after one. Answer: {@link Ends}.
     *
     * @param after the last name seen; empty: from the first
     * @param limit how many at the most
     */
    record AskInventory(String after, int limit) implements NodeMessage {}

    /**
     * Answers {@link AskEnd} and {@link AskInventory}.
     *
     * @param upTo the end of each log; {@link LogEnd#START} for a log it does not have
     */
    record Ends(Map<LogId, LogEnd> upTo) implements NodeMessage {
        public Ends {
            upTo = Map.copyOf(upTo);
        }
    }

    /**
     * Offers to the leader of a log what follows its end; from a node that joins and has more of the same history. No answer: the sender
     * looks whether the log has grown.
     *
     * @param log which
     * @param base the end as the sender saw it; the sender's log goes on from there
     */
    record Offer(LogId log, Position base) implements NodeMessage {}

    /**
     * Commands for logs that the receiver is thought to lead.
     *
     * @param commands each under a number by which the sender knows the answer; in the order of the numbers, which is that of the sender
     */
    record Commands(Map<Long, Command> commands) implements NodeMessage {
        public Commands {
            commands = Collections.unmodifiableMap(new TreeMap<>(commands));
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
