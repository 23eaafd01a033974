package dev.parley.cluster;

/**
 * How the grid is, as this member knows it without asking the others.
 *
 * @param isMember whether this node is a member now: false while it merges or leaves
 * @param members of the grid
 * @param partitions of the grid
 * @param owned partitions of which this member holds the first copy
 * @param withoutBackup partitions that have fewer copies than there could be, with so many members
 * @param migrating whether copies are being moved
 * @param migrations copies that were moved since this node joined
 * @param failedMigrations copies that could not be moved
 * @param lost partitions of which the last copy was lost, since this node joined
 * @param pending operations that this member has asked for and that have no answer
 * @param queued operations that wait for a thread of this member
 */
public record GridCounts(
        boolean isMember,
        int members,
        int partitions,
        int owned,
        int withoutBackup,
        boolean migrating,
        long migrations,
        long failedMigrations,
        long lost,
        int pending,
        int queued) {

    /** Of a membership that has ended. */
    static final GridCounts NONE = new GridCounts(false, 0, 0, 0, 0, false, 0, 0, 0, 0, 0);
}
