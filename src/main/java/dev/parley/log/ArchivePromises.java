package dev.parley.log;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Table {@code promise}, within the transactions of others. */
final class ArchivePromises {

    private static final String KEEP = "INSERT INTO promise (shard, term) VALUES (?, ?)"
            + " ON CONFLICT (shard) DO UPDATE SET term = max(term, excluded.term)";
    private static final String ALL = "SELECT shard, term FROM promise";

    private ArchivePromises() {}

    /** Raises the terms of some shards; one that is not newer changes nothing. */
    static void keep(SqlStatements statements, Map<Integer, Long> terms) throws SQLException {
        PreparedStatement keep = statements.of(KEEP);
        for (Map.Entry<Integer, Long> term : terms.entrySet()) {
            keep.setInt(1, term.getKey());
            keep.setLong(2, term.getValue());
            keep.executeUpdate();
        }
    }

    /** The terms of all shards of which one was promised. */
    static Map<Integer, Long> all(SqlStatements statements) throws SQLException {
        Map<Integer, Long> terms = new HashMap<>();
        try (ResultSet rows = statements.of(ALL).executeQuery()) {
            while (rows.next()) {
                terms.put(rows.getInt("shard"), rows.getLong("term"));
            }
        }
        return terms;
    }
}
