package dev.parley.load;

import dev.parley.wire.Digest;
import dev.parley.wire.EntryId;
import dev.parley.wire.ErrorCode;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import dev.parley.wire.PureCore;
import java.util.List;

/**
 * What clients did and saw, and what the nodes held in the end, as a list.
 *
 * <p>For tests and simulations. What is too long for a list goes straight into a {@link HistoryChecker}.
 *
 * @param events in the order in which they happened, as far as one client can tell
 */
@PureCore
public record History(List<Event> events) {

    /** One thing that happened. */
    public sealed interface Event {}

    /** A client sent a message for the first time. */
    public record Posted(String client, LogId log, EntryId id) implements Event {}

    /** A client got an acknowledgement. */
    public record Acked(String client, LogId log, EntryId id, Position position) implements Event {}

    /** A client got an error for a message. */
    public record Refused(String client, EntryId id, ErrorCode code) implements Event {}

    /** A reader got an entry. */
    public record Delivered(String reader, LogId log, Seen entry) implements Event {}

    /** A reader was told to reset: it forgets the log, and its next entry has the number {@code from}. */
    public record ReaderReset(String reader, LogId log, long from) implements Event {}

    /** The whole log as one node holds it in the end, ascending. */
    public record Final(String node, LogId log, List<Seen> entries) implements Event {
        public Final {
            entries = List.copyOf(entries);
        }
    }

    /** What matters of an entry. */
    public record Seen(long seq, EntryId id, Digest digest) {}

    public History {
        events = List.copyOf(events);
    }

    /** Judges it. */
    public Verdict check(HistoryChecker.Healing healing) {
        HistoryChecker checker = new HistoryChecker(healing);
        events.forEach(event -> feed(checker, event));
        return checker.verdict();
    }

    private static void feed(HistoryChecker checker, Event event) {
        if (event instanceof Posted posted) {
            checker.posted(posted.client(), posted.log(), Ulid.of(posted.id()));
        } else if (event instanceof Acked acked) {
            checker.acked(acked.client(), acked.log(), Ulid.of(acked.id()), acked.position());
        } else if (event instanceof Refused refused) {
            checker.refused(refused.client(), Ulid.of(refused.id()), refused.code());
        } else if (event instanceof Delivered delivered) {
            Seen seen = delivered.entry();
            checker.reader(delivered.reader(), delivered.log())
                    .delivered(seen.seq(), Ulid.of(seen.id()), seen.digest());
        } else if (event instanceof ReaderReset reset) {
            checker.reader(reset.reader(), reset.log()).reset(reset.from());
        } else if (event instanceof Final last) {
            HistoryChecker.FinalLog log = checker.finalLog(last.node(), last.log());
            last.entries().forEach(seen -> log.entry(seen.seq(), Ulid.of(seen.id()), seen.digest()));
        }
    }
}
