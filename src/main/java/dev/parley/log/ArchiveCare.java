package dev.parley.log;

import java.time.Duration;

/**
 * How an archive looks after itself while it is open.
 *
 * @param checkedPerSecond entries whose digests are checked in the background within a second, at the most
 * @param checkAfter how long after opening the first check of everything begins
 * @param checkAgain how long after the end of a check the next one begins
 * @param patience how long writes may go on failing because the disk is full, read-only or locked, until that is told as trouble
 */
public record ArchiveCare(int checkedPerSecond, Duration checkAfter, Duration checkAgain, Duration patience) {

    /** For a node: 2,000 entries a second (some percent of a core), from 20 s after the start, again after a day; 2 s. */
    public static final ArchiveCare DEFAULT =
            new ArchiveCare(2_000, Duration.ofSeconds(20), Duration.ofDays(1), Duration.ofSeconds(2));

    public ArchiveCare {
        if (checkedPerSecond < 1) {
            throw new IllegalArgumentException("checkedPerSecond must be positive, not " + checkedPerSecond);
        }
        if (checkAfter.isNegative() || checkAgain.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException("times must not be negative: checkAfter=" + checkAfter + " checkAgain="
                    + checkAgain + " patience=" + patience);
        }
    }
}
