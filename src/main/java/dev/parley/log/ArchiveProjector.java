package dev.parley.log;

import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Keeps the projections level with the logs, within the transactions of others. Owned by the write thread. */
final class ArchiveProjector {

    private static final String ENTRIES =
            "SELECT json FROM entry WHERE log = (SELECT key FROM log WHERE name = ?) ORDER BY seq";

    private final Connection connection;
    private final List<ArchiveProjection> projections;

    ArchiveProjector(Connection connection, List<ArchiveProjection> projections) {
        this.connection = connection;
        this.projections = projections;
    }

    /** Takes in what was added to a log. */
    void apply(LogId log, Entry entry) throws SQLException {
        apply(projections, log, entry);
    }

    /**
     * Makes all projections anew.
     *
     * @return how many entries were read for it
     */
    long rebuildAll() throws SQLException, ArchiveException {
        return rebuild(projections);
    }

    /** Makes those anew that read a log, after entries were taken off it. */
    void rebuildReadersOf(LogId log) throws SQLException, ArchiveException {
        rebuild(projections.stream().filter(each -> each.reads(log)).toList());
    }

    private long rebuild(List<ArchiveProjection> chosen) throws SQLException, ArchiveException {
        long read = 0;
        for (ArchiveProjection projection : chosen) {
            projection.clear(connection);
        }
        for (LogId log : logsFor(chosen)) {
            try (PreparedStatement entries = connection.prepareStatement(ENTRIES)) {
                entries.setString(1, log.value());
                try (ResultSet rows = entries.executeQuery()) {
                    while (rows.next()) {
                        apply(chosen, log, SqlRows.entry(rows, "json"));
                        read++;
                    }
                }
            }
        }
        return read;
    }

    private void apply(List<ArchiveProjection> chosen, LogId log, Entry entry) throws SQLException {
        for (ArchiveProjection projection : chosen) {
            if (projection.reads(log) && projection.kinds().contains(entry.kind())) {
                projection.apply(connection, log, entry);
            }
        }
    }

    private List<LogId> logsFor(List<ArchiveProjection> chosen) throws SQLException, ArchiveException {
        List<LogId> logs = new ArrayList<>();
        try (PreparedStatement names = connection.prepareStatement("SELECT name FROM log ORDER BY name");
                ResultSet rows = names.executeQuery()) {
            while (rows.next()) {
                LogId log = SqlRows.log(rows, "name");
                if (chosen.stream().anyMatch(projection -> projection.reads(log))) {
                    logs.add(log);
                }
            }
        }
        return logs;
    }
}
