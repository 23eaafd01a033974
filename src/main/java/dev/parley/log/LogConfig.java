package dev.parley.log;

import java.time.Duration;

/**
 * Limits and times of the logs on one node.
 *
 * @param intake limits of each log's intake
 * @param fetches how many repairs are under way at once
 * @param fetchBytes how much one repair asks for
 * @param fetchTimeout how long to wait for a peer
 * @param catchUpTimeout how long a leader waits for its own archive to be brought up
 * @param idle after how long without a message a log's intake is forgotten; it is made anew from the archive
 * @param quorum archives, this node's included, with which it must have compared its own before it serves; 1: whoever is there will do
 */
public record LogConfig(
        IntakeLimits intake,
        int fetches,
        int fetchBytes,
        Duration fetchTimeout,
        Duration catchUpTimeout,
        Duration idle,
        int quorum) {

    /** The values that fit chat: batches of a few hundred bytes to a few hundred kilobytes. */
    public static LogConfig of(int quorum) {
        return new LogConfig(
                new IntakeLimits(4096, 8 * 1024 * 1024, 200),
                16,
                256 * 1024,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                quorum);
    }

    public LogConfig {
        if (fetches < 1 || fetchBytes < 1024) {
            throw new IllegalArgumentException(
                    "fetches=" + fetches + " must be at least 1, fetchBytes=" + fetchBytes + " at least 1024");
        }
        if (fetchTimeout.compareTo(catchUpTimeout) > 0) {
            throw new IllegalArgumentException(
                    "fetchTimeout=" + fetchTimeout + " must not be longer than catchUpTimeout=" + catchUpTimeout);
        }
    }
}
