package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.Kind;
import dev.parley.wire.LogId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Tables made from the logs, so that questions can be asked that a log cannot answer.
 *
 * <p>Written in the transaction that stores the entry: never ahead of the log, never behind. Only on the writer's thread. Whatever an
 * entry's body holds, it must not fail: a fact that means nothing to it changes nothing.
 */
interface ArchiveProjection {

    /** All there are, in the order in which they are rebuilt. */
    List<ArchiveProjection> ALL = List.of(new ArchiveRooms());

    /** Whether entries of this log concern it. */
    boolean reads(LogId log);

    /** The kinds of entries it wants. */
    Set<Kind> kinds();

    /** Takes in one entry. Entries of a log come in order, each once. */
    void apply(Connection connection, LogId log, Entry entry) throws SQLException;

    /** A query that gives all that its tables hold, one text a row, in an order that depends on nothing else. */
    String listing();

    /** Empties its tables; all entries are applied again after it. */
    void clear(Connection connection) throws SQLException;
}
