package dev.parley.log;

import dev.parley.log.ArchiveException.Reason;
import java.sql.SQLException;

/** What SQLite's result codes mean to the archive. */
final class SqlErrors {

    private static final int PERM = 3;
    private static final int BUSY = 5;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANTOPEN = 14;
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
            case FULL -> io(doing, "the disk is full. Make room on it.", e);
            case BUSY -> io(doing, "another program holds the file locked. Let it go.", e);
            case READONLY, PERM, CANTOPEN ->
                io(
                        doing,
                        "the file or its folder cannot be written. Mount the disk for writing, and let the folder belong to"
                                + " the user that Parley runs as.",
                        e);
            case IOERR ->
                io(
                        doing,
                        "the disk reports an error. The system's log (dmesg) tells more; a new disk is filled by the other"
                                + " nodes.",
                        e);
            default -> new ArchiveException(Reason.IO, doing + " failed: " + e.getMessage(), e);
        };
    }

    /** Whether the disk itself failed, after which nothing that was written lately can be relied on. */
    static boolean isBrokenDisk(ArchiveException why) {
        return why.getCause() instanceof SQLException e && primaryCode(e) == IOERR;
    }

    private static ArchiveException io(String doing, String sentence, SQLException e) {
        return new ArchiveException(Reason.IO, doing + " failed: " + sentence + " (" + e.getMessage() + ")", e);
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
