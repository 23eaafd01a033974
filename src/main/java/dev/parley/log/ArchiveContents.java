package dev.parley.log;

import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an archive holds, in numbers.
 *
 * @param entries of all logs
 * @param bytes their JSON
 * @param orphans entries that were cut off and not yet given back
 * @param newestMillis the time of the newest last entry of a log, in milliseconds since 1970; 0: there is no entry
 * @param ends where each log ends, by name
 */
public record ArchiveContents(long entries, long bytes, long orphans, long newestMillis, Map<LogId, LogEnd> ends) {

    private static final String ENDS = "SELECT log.name, log.seq, log.digest, log.term, entry.json"
            + " FROM log LEFT JOIN entry ON entry.log = log.key AND entry.seq = log.seq";

    /** Of an archive of the newest version that was found to be sound. */
    static ArchiveContents of(Connection connection, ArchiveAudit.Report found) throws SQLException, ArchiveException {
        Map<LogId, LogEnd> ends = new TreeMap<>();
        long newest = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ENDS)) {
            while (rows.next()) {
                ends.put(SqlRows.log(rows, "name"), SqlRows.end(rows));
                if (rows.getBytes("json") != null) {
                    newest = Math.max(newest, SqlRows.entry(rows, "json").atMillis());
                }
            }
        }
        return new ArchiveContents(
                found.entries(), found.bytes(), found.orphans(), newest, Collections.unmodifiableMap(ends));
    }
}
