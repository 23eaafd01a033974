package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Makes all projections of an archive that no node uses anew from its logs. Blocks, on the caller's thread. */
public final class ArchiveRebuild {

    private ArchiveRebuild() {}

    /**
     * What became of it.
     *
     * @param before what was wrong before; a sentence each
     * @param after the archive as it is with the new projections. With faults nothing was changed: it is the logs that are damaged
     */
    public record Result(List<String> before, ArchiveAudit.Report after) {}

    /**
     * Empties the projections, makes them again and checks the whole archive, in one transaction.
     *
     * @throws ArchiveException with {@link Reason#IN_USE} while a node has the archive, {@link Reason#NEWER}, {@link Reason#DAMAGED} or
     *     {@link Reason#IO}
     */
    public static Result of(Path file) throws ArchiveException {
        if (!Files.isRegularFile(file)) {
            throw new ArchiveException(Reason.IO, "there is no archive " + file);
        }
        FileChannel lock = ArchiveFile.lock(file);
        try (lock) {
            ArchiveFile.checkHeader(file);
            SqliteTool.load(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            try (Connection connection = SqliteTool.writing(file)) {
                Migrations.check(connection);
                Migrations.apply(connection);
                return rebuild(connection);
            }
        } catch (SQLException e) {
            throw SqlErrors.failure("rebuilding the projections of " + file, e);
        } catch (IOException e) {
            throw ArchiveFile.unusable("opening", file, e);
        }
    }

    private static Result rebuild(Connection connection) throws SQLException, ArchiveException {
        ArchiveAudit.Report before = ArchiveAudit.within(connection);
        ArchiveAudit.Report after = null;
        SqlRows.run(connection, "BEGIN IMMEDIATE");
        try {
            new ArchiveProjector(connection, ArchiveProjection.ALL).rebuildAll();
            after = ArchiveAudit.within(connection);
        } catch (ArchiveException e) {
            // A log that cannot be read: the first look has told of it.
            after = before.faults().isEmpty() ? thrown(e) : before;
        } finally {
            boolean isSound = after != null && after.faults().isEmpty();
            SqlRows.run(connection, isSound ? "COMMIT" : "ROLLBACK");
        }
        return new Result(before.faults(), after);
    }

    private static ArchiveAudit.Report thrown(ArchiveException e) {
        return new ArchiveAudit.Report(List.of(String.valueOf(e.getMessage())), 0, 0, 0, 0);
    }
}
