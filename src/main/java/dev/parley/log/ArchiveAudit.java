package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import dev.parley.wire.Digest;
import dev.parley.wire.Entry;
import dev.parley.wire.LogId;
import dev.parley.wire.Position;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A thorough look at an archive that no node uses: what SQLite finds, every log's numbers, ids, digests and noted end, the projections held
 * against newly made ones, and the orphans. It changes nothing.
 *
 * <p>Blocks, on the caller's thread; about 100,000 entries a second. Entries are not held in memory.
 */
public final class ArchiveAudit {

    private static final byte[] NOTHING = {};

    /** How many faults of SQLite's own are told. */
    private static final int MAX_SQLITE_FAULTS = 20;

    /**
     * What was found.
     *
     * @param faults a sentence each, in the order in which they were found; none: the archive is sound
     * @param logs how many logs have a row
     * @param entries how many entries could be read
     * @param bytes their JSON
     * @param orphans how many orphans could be read
     */
    public record Report(List<String> faults, long logs, long entries, long bytes, long orphans) {}

    private record Noted(long key, LogId log, Position end) {}

    private final Connection connection;
    private final Connection model;
    private final List<String> faults = new ArrayList<>();
    private long logs;
    private long entries;
    private long bytes;
    private long orphans;

    private ArchiveAudit(Connection connection, Connection model) {
        this.connection = connection;
        this.model = model;
    }

    /**
     * Looks at everything in a file.
     *
     * @throws ArchiveException with {@link Reason#IN_USE} while a node has the archive, {@link Reason#NEWER}, {@link Reason#DAMAGED} if it
     *     cannot be opened at all, {@link Reason#IO}
     */
    public static Report of(Path file) throws ArchiveException {
        if (!Files.isRegularFile(file)) {
            throw new ArchiveException(Reason.IO, "there is no archive " + file);
        }
        FileChannel lock = ArchiveFile.lock(file);
        try (lock) {
            ArchiveFile.checkHeader(file);
            Report report = look(file);
            ArchiveFile.removeEmptyLog(file);
            return report;
        } catch (SQLException e) {
            throw SqlErrors.failure("opening the archive " + file, e);
        } catch (IOException e) {
            throw ArchiveFile.unusable("opening", file, e);
        }
    }

    /**
     * Looks at everything in a backup, which no node uses. Nothing is written beside it, so that it may lie where nothing can be.
     *
     * @throws ArchiveException with {@link Reason#NEWER}, {@link Reason#DAMAGED} if it is no backup or cannot be opened at all, {@link Reason#IO}
     */
    public static Report ofBackup(Path file) throws ArchiveException {
        if (!Files.isRegularFile(file)) {
            throw new ArchiveException(Reason.IO, "there is no file " + file);
        }
        try {
            ArchiveFile.checkHeader(file);
            SqliteTool.load(Path.of(System.getProperty("java.io.tmpdir")));
            try (Connection connection = SqliteTool.reading(file)) {
                Migrations.check(connection);
                BackupLabel.read(connection);
                return within(connection);
            }
        } catch (SQLException e) {
            throw SqlErrors.failure("opening the backup " + file, e);
        } catch (IOException e) {
            throw ArchiveFile.unusable("opening", file, e);
        }
    }

    /** Looks at everything that a connection shows, what its transaction has changed included. */
    static Report within(Connection connection) throws SQLException {
        try (Connection model = SqliteTool.memory()) {
            Migrations.apply(model);
            return new ArchiveAudit(connection, model).run();
        }
    }

    private static Report look(Path file) throws SQLException, IOException, ArchiveException {
        try (Connection connection = ArchiveFile.connectToAudit(file);
                Connection model = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Migrations.check(connection);
            Migrations.apply(model);
            return new ArchiveAudit(connection, model).run();
        }
    }

    private Report run() {
        checked("the file", this::checkFile);
        List<Noted> noted = new ArrayList<>();
        checked("the list of logs", () -> listLogs(noted));
        ArchiveProjector projector = new ArchiveProjector(model, ArchiveProjection.ALL);
        for (Noted log : noted) {
            checked(log.log().value(), () -> checkLog(log, projector));
        }
        for (ArchiveProjection projection : ArchiveProjection.ALL) {
            checked("the projection", () -> compare(projection));
        }
        checked("the orphans", this::checkOrphans);
        return new Report(List.copyOf(faults), logs, entries, bytes, orphans);
    }

    @FunctionalInterface
    private interface Part {
        void check() throws SQLException, ArchiveException;
    }

    /** What cannot be read is a fault, and no reason not to look at the rest. */
    private void checked(String what, Part part) {
        try {
            part.check();
        } catch (SQLException | ArchiveException e) {
            faults.add(what + ": " + e.getMessage());
        }
    }

    private void checkFile() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("PRAGMA integrity_check(" + MAX_SQLITE_FAULTS + ")")) {
                while (rows.next()) {
                    if (!"ok".equals(rows.getString(1))) {
                        faults.add("the file: " + rows.getString(1).replace('\n', ' '));
                    }
                }
            }
            try (ResultSet rows =
                    statement.executeQuery("SELECT count(*) FROM entry WHERE log NOT IN (SELECT key FROM log)")) {
                if (rows.next() && rows.getLong(1) > 0) {
                    faults.add("the file: " + rows.getLong(1) + " entries belong to no log");
                }
            }
        }
    }

    private void listLogs(List<Noted> found) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key, name, seq, digest FROM log NOT INDEXED")) {
            while (rows.next()) {
                logs++;
                try {
                    Position end = new Position(
                            rows.getLong("seq"),
                            Digest.of(Objects.requireNonNullElse(rows.getBytes("digest"), NOTHING)));
                    found.add(new Noted(rows.getLong("key"), new LogId(String.valueOf(rows.getString("name"))), end));
                } catch (IllegalArgumentException e) {
                    faults.add("the list of logs: " + e.getMessage());
                }
            }
        }
    }

    private void checkLog(Noted noted, ArchiveProjector projector) throws SQLException, ArchiveException {
        LogId log = noted.log();
        ArchiveWalk walk = ArchiveWalk.begin(log);
        try (PreparedStatement page =
                connection.prepareStatement("SELECT seq, id, json FROM entry WHERE log = ? ORDER BY seq")) {
            page.setLong(1, noted.key());
            try (ResultSet rows = page.executeQuery()) {
                while (rows.next() && walk.isUnderWay()) {
                    Entry entry = SqlRows.entry(rows, "json");
                    byte[] id = Objects.requireNonNullElse(rows.getBytes("id"), NOTHING);
                    walk = walk.step(rows.getLong("seq"), id, entry);
                    projector.apply(log, entry);
                    entries++;
                    bytes += entry.json().size();
                }
            }
        } catch (SQLException | ArchiveException e) {
            faults.add(log + ": after entry " + walk.reached().seq() + ": " + e.getMessage());
            return;
        }
        Optional<String> fault = walk.isUnderWay() ? walk.arriveAt(noted.end()).fault() : walk.fault();
        fault.ifPresent(faults::add);
    }

    private void compare(ArchiveProjection projection) throws SQLException {
        try (Statement here = connection.createStatement();
                ResultSet rows = here.executeQuery(projection.listing());
                Statement there = model.createStatement();
                ResultSet made = there.executeQuery(projection.listing())) {
            boolean more = rows.next();
            boolean moreMade = made.next();
            while (more && moreMade && String.valueOf(rows.getString(1)).equals(made.getString(1))) {
                more = rows.next();
                moreMade = made.next();
            }
            if (more || moreMade) {
                faults.add(projection + " has " + (more ? rows.getString(1) : "nothing more") + " where the logs say "
                        + (moreMade ? made.getString(1) : "nothing more"));
            }
        }
    }

    private void checkOrphans() throws SQLException, ArchiveException {
        boolean isThere = SqlRows.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'orphan'") > 0;
        if (!isThere) {
            // A file of the first version, which a node has not opened since.
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT row, log, seq, id, json FROM orphan ORDER BY row")) {
            while (rows.next()) {
                String row = "orphan " + rows.getLong("row");
                Entry entry = SqlRows.entry(rows, "json");
                SqlRows.log(rows, "log");
                if (entry.seq() != rows.getLong("seq")
                        || !Arrays.equals(SqlRows.bytes(entry.id()), rows.getBytes("id"))) {
                    faults.add(row + " is filed under another number or id than its own");
                }
                orphans++;
            }
        }
    }
}
