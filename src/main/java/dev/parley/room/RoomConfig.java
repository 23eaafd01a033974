package dev.parley.room;

import java.time.Duration;

/**
 * Limits and times of sequencing and routing on one node.
 *
 * @param ackCopies disks that must have an entry before its author is told, all ready nodes if they are fewer
 * @param quorum archives that must take part in recovery and acknowledgement, however few nodes are there; 1 but under the majority policy
 * @param postDeadline how long a command is tried before the client is told that it is not acknowledged
 * @param tailEntries how many of the newest entries of a log the grid keeps
 * @param tailBytes how many bytes of them
 * @param underWay commands that this node routes at once at the most
 * @param waitingPerLog commands that wait in one log at the most
 * @param outstandingBytes bytes that may be sent to one node and not be confirmed by its disk
 * @param idle after how long without a command a log's grid entry shrinks to its head
 */
public record RoomConfig(
        int ackCopies,
        int quorum,
        Duration postDeadline,
        int tailEntries,
        int tailBytes,
        int underWay,
        int waitingPerLog,
        long outstandingBytes,
        Duration idle) {

    public RoomConfig {
        if (ackCopies < 1 || quorum < 1) {
            throw new IllegalArgumentException(
                    "ackCopies=" + ackCopies + " and quorum=" + quorum + " must be at least 1");
        }
        if (tailEntries < 1 || tailBytes < 1 || underWay < 1 || waitingPerLog < 1 || outstandingBytes < 1) {
            throw new IllegalArgumentException("limits must be at least 1: tailEntries=" + tailEntries + " tailBytes="
                    + tailBytes + " underWay="
                    + underWay + " waitingPerLog=" + waitingPerLog + " outstandingBytes=" + outstandingBytes);
        }
    }

    /** The values that fit chat, with the settings an administrator may change. */
    public static RoomConfig of(int ackCopies, int quorum, Duration postDeadline, int tailEntries, int tailBytes) {
        return new RoomConfig(
                ackCopies,
                quorum,
                postDeadline,
                tailEntries,
                tailBytes,
                20_000,
                5_000,
                16L * 1024 * 1024,
                Duration.ofMinutes(10));
    }

    CommandRouter.Config router() {
        return new CommandRouter.Config(underWay, postDeadline.toMillis(), 1000, 20);
    }

    SequencerConfig sequencer() {
        return new SequencerConfig(ackCopies, quorum, 256, tailEntries, tailBytes, waitingPerLog, 100, 6000, 300);
    }
}
