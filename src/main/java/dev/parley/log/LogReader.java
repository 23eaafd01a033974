package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import io.vertx.core.Future;
import java.util.List;

/**
 * The logs as this node has them, for reading: every entry it may show, on disk or about to be.
 *
 * <p>Any thread may call. Futures complete on the Vert.x context of the caller, fail only when the archive is broken, and do so within
 * the archive's deadline of 10 s.
 */
public interface LogReader {

    /**
     * Some entries of a log, in order and without a hole.
     *
     * @param entries ascending by number
     * @param head where the log ends on this node at that moment
     */
    record Page(List<Entry> entries, Position head) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** Hears of entries as they become readable here. Called on the log's event loop: hand over and return. */
    @FunctionalInterface
    interface Listener {
        /**
         * Entries follow what was delivered before; of each log in order, without a hole, each once.
         *
         * @param log which log
         * @param entries at least one
         */
        void delivered(LogId log, List<Entry> entries);
    }

    /** Where a log ends on this node; {@link Position#START} for a log without entries. */
    Future<Position> head(LogId log);

    /**
     * What follows a number.
     *
     * @param seq exclusive; 0: from the first entry
     * @param limit how many at the most, 1 to 1,000
     * @param maxBytes how many bytes of JSON at the most; at least one entry is given if there is one
     */
    Future<Page> after(LogId log, long seq, int limit, int maxBytes);

    /**
     * The newest entries below a number, ascending.
     *
     * @param seq exclusive; {@link Long#MAX_VALUE}: the newest of all
     * @param limit how many at the most, 1 to 1,000
     */
    Future<Page> before(LogId log, long seq, int limit);

    /** How a reader's position relates to this node's history of the log. */
    Future<Relation> relation(LogId log, Position position);

    /** Hears of all entries of all logs from now on, for the life of the node. */
    void listen(Listener listener);

    /**
     * The directory of rooms as this node knows it now. Any thread; a snapshot. It has an entry of the directory log before a
     * {@link Listener} hears of that entry.
     */
    Directory directory();
}
