package dev.parley.log;

import dev.parley.log.TailCommand.Append;
import dev.parley.log.TailCommand.Claim;
import dev.parley.log.TailCommand.Install;
import dev.parley.log.TailCommand.Shrink;
import dev.parley.log.TailReply.Status;
import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recent end of one log, as the grid keeps it: the judge of who may write.
 *
 * <p>The lock decides who tries to lead; this decides who can. A batch is accepted only from the newest term seen, and only if it begins
 * exactly where the log ends: two leaders can waste work, never fork a log. Immutable.
 *
 * @param term the newest term that claimed the log; older ones are fenced off
 * @param head where the log ends
 * @param recent the newest entries, without a hole, ending at {@code head}; empty when the log is idle or new
 */
@PureCore
record Tail(long term, Position head, List<Entry> recent) {

    Tail {
        recent = List.copyOf(recent);
        if (!recent.isEmpty() && !recent.get(recent.size() - 1).position().equals(head)) {
            throw new IllegalArgumentException("a tail whose entries do not end at its head " + head);
        }
    }

    /**
     * How much of the end is kept.
     *
     * @param entries number of entries
     * @param bytes bytes of their JSON; one entry is kept in any case
     */
    record Limits(int entries, int bytes) {}

    /**
     * What a command does.
     *
     * @param next the tail from now on; null: unchanged
     * @param reply what the leader is told
     */
    record Change(@Nullable Tail next, TailReply reply) {}

    /** Decides a command. The same command sent again after it was done is done again, without effect on the log. */
    static Change apply(@Nullable Tail tail, TailCommand command, Limits limits) {
        if (tail != null && command.term() < tail.term) {
            return new Change(null, TailReply.of(Status.FENCED, tail.term, tail.head));
        }
        if (command instanceof Install install) {
            return install(tail, install, limits);
        }
        if (tail == null) {
            return new Change(null, TailReply.of(Status.MISSING, 0, Position.START));
        }
        if (command instanceof Claim claim) {
            Tail next = new Tail(claim.term(), tail.head, tail.recent);
            return new Change(next, new TailReply(Status.DONE, next.term, next.head, next.recent));
        }
        if (command instanceof Shrink shrink) {
            return tail.head.equals(shrink.head())
                    ? done(new Tail(shrink.term(), tail.head, List.of()))
                    : new Change(null, TailReply.of(Status.MISMATCH, tail.term, tail.head));
        }
        return append(tail, (Append) command, limits);
    }

    private static Change append(Tail tail, Append append, Limits limits) {
        if (tail.head.equals(append.end())) {
            return done(new Tail(append.term(), tail.head, tail.recent));
        }
        if (!tail.head.equals(append.previous())) {
            return new Change(null, TailReply.of(Status.MISMATCH, tail.term, tail.head));
        }
        return done(tail.with(append.term(), append.entries(), limits));
    }

    private static Change install(@Nullable Tail tail, Install install, Limits limits) {
        Position head = tail == null ? null : tail.head;
        boolean again = install.head().equals(head);
        boolean expected = head == null ? install.expected() == null : head.equals(install.expected());
        if (!again && !expected) {
            long term = tail == null ? 0 : tail.term;
            return new Change(null, TailReply.of(Status.MISMATCH, term, head == null ? Position.START : head));
        }
        return done(new Tail(install.term(), install.head(), newest(install.recent(), limits)));
    }

    private static Change done(Tail next) {
        return new Change(next, TailReply.of(Status.DONE, next.term, next.head));
    }

    /** This tail and a batch that follows it. */
    Tail with(long newTerm, List<Entry> batch, Limits limits) {
        List<Entry> all = new ArrayList<>(recent.size() + batch.size());
        all.addAll(recent);
        all.addAll(batch);
        return new Tail(newTerm, batch.get(batch.size() - 1).position(), newest(all, limits));
    }

    private static List<Entry> newest(List<Entry> entries, Limits limits) {
        int from = entries.size();
        int bytes = 0;
        while (from > 0 && entries.size() - from < limits.entries()) {
            bytes += entries.get(from - 1).json().size();
            if (bytes > limits.bytes() && from < entries.size()) {
                break;
            }
            from--;
        }
        return entries.subList(from, entries.size());
    }
}
