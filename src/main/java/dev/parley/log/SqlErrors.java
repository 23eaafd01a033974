package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.sql.SQLException;

/** What SQLite's result codes mean to the archive. */
final class SqlErrors {

    private static final int BUSY = 5;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CONSTRAINT = 19;
    private static final int NOT_A_DATABASE = 26;

    private SqlErrors() {}

    /** The failure to report when something met this error. */
    static ArchiveException failure(String doing, SQLException e) {
        return switch (primaryCode(e)) {
            case CORRUPT, NOT_A_DATABASE ->
                new ArchiveException(
                        Reason.DAMAGED,
                        doing + " failed: the file is damaged or not an archive. Restore it from a backup, or remove"
                                + " it and let the other nodes fill a new one. (" + e.getMessage() + ")",
                        e);
            case FULL ->
                new ArchiveException(Reason.IO, doing + " failed: the disk is full. (" + e.getMessage() + ")", e);
            case BUSY ->
                new ArchiveException(
                        Reason.IO,
                        doing + " failed: another program holds the file locked. (" + e.getMessage() + ")",
                        e);
            default -> new ArchiveException(Reason.IO, doing + " failed: " + e.getMessage(), e);
        };
    }

    /** Whether a row was refused by a rule of its table. SQLite undoes that statement only. */
    static boolean isConstraint(SQLException e) {
        return primaryCode(e) == CONSTRAINT;
    }

    /** Extended codes carry the plain one in their low byte. */
    private static int primaryCode(SQLException e) {
        return e.getErrorCode() & 0xff;
    }
}
