package dev.parley.wire;

/** Bytes of a format version that this build does not read: another build wrote them. Never a reason to guess what they may mean. */
public final class UnknownFormat extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final int found;

    /**
     * @param what with its article, such as {@code a message}
     * @param found the version that the bytes say
     * @param known the version that this build reads
     */
    public UnknownFormat(String what, int found, int known) {
        super(what + " of version " + found + "; this build reads " + known);
        this.found = found;
    }

    /** The version that the bytes say. */
    public int found() {
        return found;
    }

    /** Checks the version that stands before a message. */
    public static void require(String what, int found, int known) {
        if (found != known) {
            throw new UnknownFormat(what, found, known);
        }
    }
}
