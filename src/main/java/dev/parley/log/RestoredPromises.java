package dev.parley.log;

import dev.parley.wire.LogId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What a restored archive promises in place of what the disk that it replaces may have promised since the backup was made. */
final class RestoredPromises {

    private RestoredPromises() {}

    /** For every shard: nothing is taken from leaders of older terms than this; a newer promise stays. */
    static void raise(Connection connection, long term) throws SQLException {
        Map<Integer, Long> terms = new HashMap<>();
        for (int shard = 0; shard < LogId.SHARDS; shard++) {
            terms.put(shard, term);
        }
        SqlStatements statements = new SqlStatements(connection);
        ArchivePromises.keep(statements, terms);
        statements.forget();
    }
}
