package dev.parley.log;

/**
 * How much of one log may wait at an {@link Intake}.
 *
 * @param aheadEntries entries that arrived before those that precede them
 * @param pendingBytes JSON of entries that are accepted and not yet archived; beyond it nothing more is accepted until the disk catches up
 * @param retryMillis how long to wait after a failed append or a fruitless fetch
 */
public record IntakeLimits(int aheadEntries, long pendingBytes, long retryMillis) {}
