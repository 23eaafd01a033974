package dev.parley.log;

/**
 * Why the archive did not do what it was asked; {@link #reason()} for programs, the message for administrators.
 *
 * <p>What it means for an append is said at each reason. In no case was the append confirmed, and in every case it may be sent again.
 */
public final class ArchiveException extends Exception {

    /** The sorts of failure. */
    public enum Reason {
        /** Too much waits already. Not written; try again when the disk has caught up. */
        FULL,
        /** Waited in the queue past the deadline and was taken out. Not written. */
        TIMEOUT,
        /** The archive has, or would get, another entry at this place or another place for this id. Not written. */
        CONFLICT,
        /** The archive ends before the place where the entries begin. Not written; fetch what lies between first. */
        HOLE,
        /**
         * The file system refused. Rolled back and not to be seen by any reader; but if the failure was in the last sync, a crash, or
         * opening again, may bring the entries back. Try again: what is there already is recognised. After an error of the disk itself
         * every later append fails so, until the archive has been closed and opened again.
         */
        IO,
        /** The file is not, or no longer, a sound archive. As {@link #IO} for an append. */
        DAMAGED,
        /** Only when opening: another process has the file, or this one has it open already. */
        IN_USE,
        /** Only when opening: a newer version of Parley wrote the file. */
        NEWER,
        /** The archive is closed or closing. Not written. */
        CLOSED
    }

    private final Reason reason;

    ArchiveException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ArchiveException(Reason reason, String message, Exception cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What sort of failure. */
    public Reason reason() {
        return reason;
    }
}
