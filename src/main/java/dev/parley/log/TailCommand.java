package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change that a leader wants of the tail of a log. Decided by {@link Tail#apply}, atomically, on the thread of the tail's partition. */
public sealed interface TailCommand {

    /** The term of the leader that asks. */
    long term();

    /**
     * Fences all older leaders off the log, and tells where it ends.
     *
     * @param term the term of the leader that asks
     */
    record Claim(long term) implements TailCommand {}

    /**
     * Adds a batch.
     *
     * @param term the term of the leader that asks
     * @param previous where the log must end for the batch to be accepted
     * @param entries at least one, following {@code previous} without a hole
     */
    record Append(long term, Position previous, List<Entry> entries) implements TailCommand {
        public Append {
            entries = List.copyOf(entries);
            if (entries.isEmpty() || entries.get(0).seq() != previous.seq() + 1) {
                throw new IllegalArgumentException("a batch that does not follow " + previous + ": " + entries);
            }
        }

        /** Where the log ends after the batch. */
        public Position end() {
            return entries.get(entries.size() - 1).position();
        }
    }

    /**
     * Puts back what the archives hold and the grid does not.
     *
     * @param term the term of the leader that asks
     * @param expected where the grid's log ends now; null: the grid has no such log
     * @param head where it shall end
     * @param recent the newest entries up to {@code head}, without a hole; may be empty
     */
    record Install(long term, @Nullable Position expected, Position head, List<Entry> recent) implements TailCommand {
        public Install {
            recent = List.copyOf(recent);
            if (!recent.isEmpty() && !recent.get(recent.size() - 1).position().equals(head)) {
                throw new IllegalArgumentException("recent entries do not end at " + head);
            }
        }
    }

    /**
     * Lets go of the recent entries of an idle log; its head stays.
     *
     * @param term the term of the leader that asks
     * @param head where the log must end: a command that comes late must not let go of what came after it and is on no disk yet
     */
    record Shrink(long term, Position head) implements TailCommand {}
}
