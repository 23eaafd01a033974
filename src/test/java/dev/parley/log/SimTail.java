package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets the simulation hold and change the tails of this package, which nobody else sees. */
public final class SimTail {

    private final Tail tail;

    private SimTail(Tail tail) {
        this.tail = tail;
    }

    /**
     * What a command does.
     *
     * @param next the tail from now on; null: unchanged
     * @param reply what the leader is told
     */
    public record Change(@Nullable SimTail next, TailReply reply) {}

    /** Has the real tail decide. */
    public static Change apply(@Nullable SimTail tail, TailCommand command, int entries, int bytes) {
        Tail.Change change = Tail.apply(tail == null ? null : tail.tail, command, new Tail.Limits(entries, bytes));
        Tail next = change.next();
        return new Change(next == null ? null : new SimTail(next), change.reply());
    }

    /** What a backup has that missed what came before: the decided end, and only the entries that it was sent. */
    public SimTail afterHole(TailCommand command) {
        List<Entry> sent = command instanceof TailCommand.Append append ? append.entries() : tail.recent();
        return new SimTail(new Tail(tail.term(), tail.head(), sent));
    }

    /** Where the log ends. */
    public Position head() {
        return tail.head();
    }

    /** The newest term that claimed the log. */
    public long term() {
        return tail.term();
    }

    /** The newest entries. */
    public List<Entry> recent() {
        return tail.recent();
    }

    @Override
    public String toString() {
        return "term " + tail.term() + " head " + tail.head() + " recent "
                + tail.recent().size();
    }
}
